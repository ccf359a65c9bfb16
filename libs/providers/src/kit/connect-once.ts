import { buildConnector } from 'undici';

/** Errors that only occur before a connection exists; together with "never connected" they prove that nothing was sent. */
const CONNECT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // TLS: the server's certificate was not accepted (X509_verify_cert and Node's host name check)
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  // TLS: the server only supports versions that are too old
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
]);

export const ABANDONED = 'abandoned before sending';

/** The connection was established too late and closed before the HTTP client received it. */
class AbandonedError extends Error {
  readonly code = 'ABANDONED';
}

export function isConnectFailure(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return error instanceof AbandonedError || (typeof code === 'string' && CONNECT_FAILURES.has(code));
}

/**
 * A connector for one request on one client. It hands over at most one connection, so the HTTP client cannot send the request
 * again on a second one, and it records whether it handed one over.
 *
 * @param mayStillSend called when the connection is established and before any byte of the request is sent
 */
export function connectOnce(connect: buildConnector.connector, mayStillSend: () => boolean) {
  let used = false;
  let handedOver = false;
  const connector: buildConnector.connector = (options, callback) => {
    if (used) {
      callback(new Error('one connection per transfer: it is not sent a second time'), null);
      return;
    }
    used = true;
    connect(options, (...[error, socket]: [Error | null, unknown]) => {
      if (error !== null) {
        callback(error, null);
      } else if (mayStillSend()) {
        handedOver = true;
        callback(null, socket as never);
      } else {
        (socket as { destroy(): void }).destroy();
        callback(new AbandonedError(ABANDONED), null);
      }
    });
  };
  return { connector, wasHandedOver: () => handedOver };
}
