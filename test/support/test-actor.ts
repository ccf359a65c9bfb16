import type { Actor } from '#libs/audit';

/** The actor of an action in a test. */
export function testActor(name = 'client:test'): Actor {
  return { name, clientId: null, address: '203.0.113.7', requestId: 'request-of-a-test' };
}
