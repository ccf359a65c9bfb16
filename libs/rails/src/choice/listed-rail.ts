import type { Provider, ProviderDefinition, Rail, RailDeclaration } from '#libs/providers';
import { BANKS, findBuiltInBank, isWallet } from '../banks.js';

/** How `auto` ranks the rails that can carry a payout. */
export type RailPolicy = 'cost' | 'speed' | 'order';

/** The configuration of rails. */
export interface RailSettings {
  readonly railPolicy: RailPolicy;
  /** For the policy `order`; other rails come last. */
  readonly railOrder: readonly string[];
  /** Whole rupiah by rail name; overrides the declared fee. */
  readonly railFees: Readonly<Record<string, bigint>>;
  readonly publicUrl: string | null;
  /** false: every rail is open around the clock. */
  readonly railHoursKept: boolean;
}

/** A rail with everything that does not change while the process runs. */
export interface ListedRail {
  readonly declaration: RailDeclaration;
  readonly provider: string;
  /** undefined: its provider has no credentials. */
  readonly rail: Rail | undefined;
  /** Expected cost, whole rupiah. */
  readonly fee: bigint;
  /** Codes of the built-in banks it reaches; null for cash pickup. */
  readonly bankCodes: ReadonlySet<string> | null;
  /** Among equally available rails, the lowest rank wins. */
  readonly rank: number;
  /** Its provider must call back, and PUBLIC_URL is not set. */
  readonly lacksPublicUrl: boolean;
}

/** All rails in the order of the registry, with the configuration applied. */
export function listRails(
  definitions: readonly Pick<ProviderDefinition, 'name' | 'rails'>[],
  providers: readonly Provider[],
  settings: RailSettings,
): ListedRail[] {
  const running = new Map(providers.flatMap(({ rails }) => rails.map((rail) => [rail.name, rail] as const)));
  return definitions.flatMap((definition) =>
    definition.rails.map((declaration) => {
      const fee = settings.railFees[declaration.name] ?? declaration.fee;
      return {
        declaration: settings.railHoursKept ? declaration : { ...declaration, window: null },
        provider: definition.name,
        rail: running.get(declaration.name),
        fee,
        bankCodes: bankCodesOf(declaration),
        rank: rankOf(declaration, fee, settings),
        lacksPublicUrl: declaration.callsBack !== undefined && settings.publicUrl === null,
      };
    }),
  );
}

function rankOf({ name, usualSeconds }: RailDeclaration, fee: bigint, { railPolicy, railOrder }: RailSettings): number {
  if (railPolicy === 'cost') return Number(fee);
  if (railPolicy === 'speed') return usualSeconds;
  const place = railOrder.indexOf(name);
  return place === -1 ? railOrder.length : place;
}

function bankCodesOf({ carries }: RailDeclaration): ReadonlySet<string> | null {
  if (carries.type !== 'bank_account') return null;
  const { banks } = carries;
  if (typeof banks !== 'string') return new Set(banks);
  const reached = BANKS.filter((bank) => {
    if (banks === 'all') return true;
    return banks === 'bi_fast' ? bank.biFast : !isWallet(bank.code);
  });
  return new Set(reached.map(({ code }) => code));
}

/**
 * Whether a rail takes a bank that is not built in because the bank list of its provider has it. Nothing says whether such a bank takes
 * part in BI-FAST; where a rail does not reach it after all, its inquiry says so, before money moves.
 */
export function takesListedBank({ carries }: RailDeclaration, code: string): boolean {
  if (carries.type !== 'bank_account' || findBuiltInBank(code) !== undefined) return false;
  return carries.banks === 'all' || (carries.banks === 'banks' && !isWallet(code));
}
