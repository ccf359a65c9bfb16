import { Writable } from 'node:stream';
import { QueryFailedError } from 'typeorm';
import { createLogger } from './create-logger.js';
import { safeError } from './safe-error.js';

const CANARY = 'canary-8760673566';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => done(void lines.push(chunk.toString()) as never),
  });
  write(createLogger({ logLevel: 'info' }, sink));
  return lines.join('');
}

const failedQuery = () =>
  new QueryFailedError(
    `insert into payout (account_number) values ('${CANARY}')`,
    [CANARY],
    Object.assign(new Error('duplicate key value violates unique constraint'), {
      code: '23505',
      constraint: 'payout_reference_is_unique',
      detail: `Key (reference)=(${CANARY}) already exists.`,
      where: CANARY,
    }),
  );

describe('the log', () => {
  it('leaves out every field that is not on its list (S32)', () => {
    const line = logged((logger) =>
      logger.info({ payoutId: 'p', headers: { authorization: CANARY }, body: CANARY, query: CANARY, msg: 'hello' }),
    );
    expect(line).not.toContain(CANARY);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', payoutId: 'p', msg: 'hello' });
  });

  it.each(['err', 'error'])('logs the kind of a failed query (as %s), without its parameters', (name) => {
    const line = logged((logger) => logger.error({ [name]: failedQuery(), msg: 'failed' }));
    expect(line).not.toContain(CANARY);
    expect(JSON.parse(line)[name]).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      constraint: 'payout_reference_is_unique',
      message: 'duplicate key value violates unique constraint',
    });
  });

  it('keeps of an error that is logged alone no more', () => {
    expect(logged((logger) => logger.error(failedQuery()))).not.toContain(CANARY);
  });

  it('writes one line whatever a message holds (S34)', () => {
    const line = logged((logger) => logger.info(`a\nb\u001b[31m {"level":"error"}`));
    expect(line.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(line).msg).toBe(`a\nb\u001b[31m {"level":"error"}`);
  });

  it('drops what Nest logs at every start, but not its warnings', () => {
    expect(logged((logger) => logger.info({ context: 'RouterExplorer', msg: 'Mapped' }))).toBe('');
    expect(logged((logger) => logger.warn({ context: 'RouterExplorer', msg: 'odd' }))).not.toBe('');
  });
});

describe('safeError', () => {
  it('does not repeat the value that PostgreSQL could not use (S32)', () => {
    const error = new QueryFailedError(
      'q',
      [],
      Object.assign(new Error(`invalid input syntax: "${CANARY}"`), { code: '22P02' }),
    );
    expect(JSON.stringify(safeError(error))).not.toContain(CANARY);
    expect(safeError(error)).toMatchObject({ code: '22P02', message: 'a value could not be used' });
  });

  it('follows causes, a few of them', () => {
    let error = new Error('0');
    for (let depth = 1; depth < 10; depth += 1) error = new Error(String(depth), { cause: error });
    expect(safeError(error)).toMatchObject({ message: '9', cause: { message: '8', cause: { message: '7' } } });
    expect(JSON.stringify(safeError(error))).not.toContain('"message":"0"');
  });

  it.each([undefined, null, 'text', 42, { parameters: [CANARY] }])('reports %j only as not an error', (thrown) => {
    expect(JSON.stringify(safeError(thrown))).not.toContain(CANARY);
  });
});
