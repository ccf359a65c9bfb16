import { createServer } from 'node:net';

/** Where demo and dev listen: never an address that another machine can reach. */
export const LOOPBACK = '127.0.0.1';

/** The preferred port when nobody has it, else one the system chooses. */
export async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number | null>();
  server.once('error', () => resolve(null));
  server.listen({ port, host: LOOPBACK }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
  });
  return promise;
}
