import { Module } from '@nestjs/common';
import { COMMANDS } from './commands.js';
import { Domain } from './core/domain.js';
import { Program } from './core/program.js';

/** The command line: what there is to say. The domain is opened only when a command has understood what is wanted. */
@Module({ providers: [Program, Domain, ...COMMANDS.flatMap((command) => command.registerWithSubCommands())] })
export class CliModule {}
