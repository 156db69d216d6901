import { COUNT, SIDE, sampleBlock, type BlockSample } from './block-sample.js';
import { directionOf } from './direction.js';
import type { GrowingBox } from './growing-box.js';
import { outlineDistance, type SkyArea } from './sky-area.js';
import type { PixelBox, SkyMap } from './sky-map.js';

/** Adds what the outline does not tell: corners of the image within the shape, and, block by block, the parts where the map is not one-to-one. */
export function growByBlocks(area: SkyArea, map: SkyMap, box: GrowingBox, whole: BlockSample): void {
  let tame = true;
  const queue: { block: PixelBox; blind: number }[] = [{ block: whole.block, blind: 0 }];
  // Breadth first: large blocks make the box large, and then the small ones need no look.
  for (let i = 0; i < queue.length; i++) {
    const { block, blind } = queue[i];
    if (box.coversPixels(block.x0, block.y0, block.x1, block.y1)) continue;
    const size = Math.max(block.x1 - block.x0, block.y1 - block.y0) + 1;
    const sample = i === 0 ? whole : sampleBlock(map, block, whole.copies);
    if (!sample.anySky && blind >= (size > BLIND_PIXELS ? BLIND_LEVELS : 1)) continue;
    if (!sample.tame) tame = false;
    if (sample.tame) addCorners(area, box, sample);
    else if (sample.anySky && surelyOutside(area, sample)) continue;
    else if (surelyInside(area, sample) || (sample.anySky && i > MAX_BLOCKS)) box.addPixels(block.x0, block.y0, block.x1, block.y1);
    else if (size <= LEAF_PIXELS) addCentres(area, map, box, block);
    else for (const quarter of quarters(block)) queue.push({ block: quarter, blind: sample.anySky ? 0 : blind + 1 });
  }
  if (!tame) addNeighbours(area, map, box);
}

/** Blocks of at most this many pixels a side are looked at centre by centre. */
const LEAF_PIXELS = 8;
/** How often a block without sky is divided in search of some. */
const BLIND_LEVELS = 2;
/** No more than once below this many pixels a side. */
const BLIND_PIXELS = 64;
/** Rows and columns beside the box that are looked at in the end, as pixels in all. */
const MAX_NEIGHBOURS = 4_000_000;
/** Bound on the work (about a second); what then remains undecided is taken whole, so that no pixel is missed. */
const MAX_BLOCKS = 40_000;

function addCorners(area: SkyArea, box: GrowingBox, { block, directions }: BlockSample): void {
  const corners = [
    [0, block.x0, block.y0],
    [SIDE - 1, block.x1, block.y0],
    [COUNT - SIDE, block.x0, block.y1],
    [COUNT - 1, block.x1, block.y1],
  ] as const;
  for (const [i, x, y] of corners) if (!box.coversPixels(x, y, x, y) && area.contains(directions[i]!)) box.addPixels(x, y, x, y);
}

/** Generous: between the points the sky may reach farther than at them, and more so where some have none. */
const reachOf = ({ radius, allSky }: BlockSample) => radius * (allSky ? 1.5 : 2) + 1e-9;

function surelyOutside(area: SkyArea, sample: BlockSample): boolean {
  return !area.contains(sample.centre!) && outlineDistance(area, sample.centre!) > reachOf(sample);
}

function surelyInside(area: SkyArea, sample: BlockSample): boolean {
  return sample.allSky && area.contains(sample.centre!) && outlineDistance(area, sample.centre!) > reachOf(sample);
}

/** The tip of a limb may reach between the points of blocks that seem to have no sky; it is found from the box outwards. */
function addNeighbours(area: SkyArea, map: SkyMap, box: GrowingBox): void {
  for (let looked = 0, found = true; found && looked < MAX_NEIGHBOURS;) {
    const now = box.result();
    if (now === undefined) return;
    const { x0, y0, x1, y1 } = now;
    const beside = [
      { x0: x0 - 1, y0, x1: x0 - 1, y1 },
      { x0: x1 + 1, y0, x1: x1 + 1, y1 },
      { x0, y0: y0 - 1, x1, y1: y0 - 1 },
      { x0, y0: y1 + 1, x1, y1: y1 + 1 },
    ].filter((line) => line.x0 >= 0 && line.y0 >= 0 && line.x1 < map.width && line.y1 < map.height);
    found = false;
    for (const line of beside) {
      looked += (line.x1 - line.x0 + 1) * (line.y1 - line.y0 + 1);
      if (addCentres(area, map, box, line)) found = true;
    }
  }
}

/** Whether any was inside. */
function addCentres(area: SkyArea, map: SkyMap, box: GrowingBox, { x0, y0, x1, y1 }: PixelBox): boolean {
  let found = false;
  const columns = x1 - x0 + 1;
  const count = columns * (y1 - y0 + 1);
  const sky = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    sky[2 * i] = x0 + (i % columns);
    sky[2 * i + 1] = y0 + Math.floor(i / columns);
  }
  map.pixelToSky(sky, count, sky);
  for (let i = 0; i < count; i++) {
    const x = x0 + (i % columns);
    const y = y0 + Math.floor(i / columns);
    if (box.coversPixels(x, y, x, y) || !Number.isFinite(sky[2 * i] + sky[2 * i + 1])) continue;
    if (!area.contains(directionOf(sky[2 * i], sky[2 * i + 1]))) continue;
    box.addPixels(x, y, x, y);
    found = true;
  }
  return found;
}

function quarters({ x0, y0, x1, y1 }: PixelBox): PixelBox[] {
  const xm = (x0 + x1) >> 1;
  const ym = (y0 + y1) >> 1;
  const all = [
    { x0, y0, x1: xm, y1: ym },
    { x0: xm + 1, y0, x1, y1: ym },
    { x0, y0: ym + 1, x1: xm, y1 },
    { x0: xm + 1, y0: ym + 1, x1, y1 },
  ];
  return all.filter((quarter) => quarter.x0 <= quarter.x1 && quarter.y0 <= quarter.y1);
}
