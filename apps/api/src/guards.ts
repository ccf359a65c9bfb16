import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthenticateCaller, RequireScope } from '#libs/clients';
import { LimitClients } from './limits/limit-requests.js';

/**
 * What every request passes before its handler, in this order:
 *
 * 1. Authentication comes first: limits and scopes are the client's, so the client must be known. Requests without a valid
 *    key are counted here, by address, and never use up the allowance of a client.
 * 2. Limits come before scopes: a client that lacks a scope must not be free to ask without end.
 * 3. Scopes come last: only an authenticated client within its limits learns which scope a path needs.
 *
 * Bodies and queries are read after all three, in the handlers: a refused client learns nothing about its body.
 */
const IN_ORDER = [AuthenticateCaller, LimitClients, RequireScope];

export const GUARDS: Provider[] = IN_ORDER.map((useClass) => ({ provide: APP_GUARD, useClass }));
