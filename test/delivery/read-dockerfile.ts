import { readFileSync } from 'node:fs';

/** One stage of a Dockerfile, with everything it takes over from the stage it is built on. */
export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly instructions: readonly Instruction[];
}

export interface Instruction {
  readonly name: string;
  readonly text: string;
}

export function readDockerfile(file: string): Stage[] {
  const text = readFileSync(file, 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ');
  const stages: Stage[] = [];
  let own: Instruction[] = [];
  for (const line of text.split('\n').filter((candidate) => candidate.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name !== 'FROM') {
      own.push({ name, text: rest.replace(/\s+/g, ' ') });
      continue;
    }
    const [, image = '', stageName = ''] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
    const parent = stages.find((stage) => stage.name === image);
    own = [...(parent?.instructions ?? [])];
    stages.push({ name: stageName, image: parent?.image ?? image, instructions: own });
  }
  return stages;
}

/** The instruction that counts: a later one replaces an earlier one. */
export function last({ instructions }: Stage, name: string): string | undefined {
  return instructions.findLast((instruction) => instruction.name === name)?.text;
}

/** What ENV sets. */
export function environmentOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ name }) => name === 'ENV').flatMap(({ text }) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
