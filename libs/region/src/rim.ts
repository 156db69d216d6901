import { directionOf, type Direction } from './direction.js';
import type { SkyMap } from './sky-map.js';

/** The edge of the part of an image that shows sky. */
export interface Rim {
  /** Of a turn around the image: 0 ≤ t < 4, the corners of the image at 0, 1, 2, 3. undefined if no sky is met on the way. */
  at(t: number): Direction | undefined;
}

/**
 * Where the image's border has no sky (the corners of an all-sky projection), the rim is the farthest point with sky between the
 * pixel `from` and the border; so the valid part should be star-shaped about `from`, as that of every whole projection is.
 */
export function rimOf(map: SkyMap, from: { readonly x: number; readonly y: number }): Rim {
  const probe = new Float64Array(2);
  const look = (x: number, y: number): Direction | undefined => {
    probe[0] = x;
    probe[1] = y;
    map.pixelToSky(probe, 1, probe);
    return Number.isFinite(probe[0] + probe[1]) ? directionOf(probe[0], probe[1]) : undefined;
  };
  return {
    at(t) {
      const [x, y] = borderPixel(map, t);
      const between = (part: number) => look(from.x + (x - from.x) * part, from.y + (y - from.y) * part);
      const there = between(1);
      if (there !== undefined) return there;
      let step = PARTS - 1;
      while (step > 0 && between(step / PARTS) === undefined) step--;
      let [good, bad] = [step / PARTS, (step + 1) / PARTS];
      for (let i = 0; i < HALVINGS; i++) {
        const middle = (good + bad) / 2;
        if (between(middle) === undefined) bad = middle;
        else good = middle;
      }
      return between(good);
    },
  };
}

const PARTS = 32;
const HALVINGS = 30;

/** The outer edge of the outermost pixels. */
function borderPixel({ width, height }: SkyMap, t: number): [x: number, y: number] {
  const side = Math.floor(t) % 4;
  const part = t - Math.floor(t);
  const [x, y] = [
    [part, 0],
    [1, part],
    [1 - part, 1],
    [0, 1 - part],
  ][side];
  return [x * width - 0.5, y * height - 0.5];
}
