/** Gives the numbers of the provider: they follow the clock, so that a restarted sandbox gives none of them twice. */
export class DokuNumbers {
  private last = 0;

  /** `I` and 16 digits, as the document prints a sessionId. */
  nextSessionId(): string {
    return `I${this.next().padStart(16, '0')}`;
  }

  /** `DK` and 14 digits: the document prints eight and allows 16 characters in a notification. */
  nextReferenceNo(): string {
    return `DK${this.next()}`;
  }

  private next(): string {
    this.last = Math.max(this.last + 1, Date.now() * 10);
    return String(this.last);
  }
}
