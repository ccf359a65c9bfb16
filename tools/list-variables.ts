/** Every environment variable there is, read from the configuration schemas; the example file and a test rest on it. */
import { z } from 'zod';
import { settingsSchema } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';

export interface Variable {
  readonly name: string;
  /** Empty when there is none. */
  readonly fallback: string;
  readonly meaning: string;
  /** The provider it belongs to; null: Salur's own. */
  readonly provider: string | null;
}

/** In the order of the schemas, each once. */
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
