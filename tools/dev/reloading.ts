import type { ManagedProcess } from '../stack/managed-process.js';

/** A process that is restarted whenever its code has changed. One that does not start waits for the next change. */
export class Reloading {
  private running: ManagedProcess | null = null;
  private turn: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly start: () => Promise<ManagedProcess>,
    private readonly stopsWithinMs: number,
    private readonly say: (text: string) => void,
  ) {}

  /** Restarts come one after another, also when changes come faster. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.replace());
    return this.turn;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.turn;
    await this.running?.stop(this.stopsWithinMs);
  }

  private async replace(): Promise<void> {
    if (this.closed) return;
    await this.running?.stop(this.stopsWithinMs);
    this.running = null;
    try {
      const started = await this.start();
      this.running = started;
      started.onUnexpectedEnd(() => this.say(`${started.name} ended by itself; it starts again with the next change.`));
    } catch (error) {
      this.say(`${error instanceof Error ? error.message : String(error)}\nIt starts again with the next change.`);
    }
  }
}
