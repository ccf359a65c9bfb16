import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** Bytes in no encoding that is read. */
export class UndecodableText extends Error {}

/**
 * Turns the bytes of a file into text, in whatever pieces they come: UTF-16 when it begins with its mark or as UTF-16 does,
 * otherwise UTF-8, or Windows-1252 when the first character outside ASCII is no UTF-8.
 */
export class TextDecoding {
  private decoder: TextDecoder | null = null;
  /** Bytes that do not suffice for a decision. */
  private waiting: Buffer = Buffer.alloc(0);
  private hasStarted = false;

  /** The label of the encoding, once all bytes are there. ASCII is UTF-8 too. */
  get encoding(): string {
    return this.decoder?.encoding ?? 'utf-8';
  }

  /** @throws UndecodableText */
  push(bytes: Uint8Array): string {
    if (this.decoder !== null) return decode(this.decoder, bytes, true);
    const seen = this.waiting.length === 0 ? bufferOf(bytes) : Buffer.concat([this.waiting, bytes]);
    return this.decide(seen, false);
  }

  /** @throws UndecodableText */
  end(): string {
    const text = this.decoder === null ? this.decide(this.waiting, true) : '';
    return this.decoder === null ? text : text + decode(this.decoder, new Uint8Array(), false);
  }

  private decide(seen: Buffer, isEnd: boolean): string {
    this.waiting = Buffer.alloc(0);
    if (!this.hasStarted) {
      if (seen.length < 4 && !isEnd) return this.wait(seen, 0);
      this.hasStarted = true;
      const wide = wideEncodingOf(seen);
      if (wide !== null) return this.decodeFromNowOn(wide, seen);
    }
    if (isAscii(seen)) return seen.toString('latin1');
    const first = seen.findIndex((byte) => byte > 0x7f);
    const length = lengthOfSequence(seen[first] as number);
    const sequence = seen.subarray(first, first + length);
    if (sequence.length < length && isBeginning(sequence)) {
      if (isEnd) throw new UndecodableText();
      return this.wait(seen, first);
    }
    return this.decodeFromNowOn(length > 1 && isUtf8(sequence) ? 'utf-8' : 'windows-1252', seen);
  }

  private wait(seen: Buffer, from: number): string {
    this.waiting = seen.subarray(from);
    return seen.toString('latin1', 0, from);
  }

  private decodeFromNowOn(encoding: string, seen: Uint8Array): string {
    this.decoder = new TextDecoder(encoding, { fatal: true });
    return decode(this.decoder, seen, true);
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Windows-1252 has five bytes without a character; the decoder turns them into controls, which no file has. */
const NO_CHARACTER = /[\u0080-\u009f]/;

function decode(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  try {
    const text = decoder.decode(bytes, { stream });
    if (decoder.encoding === 'windows-1252' && NO_CHARACTER.test(text)) throw new UndecodableText();
    return text;
  } catch {
    throw new UndecodableText();
  }
}

/** By the mark, or without one by the zero byte of an ASCII character. */
function wideEncodingOf(start: Buffer): 'utf-16le' | 'utf-16be' | null {
  const [first, second, third, fourth] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? 'utf-16be' : null;
}

/** How many bytes a UTF-8 character has by its first one; 1: it begins none. */
function lengthOfSequence(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 1;
}

/** Whether a character can begin with these bytes. */
function isBeginning([, ...rest]: Uint8Array): boolean {
  return rest.every((byte) => byte >= 0x80 && byte <= 0xbf);
}
