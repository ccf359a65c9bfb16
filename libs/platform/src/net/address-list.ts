import { BlockList, isIP } from 'node:net';

/** IPv4 and IPv6 addresses and networks (`203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`). */
export class AddressList {
  private readonly list = new BlockList();
  readonly isEmpty: boolean;

  /** @throws Error naming the first entry that is neither an address nor a network */
  constructor(entries: readonly string[]) {
    this.isEmpty = entries.length === 0;
    for (const entry of entries) {
      const network = networkOf(entry);
      if (network === null) throw new Error(`${entry} is neither an IP address nor a network like 203.0.113.0/24`);
      this.list.addSubnet(network.address, network.prefix, network.family);
    }
  }

  /** Whether an address is on the list. An IPv4 address mapped into IPv6 is the IPv4 address. */
  has(address: string): boolean {
    const plain = unmapped(address);
    const family = familyOf(plain);
    return family !== null && this.list.check(plain, family);
  }
}

/** Whether a text can be an entry of an {@link AddressList}. */
export function isAddressOrNetwork(entry: string): boolean {
  return networkOf(entry) !== null;
}

/** `::ffff:203.0.113.7` -> `203.0.113.7`; others stay as they are. Zones (`fe80::1%eth0`) are cut off. */
export function unmapped(address: string): string {
  const [plain = ''] = address.split('%', 1);
  const dotted = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (dotted !== undefined && isIP(plain) === 6) return dotted;
  const hex = /^(?:0*:)*:?ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(plain);
  if (hex === null || isIP(plain) !== 6) return plain;
  const [high, low] = [Number.parseInt(hex[1] as string, 16), Number.parseInt(hex[2] as string, 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

function networkOf(entry: string) {
  const match = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(entry);
  if (match === null) return null;
  const address = unmapped(match[1] as string);
  const family = familyOf(address);
  if (family === null) return null;
  const bits = family === 'ipv4' ? 32 : 128;
  const mapped = address !== match[1] ? 96 : 0;
  const prefix = match[2] === undefined ? bits : Number(match[2]) - mapped;
  return prefix < 0 || prefix > bits ? null : { address, prefix, family };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
