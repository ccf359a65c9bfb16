import { Logger } from '@nestjs/common';

/** Requests in flight get this long to finish before the workers are stopped under them. */
const FINISH_WITHIN_MS = 4_000;

/**
 * Whether the service is stopping. From then on it is not ready, new requests get 503, responses that wait for a payout
 * are sent, and requests in flight finish before anything they need is stopped.
 */
export class Stopping {
  private readonly logger = new Logger(Stopping.name);
  private readonly stop = new AbortController();
  private inFlight = 0;
  private idle: (() => void) | null = null;

  get begun(): boolean {
    return this.stop.signal.aborted;
  }

  /** Aborted when the service begins to stop. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  requestBegins(): void {
    this.inFlight += 1;
  }

  requestEnds(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.idle?.();
  }

  /** Begins to stop. @returns once no request is in flight, or the time for them is over */
  async begin(): Promise<void> {
    this.stop.abort();
    if (this.inFlight === 0) return;
    this.logger.log(`stopping; ${this.inFlight} requests in flight`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FINISH_WITHIN_MS);
      this.idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
