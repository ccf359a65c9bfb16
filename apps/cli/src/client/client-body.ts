import type { ClientWithUse } from '#libs/clients';
import type { Column } from '../output/table.js';
import { rupiahText, timeText } from '../output/words.js';

/** A client for programs, in the words of the REST API. */
export function clientBody({ client, usedToday }: ClientWithUse) {
  const number = (value: bigint | null) => (value === null ? null : Number(value));
  return {
    id: client.id,
    name: client.name,
    suspended: client.suspendedAt !== null,
    limits: { dailyAmount: number(client.dailyAmountLimit), dailyCount: number(client.dailyCountLimit) },
    usedToday: usedToday && { amount: Number(usedToday.amount), count: Number(usedToday.count) },
    allowedAddresses: client.allowedAddresses,
    createdAt: client.createdAt.toISOString(),
    updatedAt: client.updatedAt.toISOString(),
  };
}

export const CLIENT_COLUMNS: readonly Column<ClientWithUse>[] = [
  { title: 'NAME', of: ({ client }) => client.name },
  { title: 'ID', of: ({ client }) => client.id },
  { title: 'STATE', of: ({ client }) => (client.suspendedAt === null ? 'active' : 'suspended') },
  { title: 'LIMITS A DAY', of: limitsText },
  { title: 'USED TODAY', of: usedText },
  { title: 'MADE (WIB)', of: ({ client }) => timeText(client.createdAt) },
];

/** A client for people, a fact a line. */
export function clientWords(told: ClientWithUse): string {
  const { client } = told;
  const state = client.suspendedAt === null ? 'active' : `suspended since ${timeText(client.suspendedAt)} WIB`;
  const addresses = client.allowedAddresses.length === 0 ? 'any' : client.allowedAddresses.join(', ');
  return [
    `client         ${client.name}`,
    `id             ${client.id}`,
    `state          ${state}`,
    `limits a day   ${limitsText(told)}`,
    `used today     ${usedText(told)}`,
    `addresses      ${addresses}`,
    `made           ${timeText(client.createdAt)} WIB`,
  ].join('\n');
}

function limitsText({ client }: ClientWithUse): string {
  return amounts(client.dailyAmountLimit, client.dailyCountLimit) ?? 'none';
}

function usedText({ usedToday }: ClientWithUse): string {
  return usedToday === null ? 'not counted' : (amounts(usedToday.amount, usedToday.count) ?? '');
}

function amounts(amount: bigint | null, count: bigint | null): string | null {
  const parts = [
    ...(amount === null ? [] : [rupiahText(amount)]),
    ...(count === null ? [] : [`${count} payout${count === 1n ? '' : 's'}`]),
  ];
  return parts.length === 0 ? null : parts.join(' in ');
}
