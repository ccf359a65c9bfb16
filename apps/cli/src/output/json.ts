import { printable } from '#libs/platform';

/**
 * JSON for a program and for a terminal at once: what would command the terminal, or turn the reading direction, is
 * escaped. JSON escapes C0 controls itself.
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const characters = Array.from(text, (character) =>
    character === '\n' || printable(character) === character ? character : escaped(character),
  );
  return characters.join('');
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}
