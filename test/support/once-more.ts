/**
 * Connects, and once more if it took too long. A worker of Jest that is busy with itself for two seconds (it loads a whole
 * service, or collects the garbage of those before) finds the time of a connection over before it looks whether it is there.
 */
export function onceMore<T>(connect: () => Promise<T>): Promise<T> {
  return connect().catch((error: unknown) => {
    if ((error as Error).message !== 'timeout exceeded when trying to connect') throw error;
    return connect();
  });
}
