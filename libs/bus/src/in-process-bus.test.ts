import { describeBus } from '../test/describe-bus.js';
import { InProcessBus } from './index.js';

describeBus('in-process bus', async () => {
  const bus = new InProcessBus();
  return { here: bus, there: bus };
});
