import type { FailureCode, Proof } from '../law/status.js';
import type { Language } from './sentences.js';

type Phrase = Readonly<Record<Language, string>>;

/** What proves an end. */
export const PROOF_PHRASES: Readonly<Record<Proof, Phrase>> = {
  api_reply: { en: "the provider's response to the request", id: 'jawaban penyedia atas permintaan' },
  callback: { en: "the provider's callback", id: 'callback penyedia' },
  status_check: { en: "the provider's response to a status check", id: 'jawaban penyedia atas pengecekan status' },
  statement: { en: "the provider's statement", id: 'laporan mutasi penyedia' },
  operator: { en: 'the decision of a person', id: 'keputusan seseorang' },
};

/** Why a payout failed. */
export const FAILURE_PHRASES: Readonly<Record<FailureCode, Phrase>> = {
  insufficient_funds: { en: 'the balance did not cover it', id: 'saldo tidak mencukupi' },
  bank_not_supported: { en: 'the rail does not reach this bank', id: 'jalur ini tidak melayani bank tersebut' },
  bank_unavailable: { en: 'the bank was out of reach', id: 'bank tidak dapat dihubungi' },
  limit_exceeded: { en: 'it exceeds a limit', id: 'melampaui batas' },
  invalid_amount: { en: 'the provider does not take this amount', id: 'jumlahnya tidak diterima penyedia' },
  misconfigured: {
    en: 'the provider refuses our account or request',
    id: 'penyedia menolak akun atau permintaan kami',
  },
  expired: { en: 'it expired at the provider', id: 'kedaluwarsa di penyedia' },
  invalid_account: { en: 'the account does not exist', id: 'rekening tidak ada' },
  blacklisted: { en: 'the account is blocked', id: 'rekening diblokir' },
  declined: { en: 'the bank declined it', id: 'ditolak bank' },
  inquiry_unavailable: {
    en: 'the provider gave no usable response to the inquiries',
    id: 'penyedia tidak memberi jawaban yang dapat dipakai atas inquiry',
  },
  returned: { en: 'the money came back', id: 'uangnya kembali' },
  resolved_failed: { en: 'a person found that it was not paid', id: 'seseorang memastikan tidak dibayar' },
};

/** The requests to a provider. */
export const STEP_PHRASES: Readonly<Record<string, Phrase>> = {
  inquiry: { en: 'the inquiry', id: 'inquiry' },
  transfer: { en: 'the transfer', id: 'transfer' },
  status: { en: 'the status check', id: 'pengecekan status' },
};

/** What an response of a provider, or a callback, means. */
export const OUTCOME_PHRASES: Readonly<Record<string, Phrase>> = {
  passed: { en: 'passed', id: 'lolos' },
  paid: { en: 'paid', id: 'dibayar' },
  accepted: { en: 'accepted', id: 'diterima' },
  refused: { en: 'refused', id: 'ditolak' },
  ambiguous: { en: 'unclear', id: 'tidak jelas' },
  not_sent: { en: 'not sent', id: 'tidak terkirim' },
  processing: { en: 'in progress', id: 'sedang diproses' },
  not_found: { en: 'not found', id: 'tidak ditemukan' },
  no_information: { en: 'no information', id: 'tidak ada informasi' },
  unavailable: { en: 'no usable response', id: 'tidak ada jawaban yang dapat dipakai' },
  returned: { en: 'returned', id: 'dikembalikan' },
  failed: { en: 'failed', id: 'gagal' },
  pending: { en: 'pending', id: 'tertunda' },
  unknown: { en: 'unknown', id: 'tidak diketahui' },
};
