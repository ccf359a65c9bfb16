import { Injectable } from '@nestjs/common';
import { isUnreadable, maskNumber, RowUnreadable, readStoredJson, type SealedPlace, Vault } from '#libs/platform';
import type { Ticket } from '#libs/providers';
import type { Attempt, CashPickupCode } from './attempt.entity.js';
import type { Payout, Recipient, Sender } from './payout.entity.js';

/** The recipient and the sender, as the client stated them. Sealed as a whole. */
export interface PersonalData {
  /** Null: the payout is a cash pickup. */
  readonly accountNumber: string | null;
  /** The owner as the client believes; compared with what the inquiry finds. */
  readonly accountHolderName: string | null;
  /** The person who collects the cash, for a cash pickup. */
  readonly recipient: Recipient | null;
  readonly sender: Sender | null;
}

/** The same with the owner as the provider's inquiry named it, verbatim. */
export interface KnownPeople extends PersonalData {
  readonly accountName: string | null;
}

/** The same as far as it can be read. */
export interface ShownPeople {
  readonly people: KnownPeople;
  /** Why not all of it can be read: names the column, never its content; null: everything was read. */
  readonly unreadable: string | null;
}

/** What the person at the counter has to show. */
export interface PickupCode {
  readonly token: string;
  readonly pin: string | null;
}

/** The sealed columns of this library, as places in the vault. */
const PLACE = {
  personal: (id: string): SealedPlace => ({ table: 'payout', column: 'personal_sealed', id }),
  accountName: (id: string): SealedPlace => ({ table: 'payout', column: 'account_name_sealed', id }),
  ticket: (id: string): SealedPlace => ({ table: 'payout', column: 'ticket_sealed', id }),
  answer: (id: string): SealedPlace => ({ table: 'payout', column: 'answer_sealed', id }),
  attemptName: (id: string): SealedPlace => ({ table: 'attempt', column: 'account_name_sealed', id }),
  attemptTicket: (id: string): SealedPlace => ({ table: 'attempt', column: 'ticket_sealed', id }),
  pickupCode: (id: string): SealedPlace => ({ table: 'cash_pickup', column: 'code_sealed', id }),
  callbackBody: (id: string): SealedPlace => ({ table: 'callback', column: 'body_sealed', id }),
};

const PERSONAL_FIELDS = ['accountNumber', 'accountHolderName', 'recipient', 'sender'] as const;
const ERASED: PersonalData = { accountNumber: null, accountHolderName: null, recipient: null, sender: null };

/**
 * Seals what payouts know of people, and opens it where it is needed: to ask a provider, to answer the client. What opens a value
 * throws SealBroken or RowUnreadable when the value cannot be read.
 */
@Injectable()
export class SealedData {
  constructor(private readonly vault: Vault) {}

  sealPersonal(payoutId: string, personal: PersonalData): Buffer {
    return this.vault.seal(JSON.stringify(personal), PLACE.personal(payoutId));
  }

  /** @returns nothing but nulls once it has been erased */
  personalOf({ id, personalSealed }: Pick<Payout, 'id' | 'personalSealed'>): PersonalData {
    if (personalSealed === null) return ERASED;
    const personal = this.openJson<PersonalData>(personalSealed, PLACE.personal(id));
    // Nothing is sent to a destination of which a part is missing.
    if (!PERSONAL_FIELDS.every((field) => personal[field] !== undefined))
      throw new RowUnreadable({ table: 'payout', id }, 'personal_sealed has another form');
    return personal;
  }

  sealAccountName(payoutId: string, name: string): Buffer {
    return this.vault.seal(name, PLACE.accountName(payoutId));
  }

  /** The owner as the provider's inquiry named it, verbatim; null: not known, or erased. */
  accountNameOf({ id, accountNameSealed }: Pick<Payout, 'id' | 'accountNameSealed'>): string | null {
    return accountNameSealed && this.vault.openText(accountNameSealed, PLACE.accountName(id));
  }

  /**
   * All that is known of people in a payout, to be shown: what cannot be read is null, and the cause is named. A single payout that
   * cannot be read ends neither a list nor an export.
   */
  shownOf(payout: Pick<Payout, 'id' | 'personalSealed' | 'accountNameSealed'>): ShownPeople {
    let unreadable: string | null = null;
    const read = <T>(value: () => T, otherwise: T): T => {
      try {
        return value();
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        unreadable ??= (error as Error).message;
        return otherwise;
      }
    };
    const personal = read(() => this.personalOf(payout), ERASED);
    const accountName = read(() => this.accountNameOf(payout), null);
    return { people: { ...personal, accountName }, unreadable };
  }

