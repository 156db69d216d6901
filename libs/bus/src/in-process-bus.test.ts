import { expect, test } from '@jest/globals';
import { describeBus } from '../test/describe-bus.js';
import { InProcessBus, question } from './index.js';

describeBus('in-process bus', async () => new InProcessBus());

test('one subject has one answerer', () => {
  const bus = new InProcessBus();
  const which = question<string, string>('test.v1.which');
  bus.answer(which, () => 'first');
  expect(() => bus.answer(which, () => 'second')).toThrow('test.v1.which is answered already');
});
