import { Payouts1795230000000 } from './1795230000000-payouts.js';
import { Routes1795300000000 } from './1795300000000-routes.js';
import { Rails1795310000000 } from './1795310000000-rails.js';
import { Callbacks1795320000000 } from './1795320000000-callbacks.js';
import { Webhooks1795340000000 } from './1795340000000-webhooks.js';
import { Clients1795350000000 } from './1795350000000-clients.js';
import { ParkedWebhooks1795380000000 } from './1795380000000-parked-webhooks.js';

/** All migrations, oldest first. A landed migration is never edited; a change is a new one. */
export const MIGRATIONS = [
  Payouts1795230000000,
  Routes1795300000000,
  Rails1795310000000,
  Callbacks1795320000000,
  Webhooks1795340000000,
  Clients1795350000000,
  ParkedWebhooks1795380000000,
];
