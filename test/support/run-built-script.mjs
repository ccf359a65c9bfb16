// What `npm` and `npx` are to the commands of documents while tests run them: everything is installed and built already, and
// building again would change files that other processes of the test are about to load. `npx salur` runs in the process of the
// test, which has loaded it once: see guide-reader.ts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';

const ROOT = path.resolve(import.meta.dirname, '../..');
const [program, ...words] = process.argv.slice(2);
const WITHOUT_DATABASE = ['ci', 'sandbox'];

function runNpm([first, ...others]) {
  if (first === 'ci') return 0;
  const [name, ...rest] = first === 'run' ? others : [first, ...others];
  refuseOwnData(name);
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const script = scripts[name]?.replace(/^npm run build && /, 'exec ');
  if (script === undefined) throw new Error(`there is no script ${name}`);
  const shell = ['-c', `${script} "$@"`, name, ...(rest[0] === '--' ? rest.slice(1) : rest)];
  return spawnSync('sh', shell, { cwd: ROOT, stdio: 'inherit' }).status ?? 1;
}

async function runSalur([command, ...others]) {
  if (command !== 'salur') throw new Error(`npx runs salur here, not ${command}`);
  refuseOwnData(command);
  const { promise, resolve, reject } = Promise.withResolvers();
  const asked = request({ socketPath: process.env.GUIDES_SOCKET, method: 'POST' }, resolve).on('error', reject);
  asked.end(JSON.stringify({ words: others, environment: process.env }));
  const { code, stdout, stderr } = await json(await promise);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return code ?? 1;
}

/** Without DATABASE_URL Salur uses the data below .data: that belongs to the owner of this checkout. */
function refuseOwnData(name) {
  if (!process.env.DATABASE_URL && !WITHOUT_DATABASE.includes(name)) throw new Error(`${name} needs DATABASE_URL here`);
}

process.exitCode = program === 'npx' ? await runSalur(words) : runNpm(words);
