import { Injectable } from '@nestjs/common';
import { InjectCommander } from 'nest-commander';
import type { ParsedCommand } from './parsed-command.js';

const EXPLAINED = `
Exit codes:
  0  done
  1  refused, or not possible now; the sentence on standard error says why
  2  the command, or a file given to it, is not as it has to be; nothing was changed

It works on the database directly, with the environment of the service: DATABASE_URL, API_KEY_PEPPER, the providers'
credentials. What it prints for programs (--format json, csv) goes to standard output, everything else to standard error.
Times are given as 2026-11-21T09:30:00Z, as 2026-11-21 (midnight in Jakarta), or as 2h for two hours ago.`;

/** The program as a whole: its name, and what its help says at the end. */
@Injectable()
export class Program {
  constructor(@InjectCommander() program: ParsedCommand) {
    program
      .name('salur')
      .description('Salur for operators: clients, keys, payouts, statements, webhooks and alerts.')
      .addHelpText('after', EXPLAINED);
  }
}
