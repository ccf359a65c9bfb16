import { globSync, readFileSync } from 'node:fs';

// nest-commander requires Nest, which is ESM: the test runner cannot do that while another module loads Nest.
await import('@nestjs/core');
const { CommandMeta, OptionMeta, SubCommandMeta } = await import('nest-commander/src/constants.js');
const { COMMANDS } = await import('../../apps/cli/src/commands.js');

type CommandClass = (typeof COMMANDS)[number];
interface Meta {
  readonly name: string;
  readonly subCommands?: readonly CommandClass[];
}

const metaOf = (command: CommandClass) =>
  (Reflect.getMetadata(CommandMeta, command) ?? Reflect.getMetadata(SubCommandMeta, command)) as Meta;

/** `--format` and the like, of a command and what it inherits. */
function optionsOf(command: CommandClass): string[] {
  const options = ['--help'];
  for (let level = command.prototype; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      const meta = Reflect.getMetadata(OptionMeta, level[name] ?? {}) as { flags: string } | undefined;
      options.push(...(meta?.flags.match(/--[a-z-]+/g) ?? []));
    }
  }
  return options;
}

/** By its words: `payout show`. */
const known = new Map(
  COMMANDS.flatMap((command) => {
    const { name, subCommands = [] } = metaOf(command);
    if (subCommands.length === 0) return [[name, optionsOf(command)] as const];
    return subCommands.map((each) => [`${name} ${metaOf(each).name}`, optionsOf(each)] as const);
  }),
);

/** After `npx`, or at the beginning of a line or a quotation: `database salur owner ...` is SQL. */
const CALLED = /(?<=npx |`|^\s*)salur (?!-)([a-z][a-z-]*)(?: ([a-z][a-z|\\-]*))?([^`\n#]*)/gm;

describe.each(['README.md', ...globSync('docs/**/*.md')])('%s', (document) => {
  it('names only commands and options of the command line that exist', () => {
    const text = readFileSync(document, 'utf8');
    const wrong: string[] = [];
    for (const [, first = '', second = '', rest = ''] of text.matchAll(CALLED)) {
      for (const word of second.split(/\\?\|/)) {
        const name = known.has(first) ? first : `${first} ${word}`;
        const options = known.get(name);
        if (options === undefined) wrong.push(name);
        else wrong.push(...(rest.match(/(?<= )--[a-z-]+/g) ?? []).filter((option) => !options.includes(option)));
      }
    }
    expect(wrong).toEqual([]);
  });
});

it('docs/guides/command-line.md has every command', () => {
  const text = readFileSync('docs/guides/command-line.md', 'utf8');
  const missing = [...known.keys()].filter((name) => {
    const [first = '', second] = name.split(' ');
    const row = new RegExp(`^\\| \`npx salur ${first}( [^\`]*)?\``, 'gm');
    const words = [...text.matchAll(row)].flatMap(([, rest = '']) => rest.trim().split(/[\s|\\<]+/));
    return !(second === undefined ? row.test(text) : words.includes(second));
  });
  expect(missing).toEqual([]);
});
