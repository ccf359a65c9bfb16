// jest-light-runner answers the first worker process that asks for the configuration by sending it to all of them. One that has not
// asked yet loses it, and its own question is never answered: the run would wait for it for ever. So each keeps what came early.
const ASKS = 'jest-light-runner-get-worker-data';
const ANSWER = 'jest-light-runner-worker-data';

if (process.send !== undefined) {
  let early = null;
  const keep = (message) => {
    if (message?.type === ANSWER) early = message;
  };
  // Not before the first listener: Node holds messages back until there is one.
  process.on('newListener', function listenToo(event) {
    if (event !== 'message') return;
    process.off('newListener', listenToo);
    process.on('message', keep);
  });
  const send = process.send.bind(process);
  process.send = (message, ...rest) => {
    if (message !== ASKS || early === null) return send(message, ...rest);
    process.nextTick(() => process.emit('message', early));
    return true;
  };
}
