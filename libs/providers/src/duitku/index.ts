import { defineProvider } from '../kit/guard.js';
import { askBalance, askBanks } from './account.js';
import { clearingRail, onlineRail } from './bank-rails.js';
import { duitkuCallbacks } from './callbacks.js';
import { cashOutRail } from './cash-out.js';
import { DuitkuClient } from './client.js';
import { duitkuCodes } from './code-list.js';
import { type DuitkuConfig, duitkuEnvironment } from './environment.js';
import { DUITKU_RAILS, duitkuStatement } from './rails.js';

/** Duitku Disbursement, https://docs.duitku.com/disbursement/en */
export const duitku = defineProvider<DuitkuConfig>({
  name: 'duitku',
  rails: DUITKU_RAILS,
  environment: duitkuEnvironment,
  codes: duitkuCodes,
  statement: duitkuStatement,
  create(config, settings) {
    if (config.credentials === null) return null;
    const client = new DuitkuClient(config, config.credentials, settings);
    return {
      name: 'duitku',
      rails: [
        onlineRail(client),
        clearingRail(client, 'LLG'),
        clearingRail(client, 'RTGS'),
        clearingRail(client, 'H2H'),
        clearingRail(client, 'BIFAST'),
        cashOutRail(client),
      ],
      callbacks: duitkuCallbacks(config.credentials),
      callbackSources: config.callbackSources,
      balance: (context) => askBalance(client, context),
      banks: (context) => askBanks(client, context),
      close: () => client.http.close(),
    };
  },
});
