import type { Socket } from 'node:net';

interface HeldRequest {
  readonly faultId: string;
  readonly socket: Socket;
  readonly answer: () => void;
}

/** Requests kept open by a `hold` fault until somebody releases them or their client leaves. */
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

  /** Lets the held requests of one fault, or of all, have their normal answer. Returns how many. */
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
