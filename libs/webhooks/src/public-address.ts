import { isIP } from 'node:net';
import { AddressList, unmapped } from '#libs/platform';

/** IPv4 that is not for hosts on the public Internet (IANA special-purpose registry, multicast and reserved). */
const NOT_PUBLIC_IPV4 = new AddressList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
/** All of IPv6 that is given to hosts; loopback, local, mapped, translated and multicast addresses lie outside. */
const GLOBAL_IPV6 = new AddressList(['2000::/3']);
/** Within it: protocol assignments and Teredo, documentation, 6to4, which lead elsewhere or nowhere. */
const NOT_PUBLIC_IPV6 = new AddressList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an IP address is one of the public Internet. */
export function isPublicAddress(address: string): boolean {
  const plain = unmapped(address);
  if (isIP(plain) === 4) return !NOT_PUBLIC_IPV4.has(plain);
  return isIP(plain) === 6 && GLOBAL_IPV6.has(plain) && !NOT_PUBLIC_IPV6.has(plain);
}

const PORTS = ['', '443', '8443'];

/**
 * What is wrong with the address of an endpoint, as advice; or null. A host name is judged when it is connected to: what
 * it leads to may change at any time.
 *
 * @param allowPrivate development: http and any address will do
 */
export function problemOfUrl(text: string, allowPrivate: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'send an https:// URL';
  if (url.username !== '' || url.password !== '') return 'send a URL without user and password: deliveries are signed';
  if (url.hash !== '') return 'send a URL without a fragment';
  if (allowPrivate) return null;
  if (url.protocol !== 'https:') return 'send an https:// URL';
  if (!PORTS.includes(url.port)) return 'use port 443 or 8443';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'use a public address';
  return null;
}
