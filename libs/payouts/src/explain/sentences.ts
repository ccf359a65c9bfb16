/**
 * Everything that an explanation can say, in every language. A slot such as `{until}` stands for a value: a time in WIB, rupiah, a
 * name, a provider. A test holds that all languages of a sentence have the same slots.
 */
export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];

export const SENTENCES = {
  // created
  accepted: {
    en: 'Salur accepted it at {at}.',
    id: 'Salur menerima pembayaran ini pada {at}.',
  },
  starts_again: {
    en: 'An earlier attempt ended without a payment. It started again on {rail} at {at}.',
    id: 'Percobaan sebelumnya berakhir tanpa pembayaran. Pembayaran ini dimulai lagi lewat {rail} pada {at}.',
  },
  inquiry_unanswered: {
    en: '{provider} gave no usable response to {tries} of at most {most} inquiries. No money has moved.',
    id: '{provider} belum memberi jawaban yang dapat dipakai atas {tries} dari paling banyak {most} inquiry. Belum ada uang yang berpindah.',
  },
  next_inquiry: {
    en: 'A worker asks {provider} about the recipient next.',
    id: 'Berikutnya worker menanyakan data penerima kepada {provider}.',
  },
  next_inquiry_at: {
    en: 'A worker asks {provider} again at {due}.',
    id: 'Worker menanyakannya lagi kepada {provider} pada {due}.',
  },
  // inquired
  account_found: {
    en: 'The account is in the name of {name}.',
    id: 'Rekening tujuan atas nama {name}.',
  },
  recipient_accepted: {
    en: '{provider} accepts the recipient.',
    id: '{provider} menerima data penerima.',
  },
  confirmed: {
    en: '{actor} confirmed it at {at}.',
    id: '{actor} mengonfirmasinya pada {at}.',
  },
  not_sent: {
    en: 'The last transfer did not leave Salur, so no money moved.',
    id: 'Transfer terakhir tidak keluar dari Salur, jadi tidak ada uang yang berpindah.',
  },
  next_transfer: {
    en: 'A worker sends the transfer next.',
    id: 'Berikutnya worker mengirim transfer.',
  },
  next_transfer_at: {
    en: 'A worker sends the transfer at {due}.',
    id: 'Worker mengirim transfer pada {due}.',
  },
  // a person is missing
  name_differs: {
    en: 'The account is in the name of {name}; the order names {expected}.',
    id: 'Rekening tujuan atas nama {name}; perintah bayar menyebut {expected}.',
  },
  name_differs_erased: {
    en: 'The account is in another name than the order says.',
    id: 'Nama pemilik rekening berbeda dari nama di perintah bayar.',
  },
  client_asked: {
    en: 'The order asks for a confirmation before the transfer.',
    id: 'Perintah bayar meminta konfirmasi sebelum transfer.',
  },
  second_person: {
    en: 'From {from} on two people decide: its maker, and another person who confirms it.',
    id: 'Mulai {from} diperlukan dua orang: pembuatnya, dan orang lain yang mengonfirmasinya.',
  },
  second_person_not_by_name: {
    en: '{actor} confirmed it at the command line, which takes any name. From {from} on the confirmation needs a key of a second person.',
    id: '{actor} mengonfirmasinya lewat command line, yang menerima nama apa pun. Mulai {from} konfirmasi memerlukan kunci API milik orang kedua.',
  },
  second_person_not_maker: {
    en: '{actor} created it and confirmed it. From {from} on another person has to confirm it.',
    id: '{actor} membuat dan mengonfirmasinya. Mulai {from} harus orang lain yang mengonfirmasinya.',
  },
  doubted: {
    en: 'A callback of {provider} says that an earlier transfer was paid, which {provider} had refused.',
    id: 'Callback dari {provider} menyatakan transfer sebelumnya berhasil, padahal {provider} telah menolaknya.',
  },
  next_approval: {
    en: 'It is sent after a person confirms it. Without a decision Salur cancels it at {until}.',
    id: 'Pembayaran dikirim setelah seseorang mengonfirmasinya. Tanpa keputusan, Salur membatalkannya pada {until}.',
  },
  next_second_person: {
    en: 'It is sent after a second person confirms it with a key of their own. Without a decision Salur cancels it at {until}.',
    id: 'Pembayaran dikirim setelah orang kedua mengonfirmasinya dengan kunci API sendiri. Tanpa keputusan, Salur membatalkannya pada {until}.',
  },
  next_doubted: {
    en: 'A person asks {provider} whether that transfer was paid, and confirms this payout only if it was not. Without a decision Salur cancels it at {until}.',
    id: 'Seseorang menanyakan kepada {provider} apakah transfer itu berhasil, dan mengonfirmasi pembayaran ini hanya bila tidak. Tanpa keputusan, Salur membatalkannya pada {until}.',
  },
  // hours and funds
  window: {
    en: '{rail} is closed until {until}.',
    id: '{rail} tutup sampai {until}.',
  },
  working_day: {
    en: '{rail} is closed until its next working day, {until}.',
    id: '{rail} tutup sampai hari kerja berikutnya, {until}.',
  },
  window_unknown: {
    en: '{rail} is closed, and the calendar does not say when it opens.',
    id: '{rail} sedang tutup, dan kalender belum menyebut kapan buka.',
  },
  next_window: {
    en: 'Salur continues when the rail opens. Until then a person can cancel it.',
    id: 'Salur melanjutkannya saat jalur itu buka. Sampai saat itu seseorang dapat membatalkannya.',
  },
  funds: {
    en: 'The balance at {provider} does not cover it and the payouts before it.',
    id: 'Saldo di {provider} tidak cukup untuk pembayaran ini dan pembayaran sebelumnya.',
  },
  next_funds: {
    en: 'Add funds at {provider}: it continues in its turn when a new balance covers it. Without funds Salur cancels it at {until}; until then a person can cancel it.',
    id: 'Isi saldo di {provider}: pembayaran dilanjutkan sesuai giliran bila saldo baru mencukupi. Tanpa dana, Salur membatalkannya pada {until}; sampai saat itu seseorang dapat membatalkannya.',
  },
  next_funds_open: {
    en: 'Add funds at {provider}: it continues in its turn when a new balance covers it. A person can cancel it.',
    id: 'Isi saldo di {provider}: pembayaran dilanjutkan sesuai giliran bila saldo baru mencukupi. Seseorang dapat membatalkannya.',
  },
  // with the provider
  sending: {
    en: 'Salur recorded the transfer at {at} and sends it. {provider} has not responded yet.',
    id: 'Salur mencatat transfer pada {at} dan sedang mengirimnya. {provider} belum menjawab.',
  },
  pending_accepted: {
    en: '{provider} accepted the transfer and has not said yet how it ended.',
    id: '{provider} menerima transfer dan belum menyatakan hasil akhirnya.',
  },
  pending_ambiguous: {
    en: 'The response of {provider} to the transfer is unclear: it may be paid. Do not pay it another way.',
    id: 'Jawaban {provider} atas transfer tidak jelas: mungkin sudah dibayar. Jangan membayarnya dengan cara lain.',
  },
  next_check: {
    en: 'Salur asks {provider} for the status at {due}. It never sends the transfer again.',
    id: 'Salur menanyakan statusnya kepada {provider} pada {due}. Transfer tidak pernah dikirim ulang.',
  },
  next_check_soon: {
    en: 'Salur asks {provider} for the status next. It never sends the transfer again.',
    id: 'Berikutnya Salur menanyakan statusnya kepada {provider}. Transfer tidak pernah dikirim ulang.',
  },
  to_review: {
    en: 'Without a clear response a person decides from {until} on.',
    id: 'Tanpa jawaban yang jelas, mulai {until} seseorang yang memutuskan.',
  },
  // review
  review_unresolved: {
    en: '{provider} gave no clear response for too long.',
    id: '{provider} terlalu lama tidak memberi jawaban yang jelas.',
  },
  review_not_found: {
    en: '{provider} says that it does not know the transfer.',
    id: '{provider} menyatakan tidak mengenal transfer ini.',
  },
  review_contradicted: {
    en: '{provider} gave two responses that contradict each other.',
    id: '{provider} memberi dua jawaban yang bertentangan.',
  },
  next_review: {
    en: 'A person asks {provider} whether it was paid, and resolves it with proof. Waiting loses nothing.',
    id: 'Seseorang menanyakan kepada {provider} apakah sudah dibayar, lalu menyelesaikannya dengan bukti. Menunggu tidak merugikan.',
  },
  next_review_number: {
    en: 'A person asks {provider} whether our number {number} was paid, and resolves it with proof. Waiting loses nothing.',
    id: 'Seseorang menanyakan kepada {provider} apakah nomor kami {number} sudah dibayar, lalu menyelesaikannya dengan bukti. Menunggu tidak merugikan.',
  },
  next_proposal: {
    en: '{actor} has proposed a resolution; a second person has to send the same.',
    id: '{actor} telah mengusulkan penyelesaian; orang kedua harus mengirim yang sama.',
  },
  next_review_check: {
    en: 'Salur asks {provider} again at {due}.',
    id: 'Salur menanyakannya lagi kepada {provider} pada {due}.',
  },
  // ends
  succeeded: {
    en: 'It was paid at {at}. Proof: {proof}.',
    id: 'Sudah dibayar pada {at}. Bukti: {proof}.',
  },
  failed: {
    en: 'It failed at {at}: {reason}. It was not paid. Proof: {proof}.',
    id: 'Gagal pada {at}: {reason}. Tidak dibayar. Bukti: {proof}.',
  },
  returned: {
    en: 'It was paid, and the money came back; Salur learned it at {at}. Proof: {proof}.',
    id: 'Sudah dibayar, lalu uangnya kembali; Salur mengetahuinya pada {at}. Bukti: {proof}.',
  },
  cancelled: {
    en: 'It was cancelled at {at}. No transfer of it was paid.',
    id: 'Dibatalkan pada {at}. Tidak ada transfernya yang dibayar.',
  },
  cancelled_by: {
    en: '{actor} cancelled it at {at}. No transfer of it was paid.',
    id: '{actor} membatalkannya pada {at}. Tidak ada transfernya yang dibayar.',
  },
  cancelled_undecided: {
    en: 'Salur cancelled it at {at}, because the decision of a person did not come in time. No transfer of it was paid.',
    id: 'Salur membatalkannya pada {at} karena keputusan seseorang tidak datang tepat waktu. Tidak ada transfernya yang dibayar.',
  },
  cancelled_no_funds: {
    en: 'Salur cancelled it at {at}, because funds did not come in time. No transfer of it was paid.',
    id: 'Salur membatalkannya pada {at} karena dana tidak tersedia tepat waktu. Tidak ada transfernya yang dibayar.',
  },
  resolved_by: {
    en: '{actor} decided it: {reason}',
    id: '{actor} memutuskannya: {reason}',
  },
  provider_said: {
    en: '{provider} says: {words}.',
    id: '{provider} menyatakan: {words}.',
  },
  next_recheck: {
    en: 'Salur asks {provider} once more at {due}, in case the response changes.',
    id: 'Salur menanyakannya sekali lagi kepada {provider} pada {due}, untuk berjaga-jaga bila jawabannya berubah.',
  },
  next_nothing: {
    en: 'Nothing more happens.',
    id: 'Tidak ada tindakan lagi.',
  },
  next_replace: {
    en: 'To pay it after all, create a new payout that names this one in replacesPayoutId.',
    id: 'Untuk tetap membayarnya, buat pembayaran baru yang menyebut pembayaran ini di replacesPayoutId.',
  },
  // what was found, and who works
  last_response: {
    en: '{provider} last responded at {at}, to {step}: {outcome}.',
    id: '{provider} terakhir menjawab pada {at}, atas {step}: {outcome}.',
  },
  unanswered: {
    en: 'Salur last asked {provider} at {at} and got no response.',
    id: 'Salur terakhir bertanya kepada {provider} pada {at} dan tidak mendapat jawaban.',
  },
  called: {
    en: 'The last callback of {provider}, at {at}, says: {hint}.',
    id: 'Callback terakhir dari {provider}, pada {at}, menyatakan: {hint}.',
  },
  refused_before: {
    en: 'Transfers of it that were refused and not paid: {count}.',
    id: 'Transfernya yang ditolak dan tidak dibayar: {count}.',
  },
  overdue: {
    en: 'It is due since {due} and waits for a free worker.',
    id: 'Sudah jatuh tempo sejak {due} dan menunggu worker yang bebas.',
  },
  no_worker: {
    en: 'No worker runs, so nothing happens until one starts.',
    id: 'Tidak ada worker yang berjalan, jadi tidak ada yang terjadi sampai ada yang dimulai.',
  },
  no_worker_since: {
    en: 'No worker runs, so nothing happens until one starts. The last one was seen at {at}.',
    id: 'Tidak ada worker yang berjalan, jadi tidak ada yang terjadi sampai ada yang dimulai. Worker terakhir terlihat pada {at}.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type SentenceName = keyof typeof SENTENCES;
/** The slots of a sentence, by the names between its braces. */
type SlotsOf<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsOf<Rest> : never;
export type Slots<Name extends SentenceName> = Readonly<Record<SlotsOf<(typeof SENTENCES)[Name]['en']>, string>>;

/** Fills the slots of a sentence. */
export function sentence<Name extends SentenceName>(name: Name, language: Language, slots: Slots<Name>): string {
  const values = slots as Readonly<Record<string, string>>;
  return SENTENCES[name][language].replace(/\{(\w+)\}/g, (_, slot: string) => values[slot] ?? '');
}
