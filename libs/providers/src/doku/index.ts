import { defineProvider } from '../kit/guard.js';
import { askBalance } from './balance.js';
import { DokuClient } from './client.js';
import { DOKU_CODES } from './codes.js';
import { type DokuConfig, dokuEnvironment } from './environment.js';
import { kirimRail } from './kirim.js';
import { DOKU_RAILS } from './rails.js';

/** Kirim DOKU over SNAP, https://developers.doku.com/payout/kirim-doku */
export const doku = defineProvider<DokuConfig>({
  name: 'doku',
  rails: DOKU_RAILS,
  environment: dokuEnvironment,
  codes: DOKU_CODES,
  create(config, settings) {
    if (config.credentials === null) return null;
    const client = new DokuClient(config, config.credentials, settings);
    return {
      name: 'doku',
      rails: [kirimRail(client)],
      balance: (context) => askBalance(client, context),
      close: () => client.http.close(),
    };
  },
});
