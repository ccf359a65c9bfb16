import type { Actor } from '#libs/audit';

/** Whoever does something in a test. */
export function testActor(name = 'client:test'): Actor {
  return { name, clientId: null, address: '203.0.113.7', requestId: 'request-of-a-test' };
}
