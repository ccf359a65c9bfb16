import { STEP_OF_DOKU_PATH } from './doku/doku.paths.js';
import { STEP_OF_DUITKU_PATH } from './duitku/duitku.paths.js';
import type { Step } from './steps.js';

/** Every path of every face, and the call behind it. A new face adds its own table. */
const STEP_OF_PATH: ReadonlyMap<string, Step> = new Map(
  Object.entries({ ...STEP_OF_DUITKU_PATH, ...STEP_OF_DOKU_PATH }),
);

/** The call a provider request makes, by its URL; undefined for the control API and for what nobody serves. */
export function stepOf(url: string): Step | undefined {
  return STEP_OF_PATH.get(url.split('?')[0] ?? '');
}
