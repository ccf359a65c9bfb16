import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { DataSource } from 'typeorm';
import { selfSigned } from '../../../providers/src/testing/scripted-server.js';
import { dataSourceOptions } from './data-source-options.js';
import { connectionWarnings } from './server-checks.js';

const TLS = /sslmode=verify-full/;

describe('connectionWarnings', () => {
  it.each([
    'postgres://salur:secret@db.example:5432/salur',
    'postgres://salur:secret@10.0.0.5/salur?sslmode=disable',
    'postgres://salur:secret@db.example/salur?sslmode=require',
    'postgres://salur:secret@db.example/salur?sslmode=no-verify',
    'postgres://salur:secret@localhost/salur?host=db.example',
  ])('warns about a network connection that does not verify the server: %s (S36)', (url) => {
    const warnings = connectionWarnings(url, 'restricted');
    expect(warnings).toEqual([expect.stringMatching(TLS)]);
    expect(warnings.join()).not.toContain('secret');
  });

  it.each([
    'postgres://salur:secret@db.example/salur?sslmode=verify-full&sslrootcert=/etc/salur/ca.pem',
    'postgres://salur:secret@localhost/salur',
    'postgres://salur:secret@127.0.0.1:5432/salur',
    'postgres://salur:secret@[::1]/salur',
    'postgres://salur:secret@localhost/salur?host=/var/run/postgresql',
  ])('does not warn about a verified connection, nor about a server on this machine: %s (S36)', (url) => {
    expect(connectionWarnings(url, 'restricted')).toEqual([]);
  });

  it('warns about a role that may change the schema (S36)', () => {
    expect(connectionWarnings('postgres://localhost/salur', 'unrestricted')).toEqual([
      expect.stringMatching(/may change the schema/),
    ]);
  });
});

/** A PostgreSQL server up to its request for a password. */
async function tlsServer(): Promise<{ port: number; received: string[]; certificate: string; close: () => void }> {
  const { key, cert } = selfSigned();
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => {
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, key, cert });
      secure.on('error', () => undefined);
      secure.on('data', (data) => {
        received.push(data.toString('latin1'));
        secure.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, received, certificate: cert, close };
}

describe('a connection with sslmode=verify-full', () => {
  let server: Awaited<ReturnType<typeof tlsServer>>;
  const folder = mkdtempSync(path.join(tmpdir(), 'salur-tls-'));
  beforeAll(async () => {
    server = await tlsServer();
    writeFileSync(path.join(folder, 'ca.pem'), server.certificate);
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const connect = (host: string, more: string) => {
    const url = `postgres://salur@${host}:${server.port}/salur?sslmode=verify-full${more}`;
    return new DataSource(dataSourceOptions({ url, poolSize: 1, applicationName: 'test' }, [])).initialize();
  };

  it('sends nothing to a server whose certificate it cannot verify (S36)', async () => {
    await expect(connect('localhost', '')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.received).toEqual([]);
  });

  it('sends nothing to a server with the certificate of another host (S36)', async () => {
    const root = `&sslrootcert=${path.join(folder, 'ca.pem')}`;
    await expect(connect('127.0.0.1', root)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(server.received).toEqual([]);
  });

  it('connects to the server that it is configured to trust (S36)', async () => {
    await expect(connect('localhost', `&sslrootcert=${path.join(folder, 'ca.pem')}`)).rejects.toThrow(/terminated/i);
    expect(server.received.join()).toContain('salur');
  });
});
