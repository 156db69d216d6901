import type { PixelType } from '../pixel-type.js';

/** What gpu.js has no words for: the bits of a file's bytes. Two shaders in WGSL, on the device of gpu.js, make floats of them. */

/** float32 that stand for samples that are not kept, and invalid ones; what is larger than the largest that remains is taken for that. */
export const DROPPED = 3.4028232635611926e38;
export const INVALID = 3.4028234663852886e38;
export const LARGEST = 3.4028230607370965e38;

/** Pixels and planes of a dispatch: x and y fold the groups of 64 pixels, z is the plane. */
export const FOLD = 32_768;

const PARAMETERS = `
struct Parameters {
  count : u32, stride : u32, first : u32, into : u32,
  bitpix : i32, plain : u32, blanks : u32, blank : i32,
  scale : vec4<f32>,
  zero : vec4<f32>,
}
@group(0) @binding(0) var<uniform> p : Parameters;
@group(0) @binding(1) var<storage, read> raw : array<u32>;
@group(0) @binding(2) var<storage, read_write> slab : array<u32>;

fn byteAt(at : u32) -> u32 { return (raw[at >> 2u] >> (8u * (at & 3u))) & 0xffu; }
fn pixelOf(group : vec3<u32>, lane : u32) -> u32 { return (group.x + group.y * ${FOLD}u) * 64u + lane; }
`;

/**
 * Big-endian pixels → float32 in the slab, rounded once: whole numbers are split into two halves and BSCALE into parts of 8 bits, so that products are
 * exact, and what the sum rounds off is kept beside it. The bits of unscaled floats are only swapped.
 */
export const DECODE = `${PARAMETERS}
const INVALID : u32 = 0x7f7fffffu;
const LARGEST : u32 = 0x7f7ffffdu;

fn word(at : u32) -> u32 {
  let w = raw[at];
  return (w << 24u) | ((w << 8u) & 0xff0000u) | ((w >> 8u) & 0xff00u) | (w >> 24u);
}

fn bounded(bits : u32) -> u32 {
  if ((bits & 0x7fffffffu) <= LARGEST) { return bits; }
  return (bits & 0x80000000u) | LARGEST;
}

/** s + rest of a + b. */
fn both(a : vec2<f32>, b : f32) -> vec2<f32> {
  let s = a.x + b;
  let t = s - a.x;
  return vec2<f32>(s, a.y + ((a.x - (s - t)) + (b - t)));
}

fn scaled(head : f32, tail : f32) -> u32 {
  var sum = vec2<f32>(p.zero.x, 0.0);
  sum = both(sum, head * p.scale.x);
  sum = both(sum, p.zero.y);
  sum = both(sum, head * p.scale.y);
  sum = both(sum, tail * p.scale.x);
  sum = both(sum, head * p.scale.z);
  sum = both(sum, tail * p.scale.y);
  return bounded(bitcast<u32>(sum.x + (sum.y + ((head * p.scale.w + tail * p.scale.z) + (tail * p.scale.w + p.zero.z)))));
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) lane : u32) {
  let pixel = pixelOf(group, lane);
  if (pixel >= p.stride) { return; }
  let place = (p.into + group.z) * p.stride + pixel;
  let at = (p.first + group.z) * p.count + pixel;
  if (pixel >= p.count) {
    slab[place] = INVALID;
  } else if (p.bitpix == -32) {
    let bits = word(at);
    if ((bits & 0x7f800000u) == 0x7f800000u) {
      slab[place] = INVALID;
    } else if (p.plain == 1u) {
      slab[place] = bounded(bits);
    } else {
      let head = bitcast<f32>(bits & 0xfffff000u);
      slab[place] = scaled(head, bitcast<f32>(bits) - head);
    }
  } else {
    var value : i32;
    if (p.bitpix == 8) {
      value = i32(byteAt(at));
    } else if (p.bitpix == 16) {
      value = (i32((byteAt(at * 2u) << 8u) | byteAt(at * 2u + 1u)) << 16u) >> 16u;
    } else {
      value = i32(word(at));
    }
    if (p.blanks == 1u && value == p.blank) {
      slab[place] = INVALID;
    } else {
      // The nearest head: with a tail of the other sign, as large as it, both would have to be exact to the last bit.
      let head = (value >> 16u) + ((value >> 15u) & 1);
      slab[place] = scaled(f32(head) * 65536.0, f32(value - (head << 16u)));
    }
  }
}`;

/** Masks of one bit per pixel → 1.0 and 0.0. */
export const EXPAND = `${PARAMETERS}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(local_invocation_index) lane : u32) {
  let pixel = pixelOf(group, lane);
  if (pixel >= p.stride) { return; }
  let at = (p.first + group.z) * ((p.count + 7u) >> 3u) + (pixel >> 3u);
  let kept = pixel < p.count && ((byteAt(at) >> (pixel & 7u)) & 1u) == 1u;
  slab[(p.into + group.z) * p.stride + pixel] = select(0u, 0x3f800000u, kept);
}`;

/** What a shader is told: `first` plane of the raw bytes, plane of the slab that it goes `into`. */
export function parametersOf(pixels: PixelType, count: number, stride: number, first: number, into: number): ArrayBuffer {
  const { bitpix, bscale, bzero } = pixels;
  const blank = pixels.blank === undefined || bitpix < 0 ? NaN : Number(pixels.blank);
  const plain = bscale === 1 && bzero === 0;
  const memory = new ArrayBuffer(64);
  new Uint32Array(memory, 0, 4).set([count, stride, first, into]);
  new Int32Array(memory, 16, 4).set([bitpix, plain ? 1 : 0, blank === (blank | 0) ? 1 : 0, blank]);
  new Float32Array(memory, 32, 4).set(parts(bscale, 8, 4));
  new Float32Array(memory, 48, 3).set(parts(bzero, 24, 3));
  return memory;
}

/** Numbers of so many bits whose sum is the value, but for what the last one rounds off. */
export function parts(value: number, bits: number, count: number): number[] {
  const found: number[] = [];
  let rest = value;
  for (let i = 1; i < count; i++) {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(rest))) + 1 - bits);
    const part = rest === 0 ? 0 : Math.round(rest / unit) * unit;
    found.push(part);
    rest -= part;
  }
  return [...found, rest];
}
