import pg from 'pg';
import { APP_SEQUENCES, APP_TABLES } from './app-grants.js';

/** The role cannot be used for the service; the message names the reason and the remedy. */
export class UnusableRoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusableRoleError';
  }
}

/**
 * Grants a role the rights of the service on the migrated schema, and nothing else: earlier grants on our tables are revoked
 * first. Does not affect other roles, and is idempotent.
 *
 * @param tx a transaction of the tables' owner, so that a running service never loses its rights in between
 * @throws UnusableRoleError when the role does not exist, or has more rights than a revoke could remove
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
    throw new UnusableRoleError(`there is no role ${role}: create it first, as docs/DATABASE_ROLES.md shows`);
  }
  if (found.is_super)
    throw new UnusableRoleError(`${role} is a superuser, whose rights cannot be revoked: use another role`);
  if (found.owns) {
    throw new UnusableRoleError(
      `${role} owns the tables or can act as their owner: use another role, as docs/DATABASE_ROLES.md shows`,
    );
  }
  if (found.creates) {
    throw new UnusableRoleError(
      `${role} may create tables in the schema public, perhaps because PUBLIC may: as the schema's owner, run \`revoke create on schema public from public, ${role}\``,
    );
  }
}
