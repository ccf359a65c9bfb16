import { createPublicKey } from 'node:crypto';

/** The form of responses: that of the document, or the one observed on the live API. */
export type Shape = 'document' | 'live';

/** The one merchant of the Kirim DOKU face, and the initial behaviour of the face. */
export interface DokuSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM, verifies token requests. */
  readonly publicKey: string;
  /** The account at DOKU: requested in balance inquiries, contained in notifications. */
  readonly agentKey: string;
  /** 16 ASCII characters, signs notifications. */
  readonly notificationKey: string;
  readonly tokenSeconds: number;
  readonly shape: Shape;
}

// The private half lies beside this file in fixtures/: it protects nothing but this sandbox.
const MERCHANT_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA31uOFJKE4GX1bhM8dpZ7
YPVDPurzwbti+Xldg6Re1/0UGCTlwcaXn1ZkO6unGN1BUNr5nNfBvPfRgw+UXOt9
fPBOHtS3qbI5LLJwNjiAwRi7blSKhW8Gk6QqP8cBRA3p9XnVGtp8ejDnmXT5SHv6
BaUGYrcSZLASZsEncCrSJ5Vzp0FeUl69aWkB1S1a4GLKJiIGTaiZKzKTbi8ytThc
H8K7LkKqvpTlaQR6J6wvvRBU/Cc0mLtL08UOo4/3b3DEmKiywBNdzLotdXWi4iJl
nxieG6el2HUu/AoEPPIkDWv8c77a7VBZnSi7ckxWyJIpA7jc1k4xmat8uhILf6Tx
bQIDAQAB
-----END PUBLIC KEY-----
`;

/**
 * Reads the settings of the Kirim DOKU face.
 * @param problems gains a sentence for every unusable variable.
 */
export function readDokuSettings(env: Record<string, string | undefined>, problems: string[]): DokuSettings {
  const notificationKey = env.SANDBOX_DOKU_NOTIFICATION_KEY || 'pl6jn16fvkb64fit';
  if (!/^[\x21-\x7e]{16}$/.test(notificationKey))
    problems.push('SANDBOX_DOKU_NOTIFICATION_KEY must be 16 visible ASCII characters');
  const tokenSeconds = env.SANDBOX_DOKU_TOKEN_SECONDS || '900';
  if (!/^[1-9]\d{0,5}$/.test(tokenSeconds))
    problems.push('SANDBOX_DOKU_TOKEN_SECONDS must be whole seconds, 1 or more');
  const shape = env.SANDBOX_DOKU_SHAPE || 'document';
  if (shape !== 'document' && shape !== 'live') problems.push('SANDBOX_DOKU_SHAPE must be document or live');
  // A variable in one line carries the line breaks of its PEM as \n.
  const publicKey = (env.SANDBOX_DOKU_PUBLIC_KEY || MERCHANT_PUBLIC_KEY).replaceAll('\\n', '\n');
  if (!isRsaPublicKey(publicKey)) problems.push('SANDBOX_DOKU_PUBLIC_KEY must be an RSA public key as PEM');
  return {
    clientId: env.SANDBOX_DOKU_CLIENT_ID || 'BRN-0240-1657686175289',
    clientSecret: env.SANDBOX_DOKU_CLIENT_SECRET || 'SK-test-secret-0123456789',
    publicKey,
    agentKey: env.SANDBOX_DOKU_AGENT_KEY || 'A41418',
    notificationKey,
    tokenSeconds: Number(tokenSeconds),
    shape: shape === 'live' ? 'live' : 'document',
  };
}

function isRsaPublicKey(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
