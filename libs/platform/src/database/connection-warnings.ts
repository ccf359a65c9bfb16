import type { DataSource } from 'typeorm';

/** Whether the role that the service connects as may do no more than the service does. */
export type RoleVerdict = 'restricted' | 'unrestricted';

/** The hosts that a connection does not leave the machine for. */
const LOCAL_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|)$/;

/** @returns `unrestricted` for a superuser, an owner of the tables, and whoever may change or create some */
export async function judgeRole(dataSource: DataSource): Promise<RoleVerdict> {
  const [role]: { may: boolean }[] = await dataSource.query(
    `select rolsuper or has_schema_privilege('public', 'create')
       or exists (select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member'))
       or has_table_privilege('audit_entry', 'update, delete, truncate') as may
     from pg_roles where rolname = current_user`,
  );
  return role?.may === false ? 'restricted' : 'unrestricted';
}

/**
 * What a production service should not have to be told of its connection; each one sentence with its remedy. None for a
 * database on the same machine, as far as encryption goes.
 */
export function connectionWarnings(databaseUrl: string, role: RoleVerdict): string[] {
  const { hostname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get('host') ?? hostname;
  const isLocal = LOCAL_HOST.test(host) || host.startsWith('/');
  const isVerified = searchParams.get('sslmode') === 'verify-full';
  return [
    ...(role === 'unrestricted'
      ? [
          'the database role of this service may change the schema and rewrite history: give it one that may not, see docs/DATABASE_ROLES.md',
        ]
      : []),
    ...(isLocal || isVerified
      ? []
      : ['the connection to PostgreSQL does not check whom it speaks to: add sslmode=verify-full to DATABASE_URL']),
  ];
}
