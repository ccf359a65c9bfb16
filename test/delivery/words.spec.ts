import { globSync, readFileSync } from 'node:fs';

/** Words that docs/GLOSSARY.md replaces, each with what stands in its place. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/\b(told|tells?|telling)\b/i, 'return, report, log or state'],
  [/\b(hears?|heard|hearing)\b/i, 'receive'],
  [/\b(whoever|somebody|nobody)\b/i, 'the actor: the client, the operator, the worker, the provider'],
  [/\bwish(es|ed|ing)?\b/i, 'request, ask for'],
  [/\bpurg(e|es|ed|ing)\b/i, 'erase'],
  [/\bre-?seal(s|ed|ing)?\b/i, 're-encrypt'],
  [/\b(un)?seal(s|ed|ing)?\b/i, 'encrypt, decrypt'],
  [/\bfigures?\b/i, 'metric, or measurement'],
  [/\bshall\b/i, 'must, or the present tense'],
  [/\b(mend|mends|mended|mending)\b/i, 'fix, correct'],
  [/\b(tries|tried|try again)\b/i, 'attempt, retry'],
  [/\bdiscrepanc(y|ies)\b/i, 'difference'],
  [/\b(gateways?|PSP)\b/, 'provider'],
];
/** Generated from the code, and the list itself. */
const LEFT_OUT = ['docs/STATES.md', 'docs/ERRORS.md', 'docs/CODES.md', 'docs/GLOSSARY.md'];
/** Where one of these words is right: the document and the line that has it. */
const EXCEPTIONS: readonly (readonly [string, string])[] = [];

const DOCUMENTS = ['README.md', 'apps/sandbox/README.md', ...globSync('docs/**/*.md').sort()].filter(
  (document) => !LEFT_OUT.includes(document),
);

/** The lines of a document without code and the targets of links: names there belong to the code. */
function proseOf(document: string): string[] {
  const text = readFileSync(document, 'utf8').replace(/^( *)```[\s\S]*?^\1```$/gm, (block) =>
    block.replace(/[^\n]/g, ''),
  );
  return text.split('\n').map((line) => line.replace(/`[^`]*`/g, '``').replace(/\]\([^)]*\)/g, ']'));
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('uses the words of the glossary', () => {
    const found = proseOf(document).flatMap((line, index) =>
      REPLACED.filter(([word]) => word.test(line))
        .filter(() => !EXCEPTIONS.some(([where, words]) => where === document && line.includes(words)))
        .map(([word, better]) => `${document}:${index + 1}: "${word.exec(line)?.[0]}": write ${better}`),
    );
    expect(found).toEqual([]);
  });
});

it('every exception is still needed', () => {
  const unneeded = EXCEPTIONS.filter(([document, words]) => !readFileSync(document, 'utf8').includes(words));
  expect(unneeded).toEqual([]);
});
