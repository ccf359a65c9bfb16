import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AlertKind } from '#libs/payouts';
import { SETTINGS, type Settings } from '#libs/platform';
import { PostWebhook, signedHeaders, tryResultOf } from '#libs/webhooks';
import { alertMessage, type UnsentAlert } from './alert-message.js';
import { CLAIM_KINDS, NOT_SENT, SENT, UNSENT } from './send-alerts.queries.js';

/** Longer than a receiver may take to answer (15 s). */
const LEASE_MS = 30_000;
/** Alerts of one kind within this time are one message: at most one a minute and kind. */
export const GATHER_MS = 60_000;
/** One message stands for this many alerts at most; the others are the next message. */
export const MOST_GATHERED = 10_000;
/** Waits after failed attempts; the last one repeats. */
export const ALERT_RETRY_WAITS_MS = [10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const;

interface ClaimedKind {
  readonly kind: AlertKind;
  readonly failures: number;
  readonly lease: string;
}

type AlertSettings = Pick<Settings, 'alertWebhookUrl' | 'alertWebhookSecret'>;

/**
 * Sends alerts to `ALERT_WEBHOOK_URL`, at least once. One replica sends those of a kind at a time; the kinds do not wait for each
 * other. Without the variable alerts stay in the table and in the log.
 */
@Injectable()
export class SendAlerts {
  private readonly logger = new Logger(SendAlerts.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly poster: PostWebhook,
    @Inject(SETTINGS) private readonly settings: AlertSettings,
  ) {}

  /** @returns how many messages were taken by the receiver */
  async send(): Promise<number> {
    const { alertWebhookUrl: url } = this.settings;
    if (url === null) return 0;
    const claimed: ClaimedKind[] = await this.dataSource.query(CLAIM_KINDS, [LEASE_MS]);
    const sent = await Promise.all(claimed.map((kind) => this.sendKind(url, kind)));
    return sent.filter(Boolean).length;
  }

  private async sendKind(url: string, { kind, failures, lease }: ClaimedKind): Promise<boolean> {
    const alerts: UnsentAlert[] = await this.dataSource.query(UNSENT, [kind, MOST_GATHERED]);
    // All were acknowledged meanwhile.
    if (alerts.length === 0) return this.notSent(kind, lease, failures, 0, null);
    const error = await this.post(url, kind, alerts).catch((thrown: unknown) => {
      // Such as a kind that only a later release knows: it waits for that one, and holds up no other kind.
      this.logger.warn({ alert: kind, err: thrown, msg: 'no message can be made of alerts of this kind' });
      return 'unreadable';
    });
    if (error === null) {
      await this.dataSource.query(SENT, [kind, alerts.map(({ id }) => id), GATHER_MS]);
      return true;
    }
    if (error === 'stopped') return this.notSent(kind, lease, failures, 0, null);
    if (failures === 0) this.logger.warn({ alert: kind, why: error, msg: 'an alert could not be sent; it is retried' });
    const waitMs = ALERT_RETRY_WAITS_MS[Math.min(failures, ALERT_RETRY_WAITS_MS.length - 1)] as number;
    return this.notSent(kind, lease, failures + 1, waitMs, error);
  }

  /** @returns why the receiver did not take the message, in a word or an HTTP status; null: it did */
  private async post(url: string, kind: AlertKind, alerts: readonly UnsentAlert[]): Promise<string | null> {
    const { alertWebhookSecret: secret } = this.settings;
    const message = alertMessage(kind, alerts);
    const body = JSON.stringify(message);
    const secrets = secret === null ? [] : [secret];
    const { 'webhook-signature': signature, ...headers } = signedHeaders(
      { eventId: message.id, body, secrets },
      new Date(),
    );
    const signed = secret === null ? headers : { ...headers, 'webhook-signature': signature as string };
    const result = await this.poster.post(url, signed, body);
    if (tryResultOf(result) === 'delivered') return null;
    return result.httpStatus === null ? (result.error ?? 'failed') : `HTTP ${result.httpStatus}`;
  }

  private async notSent(
    kind: AlertKind,
    lease: string,
    failures: number,
    waitMs: number,
    error: string | null,
  ): Promise<false> {
    await this.dataSource.query(NOT_SENT, [kind, lease, failures, waitMs, error]);
    return false;
  }
}
