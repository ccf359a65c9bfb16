/**
 * The last line of defence: an exception in a provider folder gives the step's unsure outcome and an exchange, and every outcome
 * is sanitised. All providers in the registry are guarded.
 */
import type { CallbackRoute } from '../port/callback.js';
import type { ProviderMessage, SigningReadiness } from '../port/outcome.js';
import type { CallContext, Provider, ProviderDefinition, Rail, Step } from '../port/provider.js';
import { recordSafely, UNSURE } from './conversation.js';
import { fitBanks, fitInquiry, fitReading, fitStatus, fitTransfer } from './fit-to-keep.js';
import { errorWords } from './http.js';

/** Declares a provider; every provider it creates is guarded. */
export function defineProvider<Config>(definition: ProviderDefinition<Config>): ProviderDefinition<Config> {
  return {
    ...definition,
    create(config, settings) {
      const provider = definition.create(config, settings);
      return provider && guardProvider(provider);
    },
  };
}

export function guardProvider(provider: Provider): Provider {
  const { balance, banks } = provider;
  return {
    name: provider.name,
    rails: provider.rails.map(guardRail),
    ...(provider.callbacks && { callbacks: provider.callbacks.map(guardCallbacks) }),
    ...(provider.callbackSources && { callbackSources: provider.callbackSources }),
    ...(balance && {
      balance: (context) =>
        guarded(
          'balance',
          context,
          () => balance.call(provider, context),
          () => null,
        ),
    }),
    ...(banks && {
      banks: (context) =>
        guarded(
          'banks',
          context,
          async () => fitBanks(await banks.call(provider, context)),
          () => null,
        ),
    }),
    close: () => provider.close(),
  };
}

export function guardRail(rail: Rail): Rail {
  const { inquire, prepareSigning, transferKeys } = rail;
  return {
    name: rail.name,
    ...(inquire && {
      inquire: (order, context) =>
        guarded('inquiry', context, async () => fitInquiry(await inquire.call(rail, order, context)), UNSURE.inquiry),
    }),
    ...(prepareSigning && {
      prepareSigning: (context) => guarded('token', context, () => prepareSigning.call(rail, context), UNREADY),
    }),
    ...(transferKeys && { transferKeys: (order) => transferKeys.call(rail, order) }),
    prepareTransfer: (order, signedAt) => rail.prepareTransfer(order, signedAt),
    transfer: (prepared, order, context) =>
      guarded(
        'transfer',
        context,
        async () => fitTransfer(await rail.transfer(prepared, order, context)),
        UNSURE.transfer,
      ),
    checkStatus: (order, context) =>
      guarded('status', context, async () => fitStatus(await rail.checkStatus(order, context)), UNSURE.status),
  };
}

const UNREADY = (providerMessage: ProviderMessage): SigningReadiness => ({ kind: 'unready', providerMessage });

/** A callback whose reader throws is unreadable. */
function guardCallbacks(route: CallbackRoute): CallbackRoute {
  return {
    path: route.path,
    addressedBy: route.addressedBy,
    read: (request) => {
      try {
        return fitReading(route.read(request));
      } catch (thrown) {
        return { kind: 'unreadable', why: errorWords(thrown) };
      }
    },
    answer: (request) => route.answer(request),
  };
}

async function guarded<Outcome>(
  step: Step,
  context: CallContext,
  call: () => Promise<Outcome>,
  unsure: (providerMessage: { code: null; message: string }) => Outcome,
): Promise<Outcome> {
  const startedAt = new Date();
  const start = performance.now();
  try {
    return await call();
  } catch (thrown) {
    const outcome = unsure({ code: null, message: 'an error of ours; see the exchange' });
    recordSafely(context, {
      step,
      method: '',
      url: '',
      request: '',
      requestSha256: '',
      httpStatus: null,
      response: null,
      outcome: (outcome as { kind?: string } | null)?.kind ?? 'unavailable',
      providerCode: null,
      error: errorWords(thrown),
      startedAt,
      durationMs: Math.round(performance.now() - start),
    });
    return outcome;
  }
}
