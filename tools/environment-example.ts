import { z } from 'zod';
import { settingsSchema } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';

/** The configuration refuses it outside tests. */
const FOR_TESTS_ONLY = ['CRASH_POINT'];

const HEAD = `# Written by \`npm run gen\` from the configuration schemas; do not edit. All variables, with their defaults.
# An empty variable counts as absent; NAME_FILE names a file that has the value. Copy this to .env and load it: set -a; . ./.env; set +a; npm start
`;

/** The text of .env.example: names, defaults and what each is for. No variable that holds a secret has a default. */
export function environmentExample(): string {
  const variables = listVariables().filter(({ name }) => !FOR_TESTS_ONLY.includes(name));
  const sections = Map.groupBy(variables, ({ provider }) => provider ?? 'Salur');
  const texts = [...sections].map(([section, members]) =>
    [
      `# --- ${section} ---`,
      ...members.map(({ name, fallback, meaning }) => `# ${meaning}\n${name}=${fallback}`),
      '',
    ].join('\n'),
  );
  return [HEAD, ...texts].join('\n');
}

export interface Variable {
  readonly name: string;
  /** Empty when there is none. */
  readonly fallback: string;
  readonly meaning: string;
  /** The provider it belongs to; null: Salur's own. */
  readonly provider: string | null;
}

/** Every environment variable there is, read from the configuration schemas in their order, each once. */
export function listVariables(): Variable[] {
  const parts = [
    { provider: null, schema: settingsSchema },
    ...PROVIDERS.map(({ name, environment }) => ({ provider: name, schema: environment })),
  ];
  const variables = parts.flatMap(({ provider, schema }) =>
    Object.entries(propertiesOf(schema)).map(([name, { default: fallback = '', description = '' }]) => ({
      name,
      fallback: String(fallback),
      meaning: description,
      provider,
    })),
  );
  // Providers read NODE_ENV too; it is listed where it belongs.
  return variables.filter(({ name }, index) => variables.findIndex((other) => other.name === name) === index);
}

function propertiesOf(schema: z.ZodType): Record<string, { default?: unknown; description?: string }> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return properties as Record<string, { default?: unknown; description?: string }>;
}
