import { parentPort, workerData } from 'node:worker_threads';
import { setImmediate as breathe } from 'node:timers/promises';
import { CatalogEngine } from './engine.js';
import { toWire, type Ask, type EngineSettings, type Told } from './protocol.js';

// Entry of the index thread: puts the engine behind a message port, nothing else.
const port = parentPort!;
const tell = (told: Told): void => port.postMessage(told);

try {
  const engine = CatalogEngine.open(workerData as EngineSettings, tell);
  port.on('message', (ask: Ask) => {
    answer(engine, ask).then(
      (value) => {
        tell({ number: ask.number, answer: value });
        if (ask.ask === 'close') port.close();
      },
      (error: unknown) => tell({ number: ask.number, error: toWire(error) }),
    );
  });
} catch (error) {
  tell({ event: 'failed', error: toWire(error) });
}

async function answer(engine: CatalogEngine, ask: Ask): Promise<unknown> {
  switch (ask.ask) {
    case 'resolve':
      return engine.resolve(ask.key);
    case 'sample':
      return engine.sample(ask.count);
    case 'rescan':
      return engine.rescan();
    case 'close':
      return engine.close();
    case 'search':
    case 'find': {
      const batches = engine.search(ask.query);
      for (;;) {
        const { value, done } = await batches.next();
        if (done) return value;
        tell({ number: ask.number, found: ask.ask === 'find' ? value : value.map(({ record }) => record.row) });
        await breathe(); // other questions between two batches
      }
    }
  }
}
