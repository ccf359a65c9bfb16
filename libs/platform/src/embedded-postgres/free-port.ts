import { createServer } from 'node:net';

/** The address the server listens on: never one that another machine can reach. */
export const LOOPBACK = '127.0.0.1';

/** The preferred port when nobody listens on it, else one the system chooses. */
export async function findFreePort(preferredPort: number): Promise<number> {
  return (preferredPort > 0 && (await tryPort(preferredPort))) || findFreePortFor(await tryPort(0));
}

function findFreePortFor(port: number | undefined): number {
  if (port === undefined) throw new Error(`no port is free on ${LOOPBACK}`);
  return port;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listener = createServer();
    listener.once('error', () => resolve(undefined));
    listener.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = listener.address();
      const found = typeof address === 'object' && address !== null ? address.port : undefined;
      listener.close(() => resolve(found));
    });
  });
}
