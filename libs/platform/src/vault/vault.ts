import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { DataKey } from './data-keys.js';

/**
 * Where a sealed value stands: its table, column and the id of its row. It is bound to this place: copied into another row or
 * column it cannot be opened.
 */
export interface SealedPlace {
  readonly table: string;
  readonly column: string;
  readonly id: string;
}

/** What the vault is built from; see `DATA_KEYS` and `DATA_HASH_KEY`. */
export interface VaultKeys {
  /** The first seals; all of them open. */
  readonly dataKeys: readonly DataKey[];
  readonly dataHashKey: string;
}

const FORMAT = 1;
const CIPHER = 'aes-256-gcm';
/** 96 random bits: the length GCM is made for. Good for 2^32 values under one key (NIST SP 800-38D, 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Format and number of the key. Where the number stands, SQL finds what another key has sealed: `get_byte(column, 1)`. */
const HEAD_BYTES = 2;
const SHORTEST = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

/** A sealed value that cannot be opened: another place, another key, or changed bytes. Says where, never what. */
export class SealBroken extends Error {
  constructor({ table, column, id }: SealedPlace, why: string) {
    super(`${table}.${column} of ${id} cannot be opened: ${why}`);
    this.name = 'SealBroken';
  }
}

/**
 * Seals personal data and secrets before they are stored, and opens them again: AES-256-GCM. A sealed value is format (1
 * byte), number of the key (1), nonce (12), ciphertext, tag (16).
 */
export class Vault {
  /** Made once: a key that is given as bytes is copied and checked at every use. */
  private readonly keys: ReadonlyMap<number, KeyObject>;
  private readonly hashKey: KeyObject;
  /** The number of the key that seals. */
  readonly sealingKey: number;

  constructor({ dataKeys, dataHashKey }: VaultKeys) {
    const [first] = dataKeys;
    if (first === undefined) throw new Error('a vault needs a key');
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
    if (sealed.length < SHORTEST || sealed[0] !== FORMAT) throw new SealBroken(place, 'it is not sealed');
    const number = sealed[1] as number;
    const key = this.keys.get(number);
    if (key === undefined) throw new SealBroken(place, `DATA_KEYS has no key ${number}`);
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealBroken(place, 'it was sealed for another place, by another key, or was changed');
    }
  }

  /** @throws SealBroken */
  openText(sealed: Buffer, place: SealedPlace): string {
    return this.open(sealed, place).toString('utf8');
  }

  /**
   * What a value is found by without being known: HMAC-SHA-256 under a key of its own, which does not change when data keys
   * do.
   *
   * @param kind what the value is, so that the same digits as an account and as a phone number do not look alike
   */
  hash(kind: string, value: string): Buffer {
    return createHmac('sha256', this.hashKey).update(`${kind}\u0000${value}`).digest();
  }
}

function boundTo({ table, column, id }: SealedPlace): Buffer {
  return Buffer.from(`${table}.${column}:${id}`);
}
