import type { Bitpix } from '../hdu.js';
import type { Codec, CodecJob, Decoded } from './codecs/codec.js';
import { elementsOf } from './codecs/elements.js';
import { decodeGzip1 } from './codecs/gzip.js';
import { CODECS } from './codecs/table.js';
import { packIntegers } from './pack-integers.js';
import { dequantise, type Quantised } from './quantised.js';

/** What all tiles of an image have in common; plain data, for it goes to worker threads. */
export interface TileKind {
  readonly bitpix: Bitpix;
  /** ZCMPTYPE */
  readonly codec: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** ZMASKCMP */
  readonly maskCodec?: string;
  /** BLANK of a whole-number image: what masked pixels become */
  readonly blank?: number;
  /** added to whole-number pixels: PLIO_1 has no negative ones, so unsigned 16-bit ones (BZERO = 32768) are stored without their offset */
  readonly shift: number;
}

/** Which column the bytes of a tile are from. */
export type Coding = 'compressed' | 'gzip' | 'uncompressed';

export interface TileJob {
  readonly axes: readonly number[];
  readonly pixels: number;
  readonly coding: Coding;
  /** of a float image whose tile holds whole numbers */
  readonly quantised?: Quantised;
}

/**
 * One tile as big-endian pixels into `out` (pixels × |BITPIX| / 8 bytes, aligned to 8), and what is wrong with it, if anything.
 * @param mask of NULL_PIXEL_MASK, empty without
 */
export function decodeTile(bytes: Uint8Array, mask: Uint8Array, kind: TileKind, tile: TileJob, out: Uint8Array): string | undefined {
  const bytesPerPixel = Math.abs(kind.bitpix) / 8;
  const quantised = tile.coding === 'compressed' ? tile.quantised : undefined;
  const job: CodecJob = {
    axes: tile.axes,
    pixels: tile.pixels,
    elementBytes: quantised ? 4 : (bytesPerPixel as CodecJob['elementBytes']),
    quantised: quantised !== undefined,
    parameters: kind.parameters,
  };
  const decoded = codecOf(tile.coding, kind.codec)(bytes, job);
  if ('damage' in decoded) return decoded.damage;
  if (quantised) dequantise(valuesOf(decoded), quantised, bytesPerPixel, out);
  else if (decoded instanceof Uint8Array) out.set(decoded);
  else if (kind.bitpix > 0) packIntegers(decoded, bytesPerPixel, tile.coding === 'compressed' ? kind.shift : 0, out);
  else return `it holds whole numbers that nothing makes floats of (ZSCALE)`;
  return mask.length > 0 ? applyMask(mask, kind, job, out) : undefined;
}

function codecOf(coding: Coding, codec: string): Codec {
  if (coding === 'gzip') return decodeGzip1;
  return coding === 'uncompressed' ? elementsOf : CODECS[codec];
}

/** Four bytes an element are asked for, so bytes are of four. */
function valuesOf(decoded: Exclude<Decoded, { damage: string }>): Int32Array {
  if (decoded instanceof Int32Array) return decoded;
  const own = new Uint8Array(decoded);
  Buffer.from(own.buffer).swap32();
  return new Int32Array(own.buffer);
}

/** Pixels whose mask is not zero become BLANK, in a float image NaN (Standard §10.2.2). */
function applyMask(
  mask: Uint8Array,
  { bitpix, maskCodec, blank, parameters }: TileKind,
  { axes, pixels }: CodecJob,
  out: Uint8Array,
): string | undefined {
  const decoded = CODECS[maskCodec ?? ''](mask, { axes, pixels, elementBytes: 4, quantised: true, parameters });
  if ('damage' in decoded) return `NULL_PIXEL_MASK: ${decoded.damage}`;
  const size = Math.abs(bitpix) / 8;
  const masked = bitpix < 0 ? Buffer.alloc(size, 0xff) : bigEndian(blank ?? 0, size);
  const flags = valuesOf(decoded);
  for (let i = 0; i < pixels; i++) if (flags[i] !== 0) out.set(masked, i * size);
  return undefined;
}

function bigEndian(value: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}
