import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/** A key that seals personal data, with the number that sealed values store. */
export interface DataKey {
  /** 1 to 255; never reused for another key. */
  readonly number: number;
  /** 32 bytes. */
  readonly key: Buffer;
}

const KEY_BYTES = 32;
const ENTRY = /^([1-9]\d{0,2}):([A-Za-z0-9+/_-]+={0,2})$/;
const MOST_NUMBER = 255;

/** @returns the keys of `1:base64,2:base64`, in order; null when the text has another form */
export function parseDataKeys(text: string): DataKey[] | null {
  const keys: DataKey[] = [];
  for (const entry of text.split(',')) {
    const [, number = '', encoded = ''] = ENTRY.exec(entry.trim()) ?? [];
    const key = Buffer.from(encoded, 'base64');
    if (number === '' || Number(number) > MOST_NUMBER || key.length !== KEY_BYTES) return null;
    keys.push({ number: Number(number), key });
  }
  const differ = new Set(keys.map((key) => key.number)).size === keys.length;
  return differ ? keys : null;
}

/** Public keys for development and tests, so that data is sealed there as well. */
export const DEVELOPMENT_KEYS: readonly DataKey[] = [
  { number: 1, key: createHash('sha256').update('no data key outside of production').digest() },
];

/**
 * The table, column and row id of a sealed value. The value is bound to this place: copied into another row or column it
 * cannot be opened.
 */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly id: string;
}

/** The keys of a vault; see `DATA_KEYS` and `DATA_HASH_KEY`. */
export interface VaultKeys {
  /** The first one seals; any of them opens. */
  readonly dataKeys: readonly DataKey[];
  readonly dataHashKey: string;
}

const FORMAT = 1;
const CIPHER = 'aes-256-gcm';
/** 96 random bits, the nonce length of GCM. Safe for 2^32 values per key (NIST SP 800-38D, 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Format and key number. SQL finds the values of another key by the number: `get_byte(column, 1)`. */
const HEAD_BYTES = 2;
const SHORTEST = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/** A sealed value that cannot be opened: another place, another key, or changed bytes. Names the place, never the content. */
export class SealBroken extends Error {
  constructor(
    { table, column, id }: SealedPlace,
    why: string,
    /** The number of the key that `DATA_KEYS` lacks; null: another cause. */
    readonly missingKey: number | null = null,
  ) {
    super(`${table}.${column} of ${id} cannot be opened: ${why}`);
    this.name = 'SealBroken';
  }
}

/**
 * Seals personal data and secrets before they are stored, and opens them: AES-256-GCM. A sealed value consists of format (1
 * byte), key number (1), nonce (12), ciphertext and tag (16).
 */
export class Vault {
  /** Made once: a key that is given as bytes is copied and checked at every use. */
  private readonly keys: ReadonlyMap<number, KeyObject>;
  private readonly hashKey: KeyObject;
  /** The number of the key that seals. */
  readonly sealingKey: number;

  constructor({ dataKeys, dataHashKey }: VaultKeys) {
    const [first] = dataKeys;
    if (first === undefined) throw new Error('a vault needs at least one key');
    this.sealingKey = first.number;
    this.keys = new Map(dataKeys.map(({ number, key }) => [number, createSecretKey(key)]));
    this.hashKey = createSecretKey(dataHashKey, 'utf8');
  }

  seal(plain: string | Buffer, place: SealedPlace): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.keys.get(this.sealingKey) as KeyObject, nonce);
    cipher.setAAD(boundTo(place));
    const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
    const sealed = [Buffer.from([FORMAT, this.sealingKey]), nonce, cipher.update(bytes), cipher.final()];
    return Buffer.concat([...sealed, cipher.getAuthTag()]);
  }

  /** @throws SealBroken */
  open(sealed: Buffer, place: SealedPlace): Buffer {
    if (sealed.length < SHORTEST || sealed[0] !== FORMAT) throw new SealBroken(place, 'it is not a sealed value');
    const number = sealed[1] as number;
    const key = this.keys.get(number);
    if (key === undefined) throw new SealBroken(place, `DATA_KEYS has no key ${number}`, number);
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealBroken(place, 'it was sealed for another place or by another key, or its bytes were changed');
    }
  }

  /** @throws SealBroken */
  openText(sealed: Buffer, place: SealedPlace): string {
    return this.open(sealed, place).toString('utf8');
  }

  /**
   * The search key of a value: HMAC-SHA-256 under a separate key, which does not change when data keys are rotated.
   *
   * @param kind the kind of value, so that the same digits as account and as phone number have different hashes
   */
  hash(kind: string, value: string): Buffer {
    return createHmac('sha256', this.hashKey).update(`${kind}\u0000${value}`).digest();
  }
}

function boundTo({ table, column, id }: SealedPlace): Buffer {
  return Buffer.from(`${table}.${column}:${id}`);
}

const SHOWN = 4;
const SHORTEST_WITH_ANY_SHOWN = 6;

/** Masks an account, phone or identity number for display: shows the last four characters, and none of a short number. */
export function maskNumber(number: string): string {
  if (number.length < SHORTEST_WITH_ANY_SHOWN) return '*'.repeat(number.length);
  return '*'.repeat(number.length - SHOWN) + number.slice(-SHOWN);
}
