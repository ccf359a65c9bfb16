/** The text by which a callback names a transfer. It says which number it is, so that one kind is never taken for another. */
export function referenceKey(reference: string): string {
  return `reference:${reference}`;
}
