/** While on, every provider request loses its connection at once and nothing is booked. */
export class Outage {
  on = false;
}
