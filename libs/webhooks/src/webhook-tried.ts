import { Signal } from '#libs/platform';
import { NO_ANSWER_WORDS, type PostResult } from './post-webhook.js';

/** `refused`: answered with anything but 2xx; `gone`: with 410. The others say why there was no answer. */
export const TRY_RESULTS = ['delivered', 'refused', 'gone', ...NO_ANSWER_WORDS] as const;
export type TryResult = (typeof TRY_RESULTS)[number];

/** A webhook was sent, or could not be. */
export const WEBHOOK_TRIED = new Signal<{ readonly result: TryResult; readonly durationMs: number }>();

export function tryResultOf({ httpStatus, error }: Pick<PostResult, 'httpStatus' | 'error'>): TryResult {
  if (httpStatus === null) return error ?? 'failed';
  if (httpStatus >= 200 && httpStatus < 300) return 'delivered';
  return httpStatus === 410 ? 'gone' : 'refused';
}
