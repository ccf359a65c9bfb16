// Stops and deletes the server that global-setup.mjs started.
export default async function stopTestServer() {
  await globalThis.postgresOfTests?.stop();
}
