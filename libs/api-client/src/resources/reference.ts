/** What a payout can name: banks, rails, balances, and the days on which banks settle. */
import { bodyOf, type RequestOptions, type Transport } from '../request.js';
import type { Balance, Bank, Calendar, CalendarDay, DeclareDay, Rails, RailsQuery, UndeclaredDay } from '../types.js';

/** `salur.banks` */
export class BankList {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** The banks and e-wallets that a payout can go to, with the rails that reach each of them now. */
  async list(options?: RequestOptions): Promise<readonly Bank[]> {
    const { api, init } = this.transport;
    return (await bodyOf(api.GET('/v1/banks', init(options)))).data;
  }
}

/** `salur.rails` */
export class RailList {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /**
   * The rails with limits, hours, cost and speed. With `amount` and one of `bankCode` and `outlet`: also a verdict on each rail,
   * and which one `auto` would choose now. Creates and reserves nothing.
   */
  list(query: RailsQuery = {}, options?: RequestOptions): Promise<Rails> {
    const { api, init } = this.transport;
    return bodyOf(api.GET('/v1/rails', { params: { query }, ...init(options) }));
  }
}

/** `salur.balances` */
export class BalanceList {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** The balance at each provider, as the provider last reported it. */
  async list(options?: RequestOptions): Promise<readonly Balance[]> {
    const { api, init } = this.transport;
    return (await bodyOf(api.GET('/v1/balances', init(options)))).data;
  }
}

/** `salur.calendar`. Dates are `YYYY-MM-DD` in WIB. */
export class BankCalendar {
  /** @internal */
  constructor(private readonly transport: Transport) {}

  /** The holidays of a year and the days declared by hand; the current year if absent. */
  get(year?: number, options?: RequestOptions): Promise<Calendar> {
    const { api, init } = this.transport;
    const query = year === undefined ? {} : { year };
    return bodyOf(api.GET('/v1/calendar', { params: { query }, ...init(options) }));
  }

  /** Declares a day open or closed, whatever the weekday and the holidays say. Replaces an earlier declaration. */
  declare(date: string, day: DeclareDay, options?: RequestOptions): Promise<CalendarDay> {
    const { api, init } = this.transport;
    return bodyOf(api.PUT('/v1/calendar/{date}', { params: { path: { date } }, body: day, ...init(options) }));
  }

  /** Removes the declaration of a day. */
  undeclare(date: string, options?: RequestOptions): Promise<UndeclaredDay> {
    const { api, init } = this.transport;
    return bodyOf(api.DELETE('/v1/calendar/{date}', { params: { path: { date } }, ...init(options) }));
  }
}
