import { setImmediate } from 'node:timers/promises';
import { LimitError } from '#faults';
import { areaOf } from '../area-of-shape.js';
import { sampleBlock, type BlockSample } from '../block-sample.js';
import type { Shape } from '../shape.js';
import type { PixelBox, SkyMap } from '../sky-map.js';
import { LEAF_PIXELS, leafPixels, type MaskMode } from './leaf.js';
import { LocalArea } from './local-area.js';
import { RowRuns, type ShapeMask } from './row-runs.js';

/**
 * The pixels of the box whose centre lies in the shape (`hard`), or that the shape touches at all (`touch`). Blocks of pixels are divided until they
 * are on one side of the outline, or small enough to be looked at pixel by pixel; the work goes with the length of the outline in pixels, and others
 * have their turn in between.
 * @throws LimitError when the outline is so intricate that the mask would be larger than MOST_RUNS runs; the reason of the signal
 */
export async function shapeMask(shape: Shape, map: SkyMap, box: PixelBox, mode: MaskMode, signal?: AbortSignal): Promise<ShapeMask> {
  const area = areaOf(shape);
  const { copies } = sampleBlock(map, { x0: 0, y0: 0, x1: map.width - 1, y1: map.height - 1 });
  const rows = new RowRuns(box, MOST_RUNS, () => {
    throw new LimitError(`the outline of the shape crosses the image too often for a mask (more than ${MOST_RUNS} runs of pixels)`);
  });
  const stack: { block: PixelBox; local: LocalArea }[] = [{ block: box, local: LocalArea.whole(area) }];
  for (let looked = 0, block = stack.pop(); block !== undefined; block = stack.pop()) {
    if (++looked % BLOCKS_PER_TURN === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const sample = sampleBlock(map, block.block, copies);
    const local = sample.centre === undefined ? block.local : block.local.near(offCentre(sample), reachOf(sample));
    if (sample.tame && local.arcs.length === 0) {
      if (local.contains(sample.centre!)) rows.addBlock(block.block);
    } else if (isLeaf(block.block)) rows.addPixels(block.block, leafPixels(local, map, block.block, mode));
    else for (const part of parts(block.block)) stack.push({ block: part, local });
  }
  if (mode === 'touch') addPoints(area.arcs, map, box, rows);
  return rows.mask();
}

const MOST_RUNS = 8_000_000;
/** About a millisecond's work. */
const BLOCKS_PER_TURN = 50;

/** Generous: between the points that are looked at the sky may reach farther than at them. */
const reachOf = ({ radius, allSky }: BlockSample) => radius * (allSky ? 1.5 : 2) + 1e-9;

/** A vertex may lie right in the middle of a block, and then it is on the outline whether it is inside; a place a little beside it is not. */
function offCentre({ centre, directions }: BlockSample) {
  const other = directions.find((direction) => direction !== undefined)!;
  const [x, y, z] = centre!.map((value, i) => value + 0.0137 * (other[i] - value));
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length] as const;
}

function isLeaf({ x0, y0, x1, y1 }: PixelBox): boolean {
  return x1 - x0 < LEAF_PIXELS && y1 - y0 < LEAF_PIXELS;
}

/** Halves or quarters: sides that are long enough are divided. */
function parts({ x0, y0, x1, y1 }: PixelBox): PixelBox[] {
  const split = (a: number, b: number): [number, number][] => {
    const middle = (a + b) >> 1;
    return b - a < LEAF_PIXELS
      ? [[a, b]]
      : [
          [a, middle],
          [middle + 1, b],
        ];
  };
  return split(y0, y1).flatMap(([ya, yb]) => split(x0, x1).map(([xa, xb]) => ({ x0: xa, y0: ya, x1: xb, y1: yb })));
}

/** A shape within one pixel crosses none of its edges. */
function addPoints(arcs: ReturnType<typeof areaOf>['arcs'], map: SkyMap, box: PixelBox, rows: RowRuns): void {
  const pixel = new Float64Array(2);
  for (const { start } of arcs) {
    pixel[0] = (Math.atan2(start[1], start[0]) * 180) / Math.PI;
    pixel[1] = (Math.atan2(start[2], Math.hypot(start[0], start[1])) * 180) / Math.PI;
    map.skyToPixel(pixel, 1, pixel);
    const [x, y] = [Math.round(pixel[0]), Math.round(pixel[1])];
    if (x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1) rows.addBlock({ x0: x, y0: y, x1: x, y1: y });
  }
}
