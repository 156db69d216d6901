import { shapeContains, type PixelBox, type Shape, type SkyMap } from '../src/index.js';

/** The box of all pixels of which one of steps × steps points is inside: steps 1 is the centres. */
export function bruteBox(shape: Shape, map: SkyMap, steps: number): PixelBox | undefined {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  const count = steps * steps;
  const offset = (i: number) => (steps === 1 ? 0 : (i + 0.5) / steps - 0.5);
  const sky = new Float64Array(2 * count);
  for (let y = 0; y < map.height; y++) {
    for (let x = 0; x < map.width; x++) {
      for (let i = 0; i < count; i++) {
        sky[2 * i] = x + offset(i % steps);
        sky[2 * i + 1] = y + offset(Math.floor(i / steps));
      }
      map.pixelToSky(sky, count, sky);
      for (let i = 0; i < count; i++) {
        if (!Number.isFinite(sky[2 * i]) || !shapeContains(shape, sky[2 * i], sky[2 * i + 1])) continue;
        [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
        break;
      }
    }
  }
  return x0 === Infinity ? undefined : { x0, y0, x1, y1 };
}
