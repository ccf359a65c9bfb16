import { CommandRunner, Option } from 'nest-commander';
import type { Actor } from '#libs/audit';
import { readWord } from '../input/read-word.js';
import { askPerson, assertCanBeAsked } from './ask-person.js';
import { actorOf, readOperator } from './operator.js';
import { makeStrict, type ParsedCommand } from './parsed-command.js';

export interface CommonOptions {
  readonly format: string;
}

/** A command: it takes what it declares and nothing else. */
export abstract class SalurCommand extends CommandRunner {
  override setCommand(command: ParsedCommand): this {
    return super.setCommand(makeStrict(command));
  }

  @Option({ flags: '--format <format>', description: 'table or json', defaultValue: 'table' })
  readFormat(word: string): string {
    return readWord('--format', word, ['table', 'json']);
  }

  @Option({ flags: '--debug', description: 'log all, and say where it went wrong, on standard error' })
  readDebug(): boolean {
    return true;
  }
}

export interface ChangeOptions extends CommonOptions {
  readonly as?: string;
}

/** A command that changes something, and is done by somebody. */
export abstract class ChangingCommand extends SalurCommand {
  @Option({
    flags: '--as <name>',
    description: 'who does it, for the history; else $SALUR_OPERATOR, else the user of the operating system',
  })
  readAs(name: string): string {
    return readOperator(name);
  }

  /** @throws UsageError when it is not known who does it */
  protected actorOf({ as }: ChangeOptions): Actor {
    return actorOf(as);
  }
}

export interface DangerousOptions extends ChangeOptions {
  readonly yes?: boolean;
}

/** A command that cannot be taken back, or stops somebody's work: it wants a yes. */
export abstract class DangerousCommand extends ChangingCommand {
  @Option({ flags: '--yes', description: 'do not ask; needed where there is no terminal' })
  readYes(): boolean {
    return true;
  }

  /** To be called before anything is opened. @throws UsageError when nobody can be asked */
  protected assertCanBeAsked({ yes = false }: DangerousOptions): void {
    assertCanBeAsked(yes);
  }

  /** @throws Refused unless the answer is yes */
  protected ask(question: string, { yes = false }: DangerousOptions): Promise<void> {
    return askPerson(question, yes);
  }
}
