/** What has been opened, to be closed in reverse. Also what is still opening when the end comes. */
export class Opened {
  private readonly closers: Promise<() => Promise<void>>[] = [];
  private closed: Promise<void> | null = null;

  /** Waits for something to open; from now on `closeAll` closes it, if it opened at all. */
  async add<Thing>(opening: Promise<Thing>, close: (thing: Thing) => Promise<void>): Promise<Thing> {
    const closer = opening.then((thing) => () => close(thing));
    closer.catch(() => undefined);
    this.closers.push(closer);
    return opening;
  }

  /** Calling it again waits for the same end. */
  closeAll(): Promise<void> {
    this.closed ??= this.closeInReverse();
    return this.closed;
  }

  private async closeInReverse(): Promise<void> {
    for (let closer = this.closers.pop(); closer !== undefined; closer = this.closers.pop()) {
      const close = await closer.catch(() => null);
      await close?.().catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      });
    }
  }
}
