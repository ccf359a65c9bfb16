/** While on, every provider request loses its connection at once and nothing is booked. */
export class Outage {
  on = false;

  reset(): void {
    this.on = false;
  }
}
