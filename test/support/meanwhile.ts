/**
 * A test that mostly waits: it begins with the file, beside the others, and is awaited in its place. For the outermost level of
 * a file, and for stories that no other one can disturb.
 */
export function meanwhile(story: () => Promise<void>): () => Promise<void> {
  let told: Promise<void>;
  beforeAll(() => {
    told = story();
    // Whoever awaits it hears of it.
    told.catch(() => undefined);
  });
  // Also when its test was left out.
  afterAll(() => told.catch(() => undefined));
  return () => told;
}
