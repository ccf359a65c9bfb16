/**
 * `npm run new:provider NAME`: a provider's folder that works, to be changed piece by piece into a real one. With
 * `-- --register` it is put into the registry, too. docs/PROVIDERS.md goes on from there.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { PROVIDERS_FOLDER, problemWithName } from './provider-name.js';
import { REGISTRY, registerProvider, registryLine, writeProvider } from './write-provider.js';

const USAGE = 'npm run new:provider NAME            or, to register it too: npm run new:provider NAME -- --register';

process.exitCode = run(process.argv.slice(2), process.cwd());

function run(words: string[], root: string): number {
  const asked = readWords(words);
  const problem = asked === null ? USAGE : problemWithName(asked.name, root);
  if (asked === null || problem !== null) {
    console.error(problem);
    return 1;
  }
  const { name, register } = asked;
  const files = writeProvider(name, root);
  if (register) registerProvider(name, root);
  format([`${PROVIDERS_FOLDER}/${name}`, ...(register ? [REGISTRY] : [])], root);
  console.log([...files.map((file) => `wrote ${file}`), '', ...whatNext(name, register)].join('\n'));
  return 0;
}

function readWords(words: string[]): { name: string; register: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { register: { type: 'boolean', default: false } },
    });
    const [name, ...rest] = positionals;
    return name === undefined || rest.length > 0 ? null : { name, register: values.register };
  } catch {
    return null;
  }
}

/** Another name makes other lines too long, or short enough. */
function format(paths: readonly string[], root: string): void {
  const { status } = spawnSync('node_modules/.bin/biome', ['check', '--write', ...paths], {
    cwd: root,
    stdio: 'ignore',
  });
  if (status !== 0) console.error('Could not format what was written: npm run format');
}

function whatNext(name: string, registered: boolean): string[] {
  const line = registryLine(name);
  const steps = [
    registered
      ? `${REGISTRY} has it.`
      : `Register it: in ${REGISTRY} add ${line.entry} to PROVIDERS, and\n     ${line.import}`,
    `It passes as it is: npm test -- ${PROVIDERS_FOLDER}/${name}`,
    `Replace what is made up, piece by piece: grep -rn REPLACE ${PROVIDERS_FOLDER}/${name}`,
    'List the codes of its documents in test/delivery/documented-codes.json.',
    'npm run gen && npm run check    (.env.example and docs/CODES.md get what is its)',
    'Then docs/PROVIDERS.md: the sandbox, and the review list.',
  ];
  return steps.map((step, index) => `  ${index + 1}. ${step}`);
}