  /** All that is known of people in a payout. */
  knownOf(payout: Pick<Payout, 'id' | 'personalSealed' | 'accountNameSealed'>): KnownPeople {
    return { ...this.personalOf(payout), accountName: this.accountNameOf(payout) };
  }

  sealAttemptName(attemptId: string, name: string): Buffer {
    return this.vault.seal(name, PLACE.attemptName(attemptId));
  }

  /** The owner's name as the attempt was signed with; empty once it has been erased. */
  attemptNameOf({ id, accountNameSealed }: Pick<Attempt, 'id' | 'accountNameSealed'>): string {
    return accountNameSealed === null ? '' : this.vault.openText(accountNameSealed, PLACE.attemptName(id));
  }

  /** Opaque to Salur, so it may contain personal data. */
  sealTicket(payoutId: string, ticket: Ticket): Buffer {
    return this.vault.seal(JSON.stringify(ticket), PLACE.ticket(payoutId));
  }

  ticketOf({ id, ticketSealed }: Pick<Payout, 'id' | 'ticketSealed'>): Ticket | null {
    return ticketSealed && this.openJson(ticketSealed, PLACE.ticket(id));
  }

  sealAttemptTicket(attemptId: string, ticket: Ticket): Buffer {
    return this.vault.seal(JSON.stringify(ticket), PLACE.attemptTicket(attemptId));
  }

  /** @returns one without anything once it has been erased */
  attemptTicketOf({ id, ticketSealed }: Pick<Attempt, 'id' | 'ticketSealed'>): Ticket {
    return ticketSealed === null ? {} : this.openJson(ticketSealed, PLACE.attemptTicket(id));
  }

  sealAnswer(payoutId: string, answer: Readonly<Record<string, unknown>>): Buffer {
    return this.vault.seal(JSON.stringify(answer), PLACE.answer(payoutId));
  }

  /** The first answer of a create that waited; null: the answer was the payout as created. */
  answerOf({ id, answerSealed }: Pick<Payout, 'id' | 'answerSealed'>): Record<string, unknown> | null {
    return answerSealed && this.openJson(answerSealed, PLACE.answer(id));
  }

  sealPickupCode(attemptId: string, code: PickupCode): Buffer {
    return this.vault.seal(JSON.stringify(code), PLACE.pickupCode(attemptId));
  }

  pickupCodeOf({ attemptId, codeSealed }: Pick<CashPickupCode, 'attemptId' | 'codeSealed'>): PickupCode {
    return this.openJson(codeSealed, PLACE.pickupCode(attemptId));
  }

  sealCallbackBody(callbackId: string, body: Buffer): Buffer {
    return this.vault.seal(body, PLACE.callbackBody(callbackId));
  }

  callbackBodyOf(callbackId: string, bodySealed: Buffer): Buffer {
    return this.vault.open(bodySealed, PLACE.callbackBody(callbackId));
  }

  private openJson<T>(sealed: Buffer, place: SealedPlace): T {
    return readStoredJson(this.vault.openText(sealed, place), place, place.column);
  }

  /**
   * What a destination is found by: the account number, or the phone number of the person who collects the cash. As different texts of the
   * same number as providers and people write give the same hash.
   */
  destinationHash(number: string): Buffer {
    return this.vault.hash('destination', significantDigits(number));
  }
}

/** The same with numbers by their last characters. */
export function maskPeople(people: KnownPeople): KnownPeople {
  const { accountNumber, recipient, sender } = people;
  return {
    ...people,
    accountNumber: accountNumber && maskNumber(accountNumber),
    recipient: recipient && {
      ...recipient,
      phoneNumber: maskNumber(recipient.phoneNumber),
      identityNumber: maskNumber(recipient.identityNumber),
    },
    sender: sender && { ...sender, phoneNumber: sender.phoneNumber && maskNumber(sender.phoneNumber) },
  };
}

/** Without what numbers lose and gain on their way: separators, leading zeros, and the country code of phone numbers. */
export function significantDigits(text: string): string {
  return text
    .replace(/\D/g, '')
    .replace(/^0*(?=.)/, '')
    .replace(/^62(?=8)/, '');
}
