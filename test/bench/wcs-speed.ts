/** The counterpart of wcs_speed.py: the same task from stdin, the same answer, by libs/wcs. */
import { text } from 'node:stream/consumers';
import { Wcs } from '#wcs';

const task = JSON.parse(await text(process.stdin)) as { cards: Record<string, string | number>; points: number; repeats: number };
const wcs = Wcs.parse({ value: (keyword) => task.cards[keyword] }, { axes: [1024, 1024] });
const side = Math.round(Math.sqrt(task.points));
const count = side * side;
const pixels = new Float64Array(2 * count);
for (let i = 0; i < count; i++) {
  pixels[2 * i] = ((i % side) * 1023) / (side - 1);
  pixels[2 * i + 1] = (Math.floor(i / side) * 1023) / (side - 1);
}
const seconds: number[] = [];
let [world, back] = [new Float64Array(0), new Float64Array(0)];
for (let repeat = 0; repeat <= task.repeats; repeat++) {
  const start = performance.now();
  world = new Float64Array(2 * count); // astropy allocates its answers too
  back = new Float64Array(2 * count);
  wcs.pixelToWorld(pixels, count, world);
  wcs.worldToPixel(world, count, back);
  seconds.push((performance.now() - start) / 1000);
}
const error = back.reduce((worst, value, i) => Math.max(worst, Math.abs(value - pixels[i])), 0);
const sum = world.reduce((total, value) => total + value, 0);
process.stdout.write(JSON.stringify({ seconds: seconds.slice(1), error, sum }));
