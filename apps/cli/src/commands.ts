import { ListAlerts } from './alert/list-alerts.js';
import { VerifyAudit } from './audit/verify-audit.js';
import { CreateClient } from './client/create-client.js';
import { LimitClient } from './client/limit-client.js';
import { ListClients } from './client/list-clients.js';
import { ResumeClient } from './client/resume-client.js';
import { ShowClient } from './client/show-client.js';
import { SuspendClient } from './client/suspend-client.js';
import { type CommandClass, group } from './core/group.js';
import { RotateDataKeys } from './data-keys/rotate-data-keys.js';
import { CloseDifferenceCommand } from './difference/close-difference.js';
import { ListDifferences } from './difference/list-differences.js';
import { ShowDifference } from './difference/show-difference.js';
import { CreateKey } from './key/create-key.js';
import { ListKeys } from './key/list-keys.js';
import { RevokeKey } from './key/revoke-key.js';
import { RotateKey } from './key/rotate-key.js';
import { CancelPayoutCommand } from './payout/cancel-payout.js';
import { CheckPayoutCommand } from './payout/check-payout.js';
import { ConfirmPayoutCommand } from './payout/confirm-payout.js';
import { ListPayouts } from './payout/list-payouts.js';
import { ResolvePayoutCommand } from './payout/resolve-payout.js';
import { ShowPayout } from './payout/show-payout.js';
import { Purge } from './purge.js';
import { ImportStatementCommand } from './statement/import-statement.js';
import { ListStatements } from './statement/list-statements.js';
import { ShowStatement } from './statement/show-statement.js';
import { ListDeliveries } from './webhook/list-deliveries.js';
import { RedeliverWebhooks } from './webhook/redeliver.js';

/** Every command there is. A new one is a file of its own and its name here, in a group or beside them. */
export const COMMANDS: readonly CommandClass[] = [
  group('client', 'the internal services that create payouts, and what they may', [
    CreateClient,
    ListClients,
    ShowClient,
    SuspendClient,
    ResumeClient,
    LimitClient,
  ]),
  group('key', 'the API keys of clients', [CreateKey, ListKeys, RotateKey, RevokeKey]),
  group('payout', 'what was to be paid, what became of it, and what a person can do about it', [
    ListPayouts,
    ShowPayout,
    CheckPayoutCommand,
    ConfirmPayoutCommand,
    CancelPayoutCommand,
    ResolvePayoutCommand,
  ]),
  group('statement', 'what providers say that they booked', [ImportStatementCommand, ListStatements, ShowStatement]),
  group('difference', 'where statements and payouts differ', [ListDifferences, ShowDifference, CloseDifferenceCommand]),
  group('webhook', 'what clients are told of their payouts', [ListDeliveries, RedeliverWebhooks]),
  group('alert', 'what a person has to see', [ListAlerts]),
  group('audit', 'who changed what', [VerifyAudit]),
  group('data-keys', 'what personal data is sealed with', [RotateDataKeys]),
  Purge,
];
