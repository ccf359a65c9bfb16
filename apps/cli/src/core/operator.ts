import { userInfo } from 'node:os';
import { type Actor, operator } from '#libs/audit';
import { UsageError, wrong } from './errors.js';

const VISIBLE = /^[\x21-\x7e]{1,64}$/;
const REMEDY = 'send 1 to 64 visible ASCII characters without spaces';

/** The name of whoever does it, by --as. @throws UsageError */
export function readOperator(name: string): string {
  if (!VISIBLE.test(name)) throw wrong('--as', REMEDY);
  return name;
}

/**
 * Who does it, as the history and the audit trail name them: `operator:<name>`, from this machine.
 *
 * @param named by --as; not given: $SALUR_OPERATOR, or the user of the operating system
 * @throws UsageError
 */
export function actorOf(named: string | undefined, environment: NodeJS.ProcessEnv = process.env): Actor {
  const name = named ?? (environment.SALUR_OPERATOR || userName());
  if (VISIBLE.test(name)) return operator(name);
  throw new UsageError(`say who you are by --as or SALUR_OPERATOR: ${REMEDY}`);
}

/** Empty for a user without a name, as containers have them. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
