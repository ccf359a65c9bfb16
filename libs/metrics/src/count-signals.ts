import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CALLBACK_TAKEN, isFinal, PAYOUT_ACCEPTED, PAYOUT_MOVED } from '#libs/payouts';
import { PROVIDER_CALLED } from '#libs/providers';
import { WEBHOOK_TRIED } from '#libs/webhooks';
import { LOOP_RAN } from '#libs/worker';
import { ProcessMetrics } from './process-metrics.js';

/** Counts what happens in this process, as long as it runs. The emitters do not depend on it. */
@Injectable()
export class CountSignals implements OnModuleInit, OnApplicationShutdown {
  private stops: readonly (() => void)[] = [];

  constructor(private readonly metrics: ProcessMetrics) {}

  onModuleInit(): void {
    const { metrics } = this;
    metrics.measureProcess();
    this.stops = [
      PAYOUT_ACCEPTED.subscribe((labels) => metrics.count('salur_payouts_accepted_total', labels)),
      PAYOUT_MOVED.subscribe(({ event, rail, to, hasNewStatus, ageMs }) => {
        metrics.count('salur_payout_moves_total', { event, rail });
        if (isFinal(to) && hasNewStatus)
          metrics.observe('salur_payout_duration_seconds', { rail, status: to }, ageMs / 1_000);
      }),
      PROVIDER_CALLED.subscribe(({ provider, step, outcome, httpStatus, durationMs }) => {
        metrics.observe('salur_provider_call_duration_seconds', { provider, step, outcome }, durationMs / 1_000);
        if (httpStatus === null) metrics.count('salur_provider_unanswered_calls_total', { provider, step });
      }),
      CALLBACK_TAKEN.subscribe((labels) => metrics.count('salur_callbacks_total', labels)),
      WEBHOOK_TRIED.subscribe(({ result, durationMs }) =>
        metrics.observe('salur_webhook_try_duration_seconds', { result }, durationMs / 1_000),
      ),
      LOOP_RAN.subscribe(({ loop, failed, durationMs }) => {
        const result = failed ? 'failed' : 'done';
        metrics.observe('salur_loop_duration_seconds', { loop, result }, durationMs / 1_000);
        if (!failed) metrics.set('salur_loop_last_done_timestamp_seconds', { loop }, Date.now() / 1_000);
      }),
    ];
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops) stop();
  }
}
