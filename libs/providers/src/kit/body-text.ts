/** From the bytes of a foreign body to its text: content codings, bounded, and character sets. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions, zstdDecompress } from 'node:zlib';

type Inflate = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const unzip = promisify(gunzip) as Inflate;
const inflateWrapped = promisify(inflate) as Inflate;
const inflateBare = promisify(inflateRaw) as Inflate;

/** RFC 9110, section 8.4.1. Many servers send `deflate` without the zlib wrapper that the standard requires: its first byte is 0x?8. */
const CODINGS: Readonly<Record<string, Inflate>> = {
  gzip: unzip,
  'x-gzip': unzip,
  deflate: (bytes, options) =>
    ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateWrapped(bytes, options) : inflateBare(bytes, options),
  br: promisify(brotliDecompress) as Inflate,
  zstd: promisify(zstdDecompress) as Inflate,
};
/** One by the server and one by a proxy. */
const MOST_CODINGS = 2;

export type Inflated = { readonly bytes: Buffer; readonly problem: null } | { readonly problem: string };

/**
 * Undoes the content codings of a response that compressed its body unasked.
 *
 * @param contentEncoding the header; null: none
 * @param mostBytes of the result: what inflates to more, such as a decompression bomb, is cut off and unreadable
 */
export async function inflateBody(bytes: Buffer, contentEncoding: string | null, mostBytes: number): Promise<Inflated> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',', MOST_CODINGS + 3)
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MOST_CODINGS) return { problem: 'the answer is compressed more than twice' };
  let result = bytes;
  // applied in the order of the header, so undone from its end
  for (const coding of codings.reverse()) {
    const undo = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
    if (undo === undefined) return { problem: 'the answer is compressed in an unknown way' };
    try {
      result = await undo(result, { maxOutputLength: mostBytes });
    } catch (error) {
      const isTooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
      return {
        problem: isTooLarge ? `the answer is larger than ${mostBytes} bytes` : 'the answer is compressed wrongly',
      };
    }
  }
  return { bytes: result, problem: null };
}

/**
 * The text of a body in the character set of its content type; a byte order mark takes precedence, as in browsers. Without either
 * it is UTF-8, as JSON is.
 *
 * @param contentType the header; null: none
 * @returns null: the bytes are not text in that character set, or the set is unknown
 */
export function decodeBody(bytes: Buffer, contentType: string | null): string | null {
  try {
    return new TextDecoder(charsetOfMark(bytes) ?? charsetOf(contentType) ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function charsetOf(contentType: string | null): string | null {
  return /;\s{0,9}charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})/i.exec(contentType?.slice(0, 1_000) ?? '')?.[1] ?? null;
}

function charsetOfMark(bytes: Buffer): string | null {
  const mark = bytes.subarray(0, 3).toString('hex');
  if (mark === 'efbbbf') return 'utf-8';
  if (mark.startsWith('fffe')) return 'utf-16le';
  return mark.startsWith('feff') ? 'utf-16be' : null;
}
