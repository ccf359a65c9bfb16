// What `npm` and `npx` are to the commands of documents while tests run them: everything is installed and built already, and
// building again would change files that other processes of the test are about to load.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const { scripts, bin } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const [program, ...words] = process.argv.slice(2);

function commandOf() {
  if (program === 'npx') return [process.execPath, [path.join(ROOT, bin[words[0]]), ...words.slice(1)]];
  if (words[0] === 'ci') return ['true', []];
  const [name, ...rest] = words[0] === 'run' ? words.slice(1) : words;
  const script = scripts[name]?.replace(/^npm run build && /, 'exec ');
  if (script === undefined) throw new Error(`there is no script ${name}`);
  return [
    'sh',
    ['-c', `${script} "$@"`, name, ...rest.filter((word, index) => index > 0 || word !== '--')],
    { cwd: ROOT },
  ];
}

/** On a busy machine a connection may take longer than the two seconds that a command waits for it: nothing was done then. */
const NOT_CONNECTED = /PostgreSQL cannot be used/;
const ATTEMPTS = 5;

function run(attemptsLeft) {
  const [command, commandWords, options] = commandOf();
  const isCommandLine = program === 'npx';
  const stdio = isCommandLine ? ['inherit', 'inherit', 'pipe'] : 'inherit';
  const { status, stderr } = spawnSync(command, commandWords, { stdio, encoding: 'utf8', ...options });
  if (isCommandLine && status !== 0 && NOT_CONNECTED.test(stderr) && attemptsLeft > 1) return run(attemptsLeft - 1);
  process.stderr.write(stderr ?? '');
  return status ?? 1;
}

process.exit(run(ATTEMPTS));
