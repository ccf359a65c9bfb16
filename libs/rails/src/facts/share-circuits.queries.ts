/**
 * Adds what one process learned to what all know. A row with an answer counts silences from there. Parameters: providers, silences,
 * whether answered, whether tested, silences that open a circuit, milliseconds until it is half open.
 */
export const SHARE = `
  insert into provider_circuit as known
    (provider, silences, opened_at, half_open_at, last_answer_at, last_silence_at)
  select provider, silences,
    case when silences >= $5 then now() end,
    case when silences > 0 or tested then now() + $6::double precision * interval '1 millisecond' end,
    case when answered then now() end,
    case when silences > 0 then now() end
  from unnest($1::text[], $2::integer[], $3::boolean[], $4::boolean[]) as news (provider, silences, answered, tested)
  order by provider
  on conflict (provider) do update set
    silences = excluded.silences + case when excluded.last_answer_at is null then known.silences else 0 end,
    opened_at = case
      when excluded.last_answer_at is not null then excluded.opened_at
      when known.silences + excluded.silences >= $5 then coalesce(known.opened_at, now()) end,
    half_open_at = coalesce(excluded.half_open_at,
      case when excluded.last_answer_at is null then known.half_open_at end),
    last_answer_at = coalesce(excluded.last_answer_at, known.last_answer_at),
    last_silence_at = coalesce(excluded.last_silence_at, known.last_silence_at)`;

/** What all processes know. */
export const KNOWN = `
  select provider, silences, opened_at as "openedAt", last_answer_at as "lastAnswerAt", last_silence_at as "lastSilenceAt",
    coalesce(extract(epoch from half_open_at - now())::float8 * 1000, 0) as "halfOpenInMs"
  from provider_circuit`;
