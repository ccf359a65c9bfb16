import { createServer } from 'node:net';

/** Where everything that tools and tests start listens: never an address that another machine can reach. */
export const LOOPBACK = '127.0.0.1';

/** A TCP port that is free at this moment: the preferred one, else one that the system chooses. */
export async function freePort(preferred = 0): Promise<number> {
  const port = (await tryPort(preferred)) ?? (await tryPort(0));
  if (port === null) throw new Error(`no port is free on ${LOOPBACK}`);
  return port;
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number | null>();
  server.once('error', () => resolve(null));
  server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
  });
  return promise;
}
