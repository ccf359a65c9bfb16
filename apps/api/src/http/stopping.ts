import { Logger } from '@nestjs/common';

/** Requests in flight get this long to finish before the workers are stopped under them. */
const FINISH_WITHIN_MS = 4_000;

/**
 * Whether the service is about to stop, or is stopping. First it may drain: it reports that it is not ready, serves requests as
 * before, and lets each connection end with the next response, so that no client meets a connection that closes. Then it stops:
 * new requests get 503, responses that wait for a payout are sent, and requests in flight finish before anything they need is
 * stopped.
 */
export class Stopping {
  private readonly logger = new Logger(Stopping.name);
  private readonly stop = new AbortController();
  private drains = false;
  private inFlight = 0;
  private idle: (() => void) | null = null;

  /** Whether to send no more requests here; those that come are served until it has {@link begun}. */
  get draining(): boolean {
    return this.drains || this.begun;
  }

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

  /** @returns after the time that load balancers need to see that this replica is not ready */
  async drain(delayMs: number): Promise<void> {
    this.drains = true;
    if (delayMs === 0) return;
    this.logger.log(`draining: requests are served for ${delayMs} ms more`);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
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
