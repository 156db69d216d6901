import { movedWithin } from '#workers';
import { inflateStep, type Inflated, type InflateTask } from './inflater.js';

/** One step in a thread: nothing of the stream stays here, the state goes back with the bytes. */
export default function inflate(task: InflateTask): Inflated {
  const done = inflateStep(task);
  return movedWithin(done, done.state, done.input, done.output);
}
