import { Inject, Injectable } from '@nestjs/common';
import { Books } from '../books.js';
import { CallbackUrls } from '../callbacks/callback-urls.js';
import { Callbacks } from '../callbacks/callbacks.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import { DokuAccounts } from './accounts.js';
import { Behaviour } from './behaviour.js';
import { ExternalIds } from './external-ids.js';
import { DokuNumbers } from './numbers.js';
import { Tokens } from './tokens.js';

/** What the calls of the Kirim DOKU face work on: its own state, and what it shares with the other faces. */
@Injectable()
export class DokuFace {
  readonly numbers = new DokuNumbers();

  constructor(
    readonly books: Books,
    readonly callbacks: Callbacks,
    readonly callbackUrls: CallbackUrls,
    readonly accounts: DokuAccounts,
    readonly behaviour: Behaviour,
    readonly tokens: Tokens,
    readonly externalIds: ExternalIds,
    @Inject(SANDBOX_SETTINGS) readonly settings: SandboxSettings,
  ) {}
}
