#!/usr/bin/env node
// `npx salur ...` in a clone, and `salur ...` in the image: starts the command line, built and on a Node that it runs on.
// This file itself runs on whatever Node the machine has.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = 24;
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = path.join(ROOT, 'dist/programs/cli.js');
/** The Node that npm brings. */
const OWN_NODE = path.join(ROOT, 'node_modules/node/bin/node');
const COMPILER = path.join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
const SOURCES = ['apps', 'libs', 'tools'];

function fail(sentence) {
  process.stderr.write(`salur: ${sentence}\n`);
  process.exit(1);
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath;
  if (existsSync(OWN_NODE)) return OWN_NODE;
  return fail(
    `this needs Node ${OLDEST_NODE} or newer and runs on ${process.version}: run npm ci, which brings its own`,
  );
}

/** A build that is older than its sources would do what the code of before did. An image has no sources. */
function mustBuild() {
  const built = statSync(MAIN, { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((folder) => hasNewer(path.join(ROOT, folder), built.mtimeMs));
}

function hasNewer(folder, thanMs) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('spec.ts'))
    .some((name) => statSync(path.join(folder, name)).mtimeMs > thanMs);
}

function build(node) {
  if (!existsSync(COMPILER)) fail('this is not built, and the compiler is not installed: run npm ci and npm run build');
  try {
    // Its words go to standard error: what is on standard output belongs to the command.
    for (const step of [[COMPILER, ...SOURCES, '-d', 'dist', '--quiet'], ['dist/tools/bundle.js']])
      execFileSync(node, step, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  } catch {
    fail(`${ROOT} could not be built: run npm run build there and see why`);
  }
}

const node = findNode();
if (mustBuild()) build(node);
// The embedded PostgreSQL of development is found below the folder that `npm start` runs in.
process.chdir(ROOT);
if (node === process.execPath) {
  await import(pathToFileURL(MAIN).href);
} else {
  const child = spawn(node, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both, and the command alone decides; other signals are passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} could not be started (${error.message}): run npm ci again`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}
