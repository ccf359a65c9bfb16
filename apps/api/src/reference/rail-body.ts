import type { AmountLimits, Outlet, RailDeclaration } from '#libs/providers';
import type { BusinessCalendar, RailChoice, RailVerdict, Refusal } from '#libs/rails';
import type { AmountLimitsDto, RailChoiceDto, RailDto } from './reference.dto.js';

/** What the response has of a rail, beside its declaration. */
export interface RailCircumstances {
  readonly provider: string;
  /** Whether its provider has credentials. */
  readonly configured: boolean;
  /** Why it accepts no payout at all; null: it is on. */
  readonly off: Refusal | null;
  /** Whole rupiah, as configured or declared. */
  readonly fee: bigint;
  readonly calendar: BusinessCalendar;
  readonly now: Date;
  /** On the payout that was asked about, if one was. */
  readonly verdict: RailVerdict | undefined;
}

export function railBody(declaration: RailDeclaration, circumstances: RailCircumstances): RailDto {
  const { provider, configured, off, fee, calendar, now, verdict } = circumstances;
  const { name, carries, window, usualSeconds } = declaration;
  const opensAt = window && calendar.nextOpening(window, now);
  const outlets = carries.type === 'cash_pickup' ? outletsBody(carries.outlets) : [];
  return {
    name,
    provider,
    configured,
    off,
    destinationType: carries.type,
    ...(carries.type === 'bank_account' ? limitsBody(carries.limits) : widest(outlets)),
    outlets,
    banks: carries.type === 'bank_account' ? bankRule(carries.banks) : null,
    bankCodes: carries.type === 'bank_account' && typeof carries.banks !== 'string' ? [...carries.banks] : null,
    window: window && { opens: window.opens, closes: window.closes },
    openNow: opensAt === null,
    opensAt: opensAt?.toISOString() ?? null,
    cutOffAt: window && calendar.cutOff(window, now).toISOString(),
    fee: Number(fee),
    usualSeconds,
    verdict: verdict === undefined ? null : verdictBody(verdict),
  };
}

/** @returns null when no rail can carry it */
export function choiceBody(choice: RailChoice): RailChoiceDto | null {
  if (choice.kind === 'none') return null;
  const { rail, provider, waitUntil, lacksFunds } = choice;
  return { rail, provider, waitUntil: waitUntil?.toISOString() ?? null, lacksFunds };
}

function verdictBody({ verdict, code, message }: RailVerdict): RailDto['verdict'] {
  return { verdict, code, message };
}

function bankRule(banks: 'all' | 'banks' | 'bi_fast' | readonly string[]): RailDto['banks'] {
  return typeof banks === 'string' ? banks : 'some';
}

function limitsBody({ min, max, step }: AmountLimits): AmountLimitsDto {
  return {
    minAmount: Number(min),
    maxAmount: max === null ? null : Number(max),
    amountStep: step === undefined ? null : Number(step),
  };
}

function outletsBody(outlets: Readonly<Partial<Record<Outlet, AmountLimits>>>): RailDto['outlets'] {
  return Object.entries(outlets).map(([outlet, limits]) => ({ outlet: outlet as Outlet, ...limitsBody(limits) }));
}

/** The limits over all outlets. */
function widest(outlets: readonly AmountLimitsDto[]): AmountLimitsDto {
  const most = outlets.map(({ maxAmount }) => maxAmount);
  return {
    minAmount: Math.min(...outlets.map(({ minAmount }) => minAmount)),
    maxAmount: most.includes(null) ? null : Math.max(...most.map(Number)),
    amountStep: null,
  };
}
