import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** All that is needed to go on with a gzip stream at some bit of it: the bytes at hand, the codes in force, the last 32 KiB. Zeros are its begin. */
export type InflateState = Uint8Array<ArrayBuffer>;

export interface Inflated {
  readonly state: InflateState;
  /** those of the task: they go to the thread and come back */
  readonly input: Uint8Array<ArrayBuffer>;
  readonly output: Uint8Array<ArrayBuffer>;
  /** bytes of the input that were used */
  readonly consumed: number;
  /** bytes that were made, and how many of them, the last ones, are in `output` */
  readonly produced: number;
  readonly kept: number;
  /** It stopped because the input is used up. */
  readonly starved: boolean;
  /** The stream may end here: at least one member has, and no other has begun. */
  readonly mayEnd: boolean;
  /** What is wrong, at the byte `consumed`. */
  readonly damage?: string;
}

export interface InflateTask {
  readonly state: InflateState;
  /** its bytes from `from` to `to` are meant, at most INPUT_BYTES */
  readonly input: Uint8Array<ArrayBuffer>;
  readonly from: number;
  readonly to: number;
  /** how much of what is made is dropped, before the rest goes to `output` */
  readonly skip: number;
  readonly output: Uint8Array<ArrayBuffer>;
}

export const STATE_BYTES = 512 + 32768;
export const INPUT_BYTES = 512 * 1024;
/** A step ends after so much output, so that others get their turn: some 20 ms. */
export const STEP_BYTES = 4 * 1024 * 1024;

export const freshState = (): InflateState => new Uint8Array(STATE_BYTES);

const OUTPUT_BYTES = 256 * 1024;
/** With less room a step cannot go on. */
const LEAST_ROOM = 512;

// Fields of the state: those of the assembly, and from 68 on our own.
const BITS = 8;
const MODE = 12;
const CRC = 52;
const SIZE = 56;
const CONSUMED = 60;
const PRODUCED = 64;
const OWN_CRC = 68;
const OWN_SIZE = 72;
const BETWEEN = 14;

const DAMAGES: Readonly<Record<number, string>> = {
  [-1]: 'the inflate state is unusable',
  [-2]: 'no gzip member begins here',
  [-3]: 'the gzip header asks for what no gzip has (method or flags)',
  [-4]: 'the checksum of the gzip header is wrong',
  [-5]: 'the gzip data are damaged (kind of block)',
  [-6]: 'the gzip data are damaged (length of a stored block)',
  [-7]: 'the gzip data are damaged (Huffman codes)',
  [-8]: 'the gzip data are damaged (a symbol that has no meaning)',
  [-9]: 'the gzip data are damaged (a distance that goes too far back)',
};
const OUTPUT_FULL = 1;
const MEMBER_ENDS = 2;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly headAt: { readonly value: number };
  readonly inputAt: { readonly value: number };
  readonly outputAt: { readonly value: number };
  begin(): number;
  resume(): number;
  inflate(from: number, length: number, room: number): number;
}

/**
 * One step: as far as the input goes, or until `output` is full, or STEP_BYTES were made. CRC32 and size are checked at the end of each member
 * (RFC 1952 §2.3.1); they are part of the state, so every way to a member's end checks them.
 */
export function inflateStep({ state, input, from, to, skip, output }: InflateTask): Inflated {
  assembly ??= load();
  const memory = new Uint8Array(assembly.memory.buffer);
  const view = new DataView(assembly.memory.buffer);
  const head = assembly.headAt.value;
  const out = assembly.outputAt.value;
  memory.set(state, head);
  memory.set(input.subarray(from, to), assembly.inputAt.value);
  let consumed = 0;
  let produced = 0;
  let kept = 0;
  let starved = false;
  let damage = assembly.resume() ? undefined : DAMAGES[-1];
  while (damage === undefined) {
    const room = Math.min(OUTPUT_BYTES, Math.max(0, skip - produced) + output.length - kept);
    if (room < LEAST_ROOM || produced >= STEP_BYTES) break;
    const status = assembly.inflate(consumed, to - from - consumed, room);
    consumed += view.getUint32(head + CONSUMED, true);
    const made = view.getUint32(head + PRODUCED, true);
    const bytes = memory.subarray(out, out + made);
    view.setUint32(head + OWN_CRC, crc32(bytes, view.getUint32(head + OWN_CRC, true)), true);
    view.setUint32(head + OWN_SIZE, view.getUint32(head + OWN_SIZE, true) + made, true);
    const wanted = bytes.subarray(Math.min(made, Math.max(0, skip - produced)));
    output.set(wanted, kept);
    kept += wanted.length;
    produced += made;
    if (status < 0) damage = DAMAGES[status];
    else if (status === MEMBER_ENDS) damage = endMember(view, head);
    else if (status !== OUTPUT_FULL) {
      starved = true;
      break;
    }
  }
  const mayEnd = view.getUint32(head + MODE, true) === BETWEEN && view.getUint32(head + BITS, true) < 8;
  return {
    state: memory.slice(head, head + STATE_BYTES),
    input,
    output,
    consumed,
    produced,
    kept,
    starved,
    mayEnd,
    damage,
  };
}

function endMember(view: DataView, head: number): string | undefined {
  const isRight = view.getUint32(head + CRC, true) === view.getUint32(head + OWN_CRC, true);
  const isWhole = view.getUint32(head + SIZE, true) === view.getUint32(head + OWN_SIZE, true);
  view.setUint32(head + OWN_CRC, 0, true);
  view.setUint32(head + OWN_SIZE, 0, true);
  if (!isRight) return 'the gzip data are damaged (CRC32)';
  return isWhole ? undefined : 'the gzip data are damaged (size)';
}

let assembly: Exports | undefined;

function load(): Exports {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: unknown } };
  };
  const module = new WebAssembly.Module(readFileSync(new URL('../../wasm/storage.wasm', import.meta.url)));
  const loaded = new WebAssembly.Instance(module).exports as Exports;
  if (!loaded.begin()) throw new Error('no memory to inflate in');
  return loaded;
}
