import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** Far above what servers and their proxies send (one, at most a handful); a server that never ends sending them is cut off. */
const MOST_INTERIM_ANSWERS = 16;
/** The longest head of an interim response, status line included. */
const LONGEST_HEAD_BYTES = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/** The server sent more interim responses, or a longer one, than a server has a reason for. */
class InterimAnswersError extends Error {
  readonly code = 'INTERIM_ANSWERS';

  constructor() {
    super('too many interim answers, or one that is too long, before the answer');
  }
}

/**
 * A connector of undici whose connections hide the interim responses (100, 102, 103 and the other 1xx) that precede a response,
 * unasked ones too. RFC 9110, section 15.2: "A client MUST be able to parse one or more 1xx responses received prior to a final
 * response, even if the client does not expect one". undici itself closes the connection at a 100. `101 Switching Protocols` is passed
 * on: nothing here asks for it, so undici rejects it.
 *
 * The caller's deadline applies unchanged. After {@link MOST_INTERIM_ANSWERS}, or a head above {@link LONGEST_HEAD_BYTES}, the
 * connection ends with the code `INTERIM_ANSWERS`.
 *
 * @param connect connects for HTTP/1.1 without pipelining
 */
export function hidingInterimAnswers(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...[error, socket]: Parameters<typeof callback>) => {
      if (error !== null) callback(error, null);
      else callback(null, hideInterimAnswers(socket as Socket));
    });
}

/** A write begins a request; what is read next is the head of its response. */
function hideInterimAnswers<S extends Socket>(socket: S): S {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  let awaitsHead = false;
  let held: Buffer = NOTHING;
  let hidden = 0;

  /** null: the head has not arrived yet. */
  const firstOfResponse = (): Buffer | null => {
    for (let head = nextHead(held); head !== 'incomplete'; head = nextHead(held)) {
      if (head === 'final') {
        const first = held;
        held = NOTHING;
        awaitsHead = false;
        return first;
      }
      held = held.subarray(head.interimEnd);
      hidden += 1;
      if (hidden > MOST_INTERIM_ANSWERS) break;
    }
    if (hidden > MOST_INTERIM_ANSWERS || held.length > LONGEST_HEAD_BYTES) socket.destroy(new InterimAnswersError());
    return null;
  };

  socket.write = ((...given: unknown[]) => {
    if (!awaitsHead) hidden = 0;
    awaitsHead = true;
    return write(...given);
  }) as S['write'];

  socket.read = ((size?: number) => {
    if (!awaitsHead) return read(size);
    for (let chunk = read(); chunk !== null && !socket.destroyed; chunk = read()) {
      held = Buffer.concat([held, chunk]);
      const first = firstOfResponse();
      if (first !== null) return first;
    }
    return null;
  }) as S['read'];
  return socket;
}

/** What the bytes begin with: a whole interim response, anything else (the HTTP client judges it), or too little to say. */
function nextHead(bytes: Buffer): { interimEnd: number } | 'final' | 'incomplete' {
  const text = bytes.toString('latin1', 0, LONGEST_HEAD_BYTES);
  // empty lines before a status line do not count, and a line may end with LF alone
  const blank = /^[\r\n]*/.exec(text)?.[0].length ?? 0;
  const start = text.slice(blank, blank + STATUS_LINE.length);
  if (start.length < STATUS_LINE.length) return isBeginning(start) ? 'incomplete' : 'final';
  if (!/^HTTP\/1\.[01] 1\d\d[ \r\n]$/.test(start) || start.includes(' 101')) return 'final';
  const end = /\n\r?\n/.exec(text.slice(blank));
  return end === null ? 'incomplete' : { interimEnd: blank + end.index + end[0].length };
}

/** The part of a status line that decides, with `d` for a digit; the last character may also end the line. */
const STATUS_LINE = 'HTTP/1.d 1dd ';

function isBeginning(start: string): boolean {
  return [...start].every((character, at) =>
    STATUS_LINE[at] === 'd' ? /\d/.test(character) : character === STATUS_LINE[at],
  );
}
