/** Lets a question wait until something has happened. */
export class Waiters {
  private checks = new Set<() => void>();

  /** Tells everybody who waits to look again. */
  notify(): void {
    for (const check of this.checks) check();
  }

  /** Resolves when `isEnough` says so, or after `waitMs`, whichever comes first. */
  async until(isEnough: () => boolean, waitMs: number): Promise<void> {
    if (waitMs === 0 || isEnough()) return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      const check = () => {
        if (isEnough()) finish();
      };
      const timer = setTimeout(finish, waitMs).unref();
      this.checks.add(check);
    });
  }
}
