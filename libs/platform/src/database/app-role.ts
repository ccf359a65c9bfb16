import pg from 'pg';
import { APP_SEQUENCES, APP_TABLES } from './app-grants.js';

/** The role cannot be the service's; the message says why, and the remedy. */
export class UnusableRoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusableRoleError';
  }
}

/**
 * Lets a role do what the service does, and nothing else, on the migrated schema: whatever it was granted before on our
 * tables is taken first. Changes nothing for anybody else, and can be repeated.
 *
 * @param tx a transaction, so that no running service is without its rights meanwhile; of the role that owns the tables
 * @throws UnusableRoleError when there is no such role, or it may do more than any grant could take from it
 */
export async function grantToAppRole(tx: pg.ClientBase, role: string): Promise<void> {
  await assertUsable(tx, role);
  for (const statement of grants(pg.escapeIdentifier(role))) await tx.query(statement);
}

function grants(role: string): string[] {
  return [
    `revoke all on all tables in schema public from ${role}`,
    `revoke all on all sequences in schema public from ${role}`,
    `grant usage on schema public to ${role}`,
    ...Object.entries(APP_TABLES).map(([table, rights]) => `grant ${rights.join(', ')} on ${table} to ${role}`),
    ...APP_SEQUENCES.map((sequence) => `grant usage on sequence ${sequence} to ${role}`),
  ];
}

async function assertUsable(tx: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await tx.query<{ is_super: boolean; owns: boolean; creates: boolean }>(
    `select rolsuper as is_super,
       exists (select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(rolname, relowner, 'member')) as owns,
       has_schema_privilege(rolname, 'public', 'create') as creates
     from pg_roles where rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (found === undefined) {
    throw new UnusableRoleError(`there is no role ${role}: make it first, as docs/DATABASE_ROLES.md shows`);
  }
  if (found.is_super)
    throw new UnusableRoleError(`${role} is a superuser, whom no right can be taken from: take another`);
  if (found.owns) {
    throw new UnusableRoleError(
      `${role} is, or may act as, the owner of the tables: take another, as docs/DATABASE_ROLES.md shows`,
    );
  }
  if (found.creates) {
    throw new UnusableRoleError(
      `${role} may create tables in the schema public, perhaps because everybody may: as its owner, run \`revoke create on schema public from public, ${role}\``,
    );
  }
}
