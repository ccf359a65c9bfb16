import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const KEYS = /\bkey:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g;

/** A body with the name of the actor in one of its fields beside it: `actor` and `actorName`. */
export type WithActorName<T, Field extends string> = T & { readonly [name in `${Field}Name`]: string | null };

/**
 * Names the actors of the history and the audit trail for people, as the function `name_of` of the database does. The actor itself
 * stays beside its name.
 */
@Injectable()
export class NameActors {
  constructor(private readonly dataSource: DataSource) {}

  /** The names by actor; null has none. One statement, or none. */
  async namesOf(actors: Iterable<string | null>): Promise<ReadonlyMap<string | null, string>> {
    const distinct = [...new Set(actors)].filter((actor) => actor !== null);
    const rows: { actor: string; name: string }[] =
      distinct.length === 0
        ? []
        : await this.dataSource.query(`select actor, name_of(actor) as name from unnest($1::text[]) as actor`, [
            distinct,
          ]);
    return new Map(rows.map(({ actor, name }) => [actor, name]));
  }

  /** Adds the names of the actors in a field to bodies. */
  async named<Field extends string, T extends { readonly [name in Field]: string | null }>(
    field: Field,
    bodies: readonly T[],
  ): Promise<WithActorName<T, Field>[]> {
    const names = await this.namesOf(bodies.map((body) => body[field]));
    return bodies.map(
      (body) => ({ ...body, [`${field}Name`]: names.get(body[field]) ?? null }) as WithActorName<T, Field>,
    );
  }

  /** Adds the names of actors to a body of any shape, beside each field of {@link ACTOR_FIELDS}. */
  async inBody(body: unknown): Promise<unknown> {
    const actors = new Set<string | null>();
    eachActor(body, (actor) => actors.add(actor));
    return withNames(body, await this.namesOf(actors));
  }

  /** A text for people in which each key has its name in front of it: `Budi (key:<id>)`. */
  async inText(text: string): Promise<string> {
    const names = await this.namesOf(text.match(KEYS) ?? []);
    return text.replace(KEYS, (key) => (names.get(key) === key ? key : `${names.get(key)} (${key})`));
  }
}

/** Fields that have an actor, in the bodies that commands print. */
const ACTOR_FIELDS: ReadonlySet<string> = new Set([
  'actor',
  'by',
  'confirmedBy',
  'closedBy',
  'importedBy',
  'withdrawnBy',
]);
/** What others have put together: a field of theirs with such a name is none of ours. */
const THEIRS: ReadonlySet<string> = new Set(['metadata', 'detail', 'details']);

function eachActor(value: unknown, found: (actor: string | null) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [field, part] of Object.entries(value)) {
    if (isActor(field, part)) found(part);
    else if (!THEIRS.has(field)) eachActor(part, found);
  }
}

function withNames(value: unknown, names: ReadonlyMap<string | null, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withNames(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).flatMap(([field, part]): [string, unknown][] => {
    if (isActor(field, part))
      return [
        [field, part],
        [`${field}Name`, names.get(part) ?? null],
      ];
    return [[field, THEIRS.has(field) ? part : withNames(part, names)]];
  });
  return Object.fromEntries(fields);
}

function isActor(field: string, value: unknown): value is string | null {
  return ACTOR_FIELDS.has(field) && (value === null || typeof value === 'string');
}
