import type { Vault } from '../../vault/vault.js';
import { Payouts1795230000000 } from './1795230000000-payouts.js';
import { Routes1795300000000 } from './1795300000000-routes.js';
import { Rails1795310000000 } from './1795310000000-rails.js';
import { Callbacks1795320000000 } from './1795320000000-callbacks.js';
import { Webhooks1795340000000 } from './1795340000000-webhooks.js';
import { Clients1795350000000 } from './1795350000000-clients.js';
import { Audit1795360000000 } from './1795360000000-audit.js';
import { Limits1795370000000 } from './1795370000000-limits.js';
import { ParkedWebhooks1795380000000 } from './1795380000000-parked-webhooks.js';
import { TwoPeople1795390000000 } from './1795390000000-two-people.js';
import { personalData } from './1795400000000-personal-data.js';
import { sealedWebhooks } from './1795410000000-sealed-webhooks.js';
import { Reconciliation1795420000000 } from './1795420000000-reconciliation.js';
import { PayoutsOnTheirWay1795460000000 } from './1795460000000-payouts-on-their-way.js';
import { Leases1795500000000 } from './1795500000000-leases.js';
import { WebhookLeases1795510000000 } from './1795510000000-webhook-leases.js';
import { OutboxSnapshots1795520000000 } from './1795520000000-outbox-snapshots.js';
import { StatementScopes1795530000000 } from './1795530000000-statement-scopes.js';
import { BadRows1795540000000 } from './1795540000000-bad-rows.js';
import { FinalFacts1795540000001 } from './1795540000001-final-facts.js';
import { Proven1795540000002 } from './1795540000002-proven.js';
import { Workers1795550000000 } from './1795550000000-workers.js';
import { Circuits1795551000000 } from './1795551000000-circuits.js';
import { Alerts1795552000000 } from './1795552000000-alerts.js';
import { FairShares1795560000000 } from './1795560000000-fair-shares.js';
import { CompleteYears1795570000000 } from './1795570000000-complete-years.js';
import { PossibleDuplicates1795580000000 } from './1795580000000-possible-duplicates.js';
import { NamesOfKeys1795581000000 } from './1795581000000-names-of-keys.js';
import { Searches1795582000000 } from './1795582000000-searches.js';

/**
 * All migrations, oldest first. A landed migration is never edited; a change is a new one.
 *
 * @param vault seals what was there before it; null where nothing can be
 */
export const migrations = (vault: Vault | null) => [
  Payouts1795230000000,
  Routes1795300000000,
  Rails1795310000000,
  Callbacks1795320000000,
  Webhooks1795340000000,
  Clients1795350000000,
  Audit1795360000000,
  Limits1795370000000,
  ParkedWebhooks1795380000000,
  TwoPeople1795390000000,
  personalData(vault),
  sealedWebhooks(vault),
  Reconciliation1795420000000,
  PayoutsOnTheirWay1795460000000,
  Leases1795500000000,
  WebhookLeases1795510000000,
  OutboxSnapshots1795520000000,
  StatementScopes1795530000000,
  BadRows1795540000000,
  FinalFacts1795540000001,
  Proven1795540000002,
  Workers1795550000000,
  Circuits1795551000000,
  Alerts1795552000000,
  FairShares1795560000000,
  CompleteYears1795570000000,
  PossibleDuplicates1795580000000,
  NamesOfKeys1795581000000,
  Searches1795582000000,
];
