/**
 * A test that mostly waits: it begins with the file, beside the others, and is awaited in its place. For the outermost level of
 * a file, and for stories that no other one can disturb.
 */
export function meanwhile(story: () => Promise<void>): () => Promise<void> {
  let running: Promise<void>;
  beforeAll(() => {
    running = story();
    // The test that awaits it gets the error.
    running.catch(() => undefined);
  });
  // Also when its test was left out.
  afterAll(() => running.catch(() => undefined));
  return () => running;
}
