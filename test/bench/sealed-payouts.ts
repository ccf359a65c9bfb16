import { createHash } from 'node:crypto';
import { SealedData } from '#libs/payouts';
import { readEnvironment, settingsSchema, Vault } from '#libs/platform';

const sealed = new SealedData(new Vault(readEnvironment([settingsSchema] as const, {})[0]));
const ACCOUNT = '8760673566';
const PERSONAL = { accountNumber: ACCOUNT, accountHolderName: 'Siti Rahayu', recipient: null, sender: null };

/** What the payouts numbered from 1 on are found by; PostgreSQL makes the same id by `md5('payout ' || n)::uuid`. */
export const DESTINATION_HASH = sealed.destinationHash(ACCOUNT);

/** The sealed columns of the payouts numbered from 1 to `count`, in order. */
export function sealedPayouts(count: number): { personal: Buffer[]; names: Buffer[] } {
  const ids = Array.from({ length: count }, (_, index) => idOf(index + 1));
  return {
    personal: ids.map((id) => sealed.sealPersonal(id, PERSONAL)),
    names: ids.map((id) => sealed.sealAccountName(id, 'SITI RAHAYU')),
  };
}

function idOf(number: number): string {
  const hex = createHash('md5').update(`payout ${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
