/** The actions of operators and API keys that the audit trail records. The part before the dot is the subject's type. */
export const AUDIT_ACTIONS = [
  'payout.create',
  'payout.confirm',
  'payout.cancel',
  'payout.check',
  'payout.propose_resolution',
  'payout.resolve',
  'client.create',
  'client.update',
  'client.suspend',
  'client.restore',
  'key.create',
  'key.rotate',
  'key.revoke',
  'webhook_endpoint.create',
  'webhook_endpoint.enable',
  'webhook_endpoint.rotate_secret',
  'webhook_endpoint.test',
  'webhook_endpoint.delete',
  'webhook_delivery.redeliver',
  'calendar.declare',
  'calendar.take_back',
  'calendar.complete',
  'calendar.reopen',
  'statement.import',
  'statement.withdraw',
  'difference.close',
  'alert.acknowledge',
  'personal_data.erase',
  'personal_data.reveal',
  'personal_data.search',
  'data_keys.rotate',
] as const;

/** Actions that only an operator can perform, at the command line. */
export const OPERATORS_ACTIONS: readonly AuditAction[] = [
  'calendar.complete',
  'calendar.reopen',
  'alert.acknowledge',
  'personal_data.erase',
  'personal_data.reveal',
  'personal_data.search',
  'data_keys.rotate',
];

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

type SubjectOf<Action extends string> = Action extends `${infer Subject}.${string}` ? Subject : never;

export type AuditSubject = SubjectOf<AuditAction>;

export const AUDIT_SUBJECTS = [...new Set(AUDIT_ACTIONS.map(subjectOf))];

export function subjectOf(action: AuditAction): AuditSubject {
  return action.slice(0, action.indexOf('.')) as AuditSubject;
}
