import tls, { type SecureVersion } from 'node:tls';
import { reply, ScriptedServer, selfSigned } from '../testing/scripted-server.js';
import { type HttpResult, ProviderHttp } from './http.js';

/** A certificate for `localhost` that is trusted as long as a test runs. */
const identity = selfSigned();
const trusted = tls.getCACertificates('default');
const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;

let server: ScriptedServer;
afterEach(async () => {
  tls.setDefaultCACertificates(trusted);
  Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS });
  await server.close();
});

/** A provider that speaks TLS and accepts every request. */
async function startTls(maxVersion?: SecureVersion): Promise<void> {
  const old = { minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
  server = await ScriptedServer.start('https', { ...identity, ...(maxVersion && old) });
  server.script = () => reply({ body: '{"responseCode":"00"}' });
}

async function callBy(host: string, way: 'sendOnce' | 'read'): Promise<HttpResult> {
  const url = server.url.replace('127.0.0.1', host);
  const http = new ProviderHttp({ timeoutMs: 5_000 }, [url]);
  try {
    return await http[way]({ url, headers: {}, body: Buffer.from('{}') });
  } finally {
    await http.close();
  }
}

describe.each(['sendOnce', 'read'] as const)('%s over TLS', (way) => {
  it('reaches a server whose certificate is trusted and has its name', async () => {
    await startTls();
    tls.setDefaultCACertificates([...trusted, identity.cert]);
    expect(await callBy('localhost', way)).toMatchObject({ kind: 'answered', httpStatus: 200 });
  });

  it('sends nothing to a server with an untrusted certificate (S23)', async () => {
    await startTls();
    const result = await callBy('localhost', way);
    expect(result).toMatchObject({ error: expect.stringMatching(/^DEPTH_ZERO_SELF_SIGNED_CERT/) });
    expect(result.kind).toBe(way === 'sendOnce' ? 'not_sent' : 'no_answer');
    expect(server.requests).toEqual([]);
  });

  it('sends nothing to a server that has the trusted certificate of another name (S23)', async () => {
    await startTls();
    tls.setDefaultCACertificates([...trusted, identity.cert]);
    const result = await callBy('127.0.0.1', way);
    expect(result).toMatchObject({ error: expect.stringMatching(/^ERR_TLS_CERT_ALTNAME_INVALID/) });
    expect(result.kind).toBe(way === 'sendOnce' ? 'not_sent' : 'no_answer');
    expect(server.requests).toEqual([]);
  });

  it.each(['TLSv1', 'TLSv1.1'] as const)(
    'sends nothing over %s, even when Node is set to allow it (S23)',
    async (version) => {
      await startTls(version);
      tls.setDefaultCACertificates([...trusted, identity.cert]);
      Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT:@SECLEVEL=0' });
      const result = await callBy('localhost', way);
      expect(result).toMatchObject({ error: expect.stringMatching(/^ERR_SSL_.*(PROTOCOL|VERSION)/) });
      expect(result.kind).toBe(way === 'sendOnce' ? 'not_sent' : 'no_answer');
      expect(server.requests).toEqual([]);
    },
  );
});
