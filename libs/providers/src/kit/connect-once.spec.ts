import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { connectOnce, isConnectFailure } from './connect-once.js';

const options = { hostname: 'localhost', protocol: 'http:', port: '80' };
/** A connector whose connection is there at once. */
function connecting() {
  const socket = { destroyed: false, destroy: () => Object.assign(socket, { destroyed: true }) };
  const connect: buildConnector.connector = (_, callback) => callback(null, socket as unknown as Socket);
  return { socket, connect };
}

describe('a connector for one transfer', () => {
  it('hands over one connection, and knows it', () => {
    const { connect, socket } = connecting();
    const { connector, wasHandedOver } = connectOnce(connect, () => true);
    expect(wasHandedOver()).toBe(false);
    connector(options, (error, given) => expect([error, given]).toEqual([null, socket]));
    expect(wasHandedOver()).toBe(true);
  });

  it('refuses to connect a second time', () => {
    const { connect } = connecting();
    const { connector } = connectOnce(connect, () => true);
    const results: (Error | null)[] = [];
    connector(options, (...[error]) => void results.push(error));
    connector(options, (...[error]) => void results.push(error));
    expect(results).toEqual([null, expect.any(Error)]);
    expect(isConnectFailure(results[1])).toBe(false);
  });

  it('closes a late connection before anything is written to it', () => {
    const { connect, socket } = connecting();
    const { connector, wasHandedOver } = connectOnce(connect, () => false);
    let failure: Error | null = null;
    connector(options, (...[error]) => {
      failure = error;
    });
    expect(socket.destroyed).toBe(true);
    expect(wasHandedOver()).toBe(false);
    expect(isConnectFailure(failure)).toBe(true);
  });
});

describe('an error of connecting', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'is %s',
    (code) => expect(isConnectFailure(Object.assign(new Error(), { code }))).toBe(true),
  );

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT', undefined, 7])(
    'is not %s',
    (code) => expect(isConnectFailure(Object.assign(new Error(), { code }))).toBe(false),
  );
});
