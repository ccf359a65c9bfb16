/**
 * Counts requests that show no valid key, so that guessing keys is bounded and costs the database little. Whoever puts an app
 * together brings it; where there is none, nothing is counted.
 */
export abstract class Guesses {
  /** @throws Problem `rate_limited` when the address has made too many */
  abstract count(address: string): void;
}
