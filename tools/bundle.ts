/**
 * `node dist/tools/bundle.js`, a part of `npm run build`: makes one program of dist/apps/NAME/src/main.js and of all the packages that it
 * uses, in dist/programs/NAME.js. A service that loads 3,000 files one by one takes half a second longer to start, and 30 MB more.
 * docs/adr/0033-programs-are-bundled.md
 */
import { readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

const PROGRAMS = ['api', 'worker', 'cli', 'sandbox'];
const DIST = path.resolve(import.meta.dirname, '..');
const FOLDER = path.join(DIST, 'programs');

/** Asked for by packages that do without them, or looked for as files when they are needed. */
const NOT_BUNDLED = [
  // Optional parts of Nest, TypeORM and the driver, which are not installed.
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@fastify/multipart',
  '@fastify/view',
  'class-transformer',
  'pg-native',
  // The command line's packages can read a configuration written in TypeScript, and format it; ours is not.
  'typescript',
  'prettier',
  // Files that a browser gets.
  'swagger-ui-dist',
  // Starts a process by the path of a file beside it.
  '#local-postgres',
];

/** Node reads the maps of a program when it starts. Of a file of a package, ours has only the name: a tenth of the size. */
const briefMapOfPackages: Plugin = {
  name: 'brief-map-of-packages',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/.*\.[cm]?js$/ }, async ({ path: file }) => {
      const map = JSON.stringify({ version: 3, sources: [path.basename(file)], mappings: 'AAAA' });
      const comment = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
      return { contents: `${await readFile(file, 'utf8')}\n${comment}`, loader: 'js' };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: DIST,
  entryPoints: PROGRAMS.map((name) => ({ in: `apps/${name}/src/main.js`, out: name })),
  outdir: FOLDER,
  chunkNames: 'shared-[hash]',
  bundle: true,
  // A program checks the version of Node before it loads the rest.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  external: NOT_BUNDLED.flatMap((name) => [name, `${name}/*`]),
  // Nest and TypeORM name things after classes.
  keepNames: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  plugins: [briefMapOfPackages],
  metafile: true,
  logLevel: 'warning',
});

const made = new Set(Object.keys(metafile.outputs).map((file) => path.basename(file)));
for (const name of readdirSync(FOLDER)) if (!made.has(name)) rmSync(path.join(FOLDER, name));
