import type { Body } from './body.js';
import type { Part, SectionPart, TilesPart } from './part.js';
import { fillsByGathering, type AxisCut, type Section } from './section.js';

/** The bytes that sending a body reads; of compressed tiles the compressed ones, and of rows that are read together also what lies between. */
export async function bytesToRead({ parts }: Body): Promise<number> {
  let bytes = 0;
  for (const part of parts) {
    const pixels = part.kind === 'masked' ? part.pixels : part;
    const count = COUNTS[pixels.kind as keyof typeof COUNTS] as ((part: Part) => number | Promise<number>) | undefined;
    bytes += (await count?.(pixels)) ?? 0;
  }
  return bytes;
}

const COUNTS = {
  section: ({ section }: SectionPart) => sectionBytes(section),
  tiles: ({ tiled, cuts }: TilesPart) => tiled.compressedBytes(cuts.map(boxOf)),
};

const boxOf = ({ first, count, step }: AxisCut) => ({ first, count: (count - 1) * step + 1 });

function sectionBytes(section: Section): number {
  const { runBytes, runs, dims } = section;
  if (!fillsByGathering(section)) return runBytes * runs;
  const [{ count, strideBytes }] = dims;
  return (runs / count) * ((count - 1) * strideBytes + runBytes);
}
