import { pointOn, type Arc } from './arc.js';
import { latOf, lonOf, RADIANS } from './direction.js';
import { SLACK_PIXELS, type GrowingBox } from './growing-box.js';
import type { SkyMap } from './sky-map.js';

export interface OutlineOptions {
  /** Where this image shows the sky a second time, pixels from the first; 0 0 for the first. */
  readonly dx: number;
  readonly dy: number;
  /** How far (chord on the unit sphere) a pixel's own direction may be from the one it was found for. */
  readonly slackChord: number;
}

/** Lets the box grow by all points of the arcs within the image. Pieces are halved while their end points, with the bend between them, leave it open whether a side moves. */
export function growByOutline(arcs: readonly Arc[], map: SkyMap, box: GrowingBox, options: OutlineOptions): void {
  const follow = new Follower(map, box, options);
  const share = Math.min(Math.max(Math.floor(256 / arcs.length), 4), 16);
  let pieces = arcs.flatMap((arc) =>
    follow.first(arc, Math.max(share, Math.ceil((arc.sweep * Math.sin(arc.polar)) / LONGEST_STEP), Math.ceil(arc.sweep / WIDEST_TURN))),
  );
  for (let round = 0; pieces.length > 0 && round < MAX_ROUNDS; round++)
    pieces = follow.halve(pieces.filter((piece) => matters(piece, box)));
}

const LONGEST_STEP = 2 * RADIANS;
/** A circle has at least 64 first points. */
const WIDEST_TURN = Math.PI / 32;
/** A tear in the outline is narrowed by halving to 2⁻⁵⁰ of its arc. */
const MAX_ROUNDS = 50;
/** Radians: 2 milliarcseconds. */
const AT_POLE = 1e-8;
/** How often a piece without an image at both ends is halved in search of one. */
const BLIND_ROUNDS = 2;
/** Bound on the work when neither map nor shape is smooth: far above what any real case takes. */
const MAX_PIECES = 20_000;
/** The bend between two points is at most a parabola's times this. */
const BEND_SAFETY = 3;

interface Piece {
  readonly arc: Arc;
  readonly from: number;
  readonly to: number;
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  /** How far the curve may leave its chord's box, pixels. */
  readonly bendX: number;
  readonly bendY: number;
  /** How often it was halved with no image at either end. */
  readonly blind: number;
}

function matters(piece: Piece, box: GrowingBox): boolean {
  const { ax, ay, bx, by, bendX, bendY } = piece;
  if (Number.isNaN(ax) || Number.isNaN(bx)) return Number.isNaN(ax) !== Number.isNaN(bx) || piece.blind < BLIND_ROUNDS;
  const xLow = Math.min(ax, bx) - bendX;
  const xHigh = Math.max(ax, bx) + bendX;
  const yLow = Math.min(ay, by) - bendY;
  const yHigh = Math.max(ay, by) + bendY;
  if (!box.reaches(xLow, yLow, xHigh, yHigh)) return false;
  if (xHigh - xLow < SLACK_PIXELS && yHigh - yLow < SLACK_PIXELS) return false;
  return !box.coversPoints(xLow, yLow, xHigh, yHigh);
}

class Follower {
  private sky = new Float64Array(0);
  private directions = new Float64Array(0);
  private pixels = new Float64Array(0);
  private readonly probe = new Float64Array(2);

  constructor(
    private readonly map: SkyMap,
    private readonly box: GrowingBox,
    private readonly options: OutlineOptions,
  ) {}

  first(arc: Arc, count: number): Piece[] {
    this.room(count + 1);
    for (let i = 0; i <= count; i++) this.aim(i, arc, (arc.sweep * i) / count);
    this.locate(count + 1);
    const p = this.pixels;
    // Second differences give the bend; at the ends of the arc those of the neighbour serve.
    const bend = (i: number, axis: number) => {
      const k = 2 * Math.min(Math.max(i, 1), count - 1) + axis;
      return Math.abs(p[k - 2] - 2 * p[k] + p[k + 2]) || 0;
    };
    return Array.from({ length: count }, (_, i) => ({
      arc,
      from: (arc.sweep * i) / count,
      to: (arc.sweep * (i + 1)) / count,
      ax: p[2 * i],
      ay: p[2 * i + 1],
      bx: p[2 * i + 2],
      by: p[2 * i + 3],
      bendX: (BEND_SAFETY / 8) * Math.max(bend(i, 0), bend(i + 1, 0)),
      bendY: (BEND_SAFETY / 8) * Math.max(bend(i, 1), bend(i + 1, 1)),
      blind: 0,
    }));
  }

