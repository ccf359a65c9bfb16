import { defineProvider } from '../../../libs/providers/src/kit/guard.js';
import { acmeCallbacks } from './callbacks.js';
import { AcmeClient } from './client.js';
import { acmeCodes } from './codes.js';
import { type AcmeConfig, acmeEnvironment } from './environment.js';
import { instantRail } from './instant.js';
import { ACME_RAILS, acmeStatement } from './rails.js';

/** REPLACE: the provider's name in full, and the address of the documents that this folder follows. */
export const acme = defineProvider<AcmeConfig>({
  name: 'acme',
  rails: ACME_RAILS,
  environment: acmeEnvironment,
  codes: acmeCodes,
  statement: acmeStatement,
  create(config, settings) {
    if (config.credentials === null) return null;
    const client = new AcmeClient(config.baseUrl, config.credentials, settings);
    return {
      name: 'acme',
      rails: [instantRail(client)],
      callbacks: acmeCallbacks(config.credentials),
      // REPLACE: `balance` and `banks`, if it has such queries (see `askFor` of the kit). Leave them out otherwise.
      close: () => client.http.close(),
    };
  },
});
