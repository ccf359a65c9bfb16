// Lets Node run the TypeScript of this repository as it is: the hooks for `node --import` that the tests run with.
import './keep-worker-data.mjs';
import { readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const { exclude: _tests, ...options } = JSON.parse(readFileSync(new URL('../.swcrc', import.meta.url), 'utf8'));

setSourceMapsSupport(true);
registerHooks({
  resolve(specifier, context, next) {
    // A source imports its neighbour by the name which that has when it is built.
    if (context.parentURL?.includes('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier)) {
      try {
        return next(specifier.replace(/\.js$/, '.ts'), context);
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      }
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    const { protocol, pathname } = new URL(url);
    if (protocol !== 'file:' || !pathname.endsWith('.ts') || pathname.includes('/node_modules/'))
      return next(url, context);
    const filename = fileURLToPath(new URL(pathname, url));
    const source = transformSync(readFileSync(filename, 'utf8'), {
      ...options,
      filename,
      swcrc: false,
      sourceMaps: 'inline',
    });
    return { format: 'module', source: source.code, shortCircuit: true };
  },
});
