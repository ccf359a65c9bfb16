import type { Socket } from 'node:net';

interface HeldRequest {
  readonly faultId: string;
  readonly socket: Socket;
  readonly answer: () => void;
}

/** Requests that a `hold` fault keeps open until they are released or their client leaves. */
export class Holds {
  private held = new Set<HeldRequest>();

  /** Resolves true when released, false when the client left. */
  hold(faultId: string, socket: Socket): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = () => {
        this.held.delete(request);
        resolve(false);
      };
      const answer = () => {
        socket.off('close', leave);
        this.held.delete(request);
        resolve(true);
      };
      const request: HeldRequest = { faultId, socket, answer };
      if (socket.destroyed) return resolve(false);
      socket.once('close', leave);
      this.held.add(request);
    });
  }

  countOf(faultId: string): number {
    return [...this.held].filter((request) => request.faultId === faultId).length;
  }

  /** Sends the normal response to the held requests of one fault, or of all. Returns how many. */
  release(faultId?: string): number {
    const chosen = [...this.held].filter((request) => faultId === undefined || request.faultId === faultId);
    for (const request of chosen) request.answer();
    return chosen.length;
  }

  /** Destroys the sockets of all held requests. */
  reset(): void {
    for (const request of [...this.held]) request.socket.destroy();
  }
}

/** While on, every provider request loses its connection at once and nothing is booked. */
export class Outage {
  on = false;

  reset(): void {
    this.on = false;
  }
}
