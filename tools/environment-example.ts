import { listVariables } from './list-variables.js';

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
