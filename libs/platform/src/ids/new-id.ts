import { v7 } from 'uuid';

/** A new id: UUID version 7, so that ids sort by the time they were made and index pages stay hot. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return UUID.test(text);
}

/**
 * SQL of the smallest id that something made at a time may have: an id begins with the clock time of the process that made it. The
 * clocks of our processes differ by less than an hour, so bounds of a time are bounds of the id with an hour to spare. Without them,
 * finding an old day reads everything newer.
 *
 * @param time SQL of a timestamptz
 */
export function firstIdOf(time: string): string {
  return `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;
}
