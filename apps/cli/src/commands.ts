import { AcknowledgeAlertsCommand } from './alert/acknowledge-alerts.js';
import { ListAlerts } from './alert/list-alerts.js';
import { VerifyAudit } from './audit/verify-audit.js';
import { CALENDAR_COMMANDS } from './calendar/complete-year.js';
import { CLIENT_COMMANDS } from './client/client-commands.js';
import { type CommandClass, group } from './core/salur-command.js';
import { RotateDataKeys } from './data-keys/rotate-data-keys.js';
import { CloseDifferenceCommand } from './difference/close-difference.js';
import { ListDifferences } from './difference/list-differences.js';
import { ShowDifference } from './difference/show-difference.js';
import { Erase } from './erase.js';
import { KEY_COMMANDS } from './key/key-commands.js';
import {
  CancelPayoutCommand,
  CheckPayoutCommand,
  ConfirmPayoutCommand,
  ResolvePayoutCommand,
} from './payout/change-payout.js';
import { ListPayouts } from './payout/list-payouts.js';
import { SearchPayouts, SumPayouts } from './payout/search-payouts.js';
import { ShowPayout } from './payout/show-payout.js';
import { ImportStatementCommand } from './statement/import-statement.js';
import { ListStatements, ShowStatement } from './statement/read-statements.js';
import { WithdrawStatementCommand } from './statement/withdraw-statement.js';
import { ShowStatus } from './status/show-status.js';

import { ListDeliveries } from './webhook/list-deliveries.js';
import { RedeliverWebhooks } from './webhook/redeliver.js';

/** All commands, in the order of the help. A new one is added here, in a group or beside them. */
export const COMMANDS: readonly CommandClass[] = [
  ShowStatus,
  CLIENT_COMMANDS,
  KEY_COMMANDS,
  group('payout', 'payouts: their results, and the actions of an operator', [
    ListPayouts,
    SearchPayouts,
    SumPayouts,
    ShowPayout,
    CheckPayoutCommand,
    ConfirmPayoutCommand,
    CancelPayoutCommand,
    ResolvePayoutCommand,
  ]),
  group('statement', 'statements of providers: what they booked', [
    ImportStatementCommand,
    ListStatements,
    ShowStatement,
    WithdrawStatementCommand,
  ]),
  group('difference', 'differences between statements and payouts', [
    ListDifferences,
    ShowDifference,
    CloseDifferenceCommand,
  ]),
  group('webhook', 'deliveries of webhooks to clients', [ListDeliveries, RedeliverWebhooks]),
  CALENDAR_COMMANDS,
  group('alert', 'what needs an operator', [ListAlerts, AcknowledgeAlertsCommand]),
  group('audit', 'the audit trail of changes', [VerifyAudit]),
  group('data-keys', 'the keys that encrypt personal data', [RotateDataKeys]),
  Erase,
];