  halve(pieces: Piece[]): Piece[] {
    const count = Math.min(pieces.length, MAX_PIECES);
    this.room(count);
    for (let i = 0; i < count; i++) this.aim(i, pieces[i].arc, (pieces[i].from + pieces[i].to) / 2);
    this.locate(count);
    const halves: Piece[] = [];
    for (let i = 0; i < count; i++) {
      const piece = pieces[i];
      const middle = (piece.from + piece.to) / 2;
      const x = this.pixels[2 * i];
      const y = this.pixels[2 * i + 1];
      const blind = Number.isNaN(x) ? piece.blind + 1 : 0;
      const bendX = nextBend(piece.ax, x, piece.bx, piece.bendX);
      const bendY = nextBend(piece.ay, y, piece.by, piece.bendY);
      halves.push(
        { ...piece, to: middle, bx: x, by: y, bendX, bendY, blind },
        { ...piece, from: middle, ax: x, ay: y, bendX, bendY, blind },
      );
    }
    return halves;
  }

  private room(count: number): void {
    if (this.sky.length >= 2 * count) return;
    this.sky = new Float64Array(2 * count);
    this.pixels = new Float64Array(2 * count);
    this.directions = new Float64Array(3 * count);
  }

  private aim(i: number, arc: Arc, turn: number): void {
    const [x, y, z] = pointOn(arc, turn);
    this.directions[3 * i] = x;
    this.directions[3 * i + 1] = y;
    this.directions[3 * i + 2] = z;
    // The pole itself has no longitude, so no place on a map that draws it as a line; the outline is followed up to it.
    this.sky[2 * i] = Math.abs(x) + Math.abs(y) < AT_POLE ? NaN : lonOf(x, y);
    this.sky[2 * i + 1] = latOf(x, y, z);
  }

  /** Fills `pixels` and lets the box grow by those points that are in the image. */
  private locate(count: number): void {
    const { pixels, box } = this;
    this.map.skyToPixel(this.sky, count, pixels);
    for (let i = 0; i < count; i++) {
      pixels[2 * i] += this.options.dx;
      pixels[2 * i + 1] += this.options.dy;
      // One NaN makes a point without an image.
      if (!Number.isFinite(this.sky[2 * i] + pixels[2 * i] + pixels[2 * i + 1])) pixels[2 * i] = pixels[2 * i + 1] = NaN;
    }
    // The four outermost points stand for all; the others need no check.
    for (;;) {
      const outermost = this.outermost(count);
      const wrong = outermost.filter((i) => !this.returns(i));
      if (wrong.length === 0) {
        for (const i of outermost) box.addPoint(pixels[2 * i], pixels[2 * i + 1]);
        return;
      }
      for (const i of wrong) pixels[2 * i] = pixels[2 * i + 1] = NaN;
    }
  }

  private outermost(count: number): number[] {
    const { pixels, box } = this;
    let [west, east, south, north] = [-1, -1, -1, -1];
    for (let i = 0; i < count; i++) {
      const x = pixels[2 * i];
      const y = pixels[2 * i + 1];
      if (!box.holdsPoint(x, y)) continue;
      if (west < 0 || x < pixels[2 * west]) west = i;
      if (east < 0 || x > pixels[2 * east]) east = i;
      if (south < 0 || y < pixels[2 * south + 1]) south = i;
      if (north < 0 || y > pixels[2 * north + 1]) north = i;
    }
    return west < 0
      ? []
      : [west, east, south, north].filter((i) => !box.coversPoints(pixels[2 * i], pixels[2 * i + 1], pixels[2 * i], pixels[2 * i + 1]));
  }

  /** An inverse may give anything beyond the domain of a distortion, so a point that moves a side must lead back to its direction. */
  private returns(i: number): boolean {
    const { probe, directions } = this;
    probe[0] = this.pixels[2 * i];
    probe[1] = this.pixels[2 * i + 1];
    this.map.pixelToSky(probe, 1, probe);
    const lat = probe[1] * RADIANS;
    const x = Math.cos(lat) * Math.cos(probe[0] * RADIANS) - directions[3 * i];
    const y = Math.cos(lat) * Math.sin(probe[0] * RADIANS) - directions[3 * i + 1];
    const z = Math.sin(lat) - directions[3 * i + 2];
    return Math.hypot(x, y, z) <= this.options.slackChord;
  }
}

/** A parabola's halves bend a quarter as much; a middle that lies on the chord by chance does not end the search. */
function nextBend(a: number, middle: number, b: number, before: number): number {
  const now = (BEND_SAFETY / 4) * Math.abs(middle - (a + b) / 2);
  return Math.max(now, Math.min(before / 8, (Math.abs(middle - a) + Math.abs(b - middle)) / 32)) || 0;
}
