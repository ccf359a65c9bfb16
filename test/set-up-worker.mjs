// Runs once in each process that runs test files.
import 'reflect-metadata';

// Without it a process with an open connection would outlive the run, also a run that was killed.
process.once('disconnect', () => process.exit());

/** Far longer than any test takes: a busy machine makes tests slow and never red. */
const LIMIT_MS = 300_000;
let running = '';
let since = performance.now();

// The runner has no time limit for a test. Its file becomes red by the end of its process, and the other files go on.
setInterval(() => {
  const { testPath, currentTestName } = expect.getState();
  const name = `${testPath}: ${currentTestName}`;
  if (name !== running) [running, since] = [name, performance.now()];
  if (performance.now() - since < LIMIT_MS) return;
  process.stderr.write(`not over after ${LIMIT_MS / 1_000} s: ${name}\n`);
  process.exit(1);
}, 1_000).unref();
