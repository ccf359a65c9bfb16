import { readSettings } from '../sandbox.settings.js';
import { BODY_DIGEST, CALL_SIGNATURES, NOTIFICATION_SIGNATURE, TOKEN_SIGNATURE } from './fixtures/signature-vectors.js';
import { digestBody, isSignedBy, isTokenRequestSignedBy, minify, signCall, signNotification } from './signature.js';

const bytes = (text: string) => Buffer.from(text);
const { publicKey, clientId } = readSettings({}).doku;

describe('the signature of a call', () => {
  it.each(CALL_SIGNATURES)('is that of the vector: $name', ({ body, clientSecret, signature, ...call }) => {
    const signed = { ...call, body: bytes(body) };
    expect(signCall(signed, clientSecret)).toBe(signature);
    expect(isSignedBy(signed, signature, clientSecret)).toBe(true);
    expect(isSignedBy(signed, signature, `${clientSecret}x`)).toBe(false);
    expect(isSignedBy({ ...signed, path: `${call.path}/` }, signature, clientSecret)).toBe(false);
    expect(isSignedBy(signed, signature.slice(1), clientSecret)).toBe(false);
  });

  it('covers the body without the space between its values, but with the space inside its texts', () => {
    expect(digestBody(bytes(BODY_DIGEST.body))).toBe(BODY_DIGEST.sha256);
    expect(digestBody(bytes(JSON.stringify(JSON.parse(BODY_DIGEST.body), null, '\t')))).toBe(BODY_DIGEST.sha256);
    expect(digestBody(bytes(BODY_DIGEST.body.replaceAll(' ', '')))).not.toBe(BODY_DIGEST.sha256);
  });

  it.each([
    ['{ "a" : "x y" ,\r\n\t"b" : [ 1 , 2 ] }', '{"a":"x y","b":[1,2]}'],
    ['{"a": "a \\" b \\\\" , "c": "d e"}', '{"a":"a \\" b \\\\","c":"d e"}'],
    ['{"n": 50000.0, "u": "Zoë\\u0020 "}', '{"n":50000.0,"u":"Zoë\\u0020 "}'],
    ['  not json " at all', 'notjson" at all'],
    ['', ''],
  ])('minifies %j to %j', (body, minified) => {
    expect(minify(bytes(body)).toString()).toBe(minified);
  });
});

describe('the signature of a token request', () => {
  it('is that of the vector under the merchant key of the sandbox', () => {
    expect(TOKEN_SIGNATURE.clientId).toBe(clientId);
    expect(isTokenRequestSignedBy(TOKEN_SIGNATURE, publicKey)).toBe(true);
  });

  it.each([
    { timestamp: '2026-11-21T02:30:01Z' },
    { clientId: 'BRN-0240-1657686175280' },
    { signature: `2${TOKEN_SIGNATURE.signature.slice(1)}` },
    { signature: 'no base64 at all' },
  ])('is refused with %j', (change) => {
    expect(isTokenRequestSignedBy({ ...TOKEN_SIGNATURE, ...change }, publicKey)).toBe(false);
  });
});

describe('the signature of a notification', () => {
  it('is that of the vector', () => {
    const { agentKey, requestId, notificationKey, signature } = NOTIFICATION_SIGNATURE;
    expect(signNotification(agentKey, requestId, notificationKey)).toBe(signature);
  });
});
