/** Answers what round-trip.ts asks, in a process of its own: `node echo.js nats://…`. */
import { NatsBus } from '#bus';
import { catalogSize, echo, status } from './questions.js';

const bus = await NatsBus.connect({ servers: [process.argv[2]] });
bus.answer(status, () => catalogSize);
bus.answerStream(echo, async function* (count) {
  const part = new Uint8Array(2 ** 20);
  for (let n = 0; n < count; n++) yield part;
});
await bus.flush();
process.send?.('ready');
process.on('disconnect', () => void bus.close());
