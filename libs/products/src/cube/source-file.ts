import { padded } from '#fits';
import { bytesPerPixel } from '#kernels';
import { BLOCK_BYTES, giveBlock, takeBlock } from '../buffers.js';
import { Masks } from '../mask-image.js';
import { fillPart, type Part } from '../part.js';
import { pixelsOf, sectionOf, type AxisCut } from '../section.js';
import type { CubeSink } from './computed-plan.js';
import type { Cube } from './cube.js';
import type { CubePlane } from './cube-options.js';
import type { CubeRef } from './cube-ref.js';

/**
 * Where worker threads read the planes of a file. A plain file of this machine is read as it stands. What is compressed, far away or blanked outside a shape is first
 * put into a scratch file, once and in its order, so that every product may go through it as often and in whatever order it needs. A box that is staged
 * counts against the room of the spool. Use `pixels` and `bytesPerPixel` of the answer: blanking may have made whole numbers wider.
 * @throws what reading the source throws; LimitError when there is no room; CancelledError
 */
export async function sourceFile(cube: Cube, out: CubeSink, signal: AbortSignal): Promise<CubeRef> {
  const { nx, ny, nz, pixels, source, image } = cube;
  const about = { name: source.name, hdu: image.hdu.index, nx, ny, nz, stop: new SharedArrayBuffer(4) };
  if (isPlainFile(cube)) {
    const sizes = image.shape.axes;
    const size = image.shape.bytesPerPixel;
    const planes = cube.planes.map((plane) => image.hdu.dataOffset + offsetOf(cube, plane, sizes, size, true));
    return {
      ...about,
      path: cube.site.path!,
      etag: source.etag,
      pixels,
      bytesPerPixel: size,
      strides: stridesOf(cube, sizes, size),
      planes,
    };
  }
  const { parts, bitpix, blank } = await partsOf(cube, signal);
  const scratch = await out.scratch();
  const size = bytesPerPixel({ ...pixels, bitpix });
  const sizes = cube.cuts.map(({ count }) => count);
  const bytes = pixelsOf(cube.cuts) * size;
  await scratch.reserve(padded(bytes * parts.length));
  for (const [p, part] of parts.entries()) await stage(part, bytes, p * bytes, scratch, lanesOf(cube), signal);
  const planes = cube.planes.map((plane, p) => (cube.uneven ? p * bytes : offsetOf(cube, plane, sizes, size, false)));
  const staged = blank === undefined ? pixels : { ...pixels, bitpix, blank };
  return { ...about, path: scratch.path, pixels: staged, bytesPerPixel: size, strides: stridesOf(cube, sizes, size), planes };
}

/** Whether the threads read the file itself. */
export function isPlainFile({ site, image, options }: Cube): boolean {
  return site.path !== undefined && !image.tiled && !(options.filters.maskOut && options.filters.shape);
}

function stridesOf({ axes }: Cube, sizes: readonly number[], size: number): CubeRef['strides'] {
  return { x: strideOf(axes.x, sizes, size), y: strideOf(axes.y, sizes, size), z: strideOf(axes.z, sizes, size) };
}

const strideOf = (axis: number, sizes: readonly number[], size: number): number =>
  sizes.slice(0, axis).reduce((product, length) => product * length, size);

/** Bytes from the first pixel of an array to the first one of the box in a plane; in the source, or in the box. */
function offsetOf({ cuts, otherAxes }: Cube, { index }: CubePlane, sizes: readonly number[], size: number, inSource: boolean): number {
  return cuts.reduce((sum, { first, step }, axis) => {
    const other = otherAxes.indexOf(axis);
    const pixel = other < 0 ? first : index[other];
    return sum + (inSource ? pixel : (pixel - first) / step) * strideOf(axis, sizes, size);
  }, 0);
}

interface Staged {
  /** one after another: all of the box, or a part for each plane when no box holds just them */
  readonly parts: readonly Part[];
  readonly bitpix: Cube['pixels']['bitpix'];
  readonly blank?: bigint;
}

async function partsOf(cube: Cube, signal: AbortSignal): Promise<Staged> {
  const { image, cuts, otherAxes, options } = cube;
  const each = cube.uneven
    ? cube.planes.map(({ index }) =>
        cuts.map((cut, axis): AxisCut => {
          const other = otherAxes.indexOf(axis);
          return other < 0 ? cut : { ...cut, first: index[other], count: 1, step: 1 };
        }),
      )
    : [cuts];
  const mask = await new Masks(signal).of(image, cuts, options.filters);
  const { bytesPerPixel: size } = image.shape;
  const parts = each.map((box): Part => {
    const pixels = image.tiled
      ? ({ kind: 'tiles', tiled: image.tiled, cuts: box } as const)
      : ({ kind: 'section', source: cube.source, section: sectionOf(image.hdu.dataOffset, size, box) } as const);
    return mask ? { kind: 'masked', pixels, cuts: box, bytesPerPixel: size, ...mask } : pixels;
  });
  if (!mask || image.shape.bitpix < 0) return { parts, bitpix: image.shape.bitpix };
  return { parts, bitpix: mask.blanking.bitpix, blank: blankOf(mask.blanking.blank) };
}

const blankOf = (bytes: Buffer): bigint =>
  bytes.length === 1 ? BigInt(bytes[0]) : BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`));

/** Blocks under way: decoding goes on in several threads, and what is far away is asked for several times at once. */
const lanesOf = ({ image, source }: Cube): number => (image.tiled || source.isDistant ? 4 : 1);

async function stage(
  part: Part,
  bytes: number,
  at: number,
  scratch: { write(block: Uint8Array, offset: number): Promise<void> },
  lanes: number,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    const block = takeBlock();
    try {
      while (next < bytes && failures.length === 0) {
        const from = next;
        next += BLOCK_BYTES;
        const target = block.subarray(0, Math.min(BLOCK_BYTES, bytes - from));
        signal.throwIfAborted();
        await fillPart(part, from, target, signal);
        await scratch.write(target, at + from);
      }
    } catch (error) {
      failures.push(error);
    } finally {
      giveBlock(block);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}
