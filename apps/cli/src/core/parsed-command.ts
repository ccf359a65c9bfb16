import type { CommandRunner } from 'nest-commander';

/** A command as the parser behind nest-commander has it; that parser is no package of ours. */
export type ParsedCommand = Parameters<CommandRunner['setCommand']>[0];

/** Lets a command take what it declares and nothing else, and say so by an error instead of ending the process. */
export function makeStrict(command: ParsedCommand): ParsedCommand {
  return command
    .allowExcessArguments(false)
    .showHelpAfterError('Add --help to see how it is used.')
    .exitOverride((error) => {
      throw error;
    });
}
