import { doku } from './doku/index.js';
import { duitku } from './duitku/index.js';
import type { ProviderDefinition } from './port/provider.js';

/** Every provider of Salur, one line each. */
export const PROVIDERS: readonly ProviderDefinition[] = [duitku, doku];
