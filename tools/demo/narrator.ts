import { styleText } from 'node:util';

/** Widths of the columns of a timeline, fitting the longest status and event there are in the story. */
const TIME = 7;
const EVENT = 14;
const MOVE = 25;

/** The demo's voice: short aligned lines, coloured only where a person sees them (`styleText` looks at the terminal). */
export class Narrator {
  private chapters = 0;

  chapter(title: string): void {
    this.chapters += 1;
    this.write(`\n${styleText('bold', `${this.chapters}. ${title}`)}\n`);
  }

  say(text: string): void {
    this.write(`${text}\n`);
  }

  note(text: string): void {
    this.write(`${styleText('dim', text)}\n`);
  }

  /** A row of a timeline: a move of the payout. */
  move(seconds: number, event: string, from: string | null, to: string, why: string): void {
    const move = from === null ? to : `${from} -> ${to}`;
    const columns = [time(seconds), styleText('bold', event.padEnd(EVENT)), coloured(to, move.padEnd(MOVE)), why];
    this.write(`${columns.join('  ')}\n`);
  }

  /** A row of a timeline: something that moved nothing. */
  quiet(seconds: number, event: string, why: string): void {
    this.write(`${styleText('dim', [time(seconds), event.padEnd(EVENT), ''.padEnd(MOVE), why].join('  '))}\n`);
  }

  /** Between two rows: what happens around the payout. */
  happening(text: string): void {
    this.write(`${' '.repeat(TIME)}  ${styleText('yellow', `** ${text}`)}\n`);
  }

  /** The result of a payout. */
  result(text: string): void {
    this.write(`${' '.repeat(TIME)}  = ${text}\n`);
  }

  table(rows: readonly (readonly [name: string, left: string, right: string])[]): void {
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
    for (const [name, left, right] of rows) {
      const [first = 0, second = 0, third = 0] = widths;
      this.write(`  ${name.padEnd(first)}   ${left.padStart(second)}   ${right.padStart(third)}\n`);
    }
  }

  verdict(good: boolean, text: string): void {
    this.write(`${styleText(good ? ['green', 'bold'] : ['red', 'bold'], text)}\n`);
  }

  private write(text: string): void {
    process.stdout.write(text);
  }
}

function time(seconds: number): string {
  return `${seconds.toFixed(2)} s`.padStart(TIME);
}

function coloured(status: string, text: string): string {
  if (status === 'succeeded') return styleText('green', text);
  if (status === 'failed') return styleText('red', text);
  return status === 'pending' || status === 'review' ? styleText('yellow', text) : text;
}
