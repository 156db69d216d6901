/** decode-tiles.js FILE: decodes every tile of the first compressed image, and prints the processor seconds that it took and the bytes of pixels as JSON. */
import { FitsFile, TiledImage } from '#fits';
import { fileSource } from '#storage';
import { closeWorkers } from '#workers';

const BATCH = 64;

const source = await fileSource(process.argv[2]);
const { hdus } = await FitsFile.open(source);
const tiled = hdus.find(({ kind }) => kind === 'tile-compressed')!;
await decode(); // the first time the code is compiled while it runs
const before = process.cpuUsage();
const bytes = await decode();
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6, bytes }));
await closeWorkers();
await source.close();

/** Each time a new image, which has nothing decoded; returns the bytes. */
async function decode(): Promise<number> {
  const image = TiledImage.of(source, tiled);
  let bytes = 0;
  for (let first = 0; first < image.tiles; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, image.tiles - first) }, (_, i) => first + i);
    for (const tile of await image.tilesOf(numbers)) bytes += tile.length;
  }
  return bytes;
}
