/** Loaded before the service by `bench:auth`: every request is accepted as the client of the bench. */
import { ALL_SCOPES, AuthenticateCaller, type Caller } from '#libs/clients';

const [clientId = '', keyId = ''] = (process.env.BENCH_CALLER ?? '').split('/');
const caller: Caller = { clientId, keyId, scopes: new Set(ALL_SCOPES), hasDailyLimits: false };

AuthenticateCaller.prototype.canActivate = async (context) => {
  context.switchToHttp().getRequest<{ caller: Caller }>().caller = caller;
  return true;
};
