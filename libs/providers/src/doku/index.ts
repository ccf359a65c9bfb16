import { defineProvider } from '../kit/guard.js';
import { askBalance } from './balance.js';
import { DokuClient } from './client.js';
import { DOKU_CODES } from './codes.js';
import { type DokuConfig, dokuEnvironment } from './environment.js';
import { kirimRail } from './kirim.js';
import { kirimNotifications } from './notifications.js';
import { DOKU_RAILS, dokuStatement } from './rails.js';

/** Kirim DOKU over SNAP, https://developers.doku.com/payout/kirim-doku */
export const doku = defineProvider<DokuConfig>({
  name: 'doku',
  rails: DOKU_RAILS,
  environment: dokuEnvironment,
  codes: DOKU_CODES,
  statement: dokuStatement,
  create(config, settings) {
    const { credentials, notificationKey, callbackSources } = config;
    if (credentials === null) return null;
    const client = new DokuClient(config, credentials, settings);
    return {
      name: 'doku',
      rails: [kirimRail(client)],
      balance: (context) => askBalance(client, context),
      callbacks: kirimNotifications({ agentKey: credentials.agentKey, notificationKey }),
      callbackSources,
      close: () => client.http.close(),
    };
  },
});
