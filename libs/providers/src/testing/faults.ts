/** Ways in which an answer can be useless or lost. Those that carry a body carry the one of a success, to tempt. */
import { gzipSync } from 'node:zlib';
import { type Behaviour, reply } from './scripted-server.js';

export interface Fault {
  readonly name: string;
  /** @param success what a successful answer would look like */
  readonly act: (success: string) => Behaviour;
  /** It lasts until the caller's deadline. */
  readonly slow?: true;
}

const withStatus = (httpStatus: number): Fault => ({
  name: `HTTP ${httpStatus} with the body of a success`,
  act: (body) => reply({ httpStatus, body }),
});

const redirect = (httpStatus: number): Fault => ({
  name: `a redirect ${httpStatus}`,
  act: (body) => reply({ httpStatus, headers: { location: '/elsewhere' }, body }),
});

const withoutCode = (httpStatus: number): Fault => ({
  name: `HTTP ${httpStatus} without a code`,
  act: () => reply({ httpStatus, body: '{"Message":"Access denied"}' }),
});

/** 64 MB of zeros in 64 KB. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));

const html = '<html><body><h1>502 Bad Gateway</h1>nginx</body></html>';

/** Answers that come to their end. */
export const UNUSABLE_ANSWERS: readonly Fault[] = [
  ...[500, 502, 503, 504, 408, 409, 429].map(withStatus),
  ...[301, 302, 303, 307, 308].map(redirect),
  ...[400, 401, 403, 404].map(withoutCode),
  {
    name: 'HTTP 502 with HTML',
    act: () => reply({ httpStatus: 502, headers: { 'content-type': 'text/html' }, body: html }),
  },
  { name: 'HTTP 200 with HTML', act: () => reply({ headers: { 'content-type': 'text/html' }, body: html }) },
  {
    name: 'HTML that repeats the request',
    act: () => (response, request) => reply({ body: `<html><pre>${request.body}</pre></html>` })(response, request),
  },
  { name: 'HTTP 200 with nothing', act: () => reply({ body: '' }) },
  { name: 'HTTP 204', act: () => (response) => response.writeHead(204).end() },
  { name: 'JSON cut short', act: (body) => reply({ body: body.trimEnd().slice(0, -1) }) },
  { name: 'the success inside a list', act: (body) => reply({ body: `[${body}]` }) },
  { name: 'the success as a JSON text', act: (body) => reply({ body: JSON.stringify(body) }) },
  { name: 'null', act: () => reply({ body: 'null' }) },
  { name: 'an object without anything', act: () => reply({ body: '{}' }) },
  { name: 'UTF-16', act: (body) => reply({ body: Buffer.from(body, 'utf16le') }) },
  {
    name: 'bytes that are not UTF-8',
    act: (body) =>
      reply({
        body: Buffer.concat([
          Buffer.from('{"x":"'),
          Buffer.from([0xe9, 0xff]),
          Buffer.from(`",${body.trim().slice(1)}`),
        ]),
      }),
  },
  {
    name: 'a success that was compressed and cut short',
    act: (body) => reply({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(body).subarray(0, -9) }),
  },
  {
    name: 'a success that was compressed in an unknown way',
    act: (body) => reply({ headers: { 'content-encoding': 'compress' }, body: gzipSync(body) }),
  },
  {
    name: 'a success in a character set that does not exist',
    act: (body) => reply({ headers: { 'content-type': 'application/json; charset=latin-99' }, body }),
  },
  {
    name: 'a success that says it is compressed',
    act: (body) => reply({ headers: { 'content-encoding': 'br' }, body }),
  },
  {
    name: 'a compression bomb',
    act: () => reply({ headers: { 'content-encoding': 'gzip' }, body: BOMB }),
  },
  { name: 'a success followed by 1 MB', act: (body) => reply({ body: body + ' '.repeat(1024 * 1024) }) },
  { name: 'JSON nested 100 000 deep', act: () => reply({ body: `{"a":${'['.repeat(100_000)}` }) },
];

/** Connections that end, or never do. */
export const LOST_ANSWERS: readonly Fault[] = [
  { name: 'a connection closed instead of an answer', act: () => (response) => response.socket?.end() },
  { name: 'a connection reset instead of an answer', act: () => (response) => response.socket?.resetAndDestroy() },
  {
    name: 'a connection closed within the headers',
    act: () => (response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-type: appl'),
  },
  {
    name: 'a connection closed within the body',
    act: (body) => (response) =>
      response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length + 9}\r\n\r\n${body}`),
  },
  {
    name: 'a connection reset within the body',
    act: (body) => (response) => {
      const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length + 9}\r\n\r\n${body}`;
      response.socket?.write(head, () => response.socket?.resetAndDestroy());
    },
  },
  { name: 'an answer that is not HTTP', act: () => (response) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n') },
  { name: 'headers that never come', slow: true, act: () => () => {} },
  {
    name: 'a body that drips',
    slow: true,
    act: (body) => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
      let at = 0;
      const drip = setInterval(() => response.write(body[at++] ?? ' '), 20);
      response.socket?.on('close', () => clearInterval(drip));
    },
  },
];
