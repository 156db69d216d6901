import { blend, cross, directionOf, dot, normalised, RADIANS, type Direction, type Ellipse } from '#region';
import { compassAt, type Curve } from './curve.js';

/** Points between which lengths are added up by Simpson's rule; an error of 10⁻¹⁰ of the length unless b ≪ a. */
const PIECES = 4096;

/** The ellipse of #region once round, from its axis a towards the side 90° further east. */
export function ellipseCurve({ lonDeg, latDeg, aDeg, bDeg, paDeg }: Ellipse): Curve {
  const centre = directionOf(lonDeg, latDeg);
  const { north, east } = compassAt(lonDeg, latDeg);
  const [a, b, pa] = [aDeg * RADIANS, bDeg * RADIANS, paDeg * RADIANS];
  const axis = blend(north, Math.cos(pa), east, Math.sin(pa));
  const side = cross(axis, centre);

  /** Place and velocity at the parameter t of a·cos t, b·sin t, which is mapped as lengths and directions from the centre. */
  const moving = (t: number): { readonly place: Direction; readonly velocity: Direction } => {
    const [u, v, du, dv] = [a * Math.cos(t), b * Math.sin(t), -a * Math.sin(t), b * Math.cos(t)];
    const distance = Math.hypot(u, v);
    const outwards = blend(axis, u / distance, side, v / distance);
    const round = blend(axis, -v / distance, side, u / distance);
    const place = blend(centre, Math.cos(distance), outwards, Math.sin(distance));
    const receding = blend(outwards, Math.cos(distance), centre, -Math.sin(distance));
    const turned = (u * dv - v * du) / (distance * distance);
    return { place, velocity: blend(receding, (u * du + v * dv) / distance, round, Math.sin(distance) * turned) };
  };
  const speed = (t: number): number => Math.sqrt(dot(moving(t).velocity, moving(t).velocity));

  const step = (2 * Math.PI) / PIECES;
  const reached = new Float64Array(PIECES + 1);
  for (let i = 0; i < PIECES; i++)
    reached[i + 1] = reached[i] + (step / 6) * (speed(i * step) + 4 * speed((i + 0.5) * step) + speed((i + 1) * step));
  const length = reached[PIECES];

  const parameterAt = (s: number): number => {
    const turns = Math.floor(s / length);
    const rest = s - turns * length;
    let [low, high] = [0, PIECES];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (reached[middle] <= rest) low = middle;
      else high = middle;
    }
    // Within one piece of 4096 the speed is all but constant: its middle one gives the rest of the way to second order.
    const rough = (rest - reached[low]) / speed(low * step);
    return low * step + (rest - reached[low]) / speed(low * step + rough / 2) + turns * 2 * Math.PI;
  };
  return { length, at: (s) => moving(parameterAt(s)).place, along: (s) => normalised(moving(parameterAt(s)).velocity) };
}
