import type { Settings } from './settings.js';

/**
 * Warnings about settings that are allowed in production but risky; each is one sentence with its remedy, by the
 * names of variables and never by their values.
 *
 * @param unreachableRails rails on which this process is to send, and cannot as long as PUBLIC_URL is not set
 */
export function settingsWarnings(
  { twoPeopleFrom }: Pick<Settings, 'twoPeopleFrom'>,
  unreachableRails: readonly string[],
): string[] {
  return [
    ...(twoPeopleFrom === null
      ? [
          'TWO_PEOPLE_FROM is not set: one person alone can confirm any payout and end any review; set it to the amount from which it takes two',
        ]
      : []),
    ...(unreachableRails.length > 0
      ? [
          `PUBLIC_URL is not set: this process sends nothing on ${unreachableRails.join(', ')}, whose provider must be able to call back, and what another process accepts for it stays inquired; set it to where providers reach the API`,
        ]
      : []),
  ];
}
