/**
 * Every command of README.md and the guides, word for word but for addresses and ids, in the order in which a reader meets them.
 * A guide whose programs are not installed says so by name and reason, in its tests and on standard error.
 */
import { existsSync, globSync } from 'node:fs';
import { type Block, blocksOf, whyNot } from '../support/guide.js';
import { GuideReader, GuideWorld } from '../support/guide-reader.js';

const DOCUMENTS = ['README.md', ...globSync('docs/guides/*.md').sort()];

const world = new GuideWorld();
afterAll(() => world.close());

const reasons = ({ options }: Block) => (options.requires?.split(',') ?? []).flatMap((each) => whyNot(each) ?? []);

describe.each(DOCUMENTS)('%s', (document) => {
  const blocks = blocksOf(document).filter(({ language, options }) => language === 'sh' || options.file !== undefined);
  const reader = new GuideReader(world, document);
  afterAll(() => reader.close());

  it('names the tests of the commands that are not run here', () => {
    const tests = blocks.flatMap(({ options }) => options['tested-by'] ?? []);
    expect(tests.filter((file) => !existsSync(file))).toEqual([]);
  });

  for (const block of blocks.filter(({ options }) => options['tested-by'] === undefined)) {
    const missing = reasons(block).join(', ');
    if (missing === '') it(`does what line ${block.line} says`, () => reader.do(block));
    else {
      process.stderr.write(`skipped: ${document}, line ${block.line}: ${missing}\n`);
      it.skip(`does what line ${block.line} says (skipped: ${missing})`, () => undefined);
    }
  }
});
