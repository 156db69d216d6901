import { movedWithin } from '#workers';
import { lzwStep, type LzwState, type LzwStep } from './lzw.js';

export default function lzw({ state, input }: { readonly state: LzwState; readonly input: Uint8Array }): LzwStep {
  const done = lzwStep(state, input);
  return movedWithin(done, done.state.prefix, done.state.suffix, done.state.lengths, done.output);
}
