import { Command, CommandRunner } from 'nest-commander';
import { UsageError } from './errors.js';
import { makeStrict, type ParsedCommand } from './parsed-command.js';

/** A class of a command, as nest-commander takes it. */
export type CommandClass = (new (
  ...dependencies: never[]
) => CommandRunner) &
  Pick<typeof CommandRunner, 'registerWithSubCommands'>;

/** Commands that have their first word in common: `salur client ...`. */
export function group(name: string, description: string, subCommands: readonly CommandClass[]): CommandClass {
  @Command({ name, description, subCommands: [...subCommands] as never })
  class Group extends CommandRunner {
    override setCommand(command: ParsedCommand): this {
      return super.setCommand(makeStrict(command).allowExcessArguments(true));
    }

    /** Only reached when no command of the group was named. */
    override async run([word]: string[]): Promise<void> {
      if (word === undefined) this.command.help({ error: true });
      const known = this.command.commands.map((command) => command.name()).join(', ');
      throw new UsageError(`there is no command "${name} ${word}"; there are ${known}`);
    }
  }
  // Nest tells providers apart by their names.
  Object.defineProperty(Group, 'name', { value: `Group of ${name}` });
  return Group as CommandClass;
}
