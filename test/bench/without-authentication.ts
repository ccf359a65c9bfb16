/** Loaded before the service by `bench:auth`: every request is let in as the client that the bench has. */
import { ALL_SCOPES, type Caller } from '#libs/clients';
// What nobody but this may replace is not exported.
import { RequireScope } from '../../libs/clients/src/require-scope.guard.js';

const [clientId = '', keyId = ''] = (process.env.BENCH_CALLER ?? '').split('/');
const caller: Caller = { clientId, keyId, scopes: new Set(ALL_SCOPES), hasDailyLimits: false };

RequireScope.prototype.canActivate = async (context) => {
  context.switchToHttp().getRequest<{ caller: Caller }>().caller = caller;
  return true;
};
