import type { CollapseSpec } from '../collapse.js';
import { MOST_LAGS, type Needs, type Sums } from '../moments/sums.js';
import { ownVariance, pairsOf } from '../reference/errors.js';
import type { Arena } from './instance.js';
import { convert } from './stage.js';

/** The sums of a block in the memory of the kernel (see Sums). */
export class SumsMemory {
  /** sums over pairs of channels, or of σ² */
  readonly hasErrors: boolean;
  /** σ² comes in planes and is wanted at the extremes */
  readonly hasVariances: boolean;
  private wide = true;
  /** by channel: every piece of a plane adds the same */
  private readonly pairs = new Map<number, Float64Array>();
  private readonly sumStride: number;
  private readonly at: Readonly<Record<'n' | 'powers' | 'sum' | 'squares' | 'maximum' | 'maximumAt' | 'minimum' | 'minimumAt', number>>;
  private readonly errorsAt: Readonly<
    Record<'errors' | 'variance' | 'history' | 'pairs' | 'own' | 'ring' | 'maximumVariance' | 'minimumVariance', number>
  >;

  constructor(
    private readonly arena: Arena,
    private readonly spec: CollapseSpec,
    private readonly needs: Needs,
  ) {
    const padded = Math.ceil(spec.count / 8) * 8;
    const planes = spec.noise !== undefined && 'planes' in spec.noise;
    const place = (wanted: boolean, bytes = 8) => (wanted ? arena.place(bytes * padded) : 0);
    this.sumStride = 8 * padded;
    this.hasErrors = needs.errors > 0 || needs.variance || (planes && (needs.maximum || needs.minimum));
    this.hasVariances = planes && (needs.maximum || needs.minimum);
    const doubled = needs.sum || needs.squares;
    this.at = {
      n: place(true, 4),
      powers: arena.place(this.sumStride * (needs.order + 1)),
      sum: place(doubled),
      squares: place(doubled),
      maximum: place(needs.maximum),
      maximumAt: place(needs.maximum, 4),
      minimum: place(needs.minimum),
      minimumAt: place(needs.minimum, 4),
    };
    this.errorsAt = {
      errors: arena.place(this.sumStride * needs.errors),
      variance: place(needs.variance),
      history: place(this.hasErrors, 4),
      pairs: arena.place(8 * 6 * (MOST_LAGS + 1)),
      own: planes ? arena.place(8 * 512) : 0,
      /** σ of the channels before (see Before) */
      ring: planes && correlated(spec) ? arena.place(this.sumStride * spec.noise!.correlation!.length) : 0,
      maximumVariance: place(needs.maximum && planes),
      minimumVariance: place(needs.minimum && planes),
    };
  }

  /** `plain`: extremes are float32. */
  begin(plain: boolean): void {
    this.wide = !plain;
    const { at, arena, spec, needs } = this;
    const length = Math.ceil(spec.count / 8) * 8;
    const values = (from: number) => (plain ? arena.floats(from, length) : arena.doubles(from, length));
    if (needs.maximum) values(at.maximum).fill(-Infinity);
    if (needs.maximum) arena.integers(at.maximumAt, length).fill(-1);
    if (needs.minimum) values(at.minimum).fill(Infinity);
    if (needs.minimum) arena.integers(at.minimumAt, length).fill(-1);
  }

  /** Planes of pixels first … first + pixels − 1, from the address `from` on. */
  add(from: number, stride: number, factors: number, channel: number, planes: number, first: number, pixels: number): void {
    const { arena, at, needs, sumStride } = this;
    const { wasm } = arena;
    const wide = this.wide ? 1 : 0;
    const width = this.wide ? 8 : 4;
    const [ofInt, ofDouble, ofValue] = [4 * first, 8 * first, width * first];
    wasm.powers(wide, needs.order, from, stride, planes, pixels, factors, at.n + ofInt, at.powers + ofDouble, sumStride);
    if (at.sum) wasm.squares(wide, from, stride, planes, pixels, at.sum + ofDouble, at.squares + ofDouble);
    const [maximum, maximumAt] = [at.maximum + ofValue, at.maximumAt + ofInt];
    const [minimum, minimumAt] = [at.minimum + ofValue, at.minimumAt + ofInt];
    if (needs.maximum && needs.minimum && !this.wide)
      return wasm.bothExtremes(from, stride, planes, pixels, channel, maximum, maximumAt, minimum, minimumAt);
    if (needs.maximum) wasm.extremes(wide, 1, from, stride, planes, pixels, channel, maximum, maximumAt);
    if (needs.minimum) wasm.extremes(wide, 0, from, stride, planes, pixels, channel, minimum, minimumAt);
  }

  /** One plane of at most 512 float64; `noise`: the plane of σ² of the block. */
  addErrors(channel: number, from: number, noise: number, first: number, pixels: number): void {
    const { arena, spec, needs, errorsAt: at, sumStride } = this;
    if (needs.errors === 0 && !needs.variance) return;
    const own = this.variances(noise, first, pixels);
    const pairs = this.pairsOfChannel(channel);
    arena.doubles(at.pairs, pairs.length).set(pairs);
    const lags = needs.errors === 0 ? 1 : pairs.length / needs.errors;
    const variance = at.variance ? at.variance + 8 * first : 0;
    const [history, sums] = [at.history + 4 * first, at.errors + 8 * first];
    const square = ownVariance(spec, channel);
    if (!own && !correlated(spec)) return arena.wasm.whiteErrors(from, pixels, at.pairs, needs.errors, sums, sumStride, variance, square);
    if (own && correlated(spec)) {
      const slots = spec.noise!.correlation!.length;
      const ring = at.ring + 8 * first;
      const { errors } = needs;
      return arena.wasm.sampleErrors(from, pixels, at.pairs, lags, errors, sums, sumStride, own, variance, ring, sumStride, slots, channel);
    }
    arena.wasm.errors(from, pixels, history, at.pairs, lags, needs.errors, sums, sumStride, own, variance, square);
  }

  /** σ² where the extremes have moved to this channel. */
  followVariance(channel: number, noise: number, first: number, pixels: number): void {
    const { arena, at, errorsAt } = this;
    const own = this.variances(noise, first, pixels);
    const follow = (channels: number, to: number) => to && arena.wasm.follow(channels + 4 * first, channel, own, to + 8 * first, pixels);
    follow(at.maximumAt, errorsAt.maximumVariance);
    follow(at.minimumAt, errorsAt.minimumVariance);
  }

  /** Copies, for the memory goes to the next kernel. */
  read(): Sums {
    const { arena, at, errorsAt, needs, spec, sumStride } = this;
    const { count } = spec;
    const doubles = (from: number, wanted = from !== 0) => (wanted ? arena.doubles(from, count).slice() : undefined);
    const values = (from: number) => (this.wide || !from ? doubles(from) : Float64Array.from(arena.floats(from, count)));
    const integers = (from: number) => (from ? arena.integers(from, count).slice() : undefined);
    const several = (from: number, length: number) => Array.from({ length }, (_, p) => doubles(from + p * sumStride, true)!);
    return {
      n: integers(at.n)!,
      powers: several(at.powers, needs.order + 1),
      sum: needs.sum ? doubles(at.sum) : undefined,
      squares: needs.squares ? doubles(at.squares) : undefined,
      maximum: values(at.maximum),
      maximumAt: integers(at.maximumAt),
      minimum: values(at.minimum),
      minimumAt: integers(at.minimumAt),
      errors: several(errorsAt.errors, needs.errors),
      variance: doubles(errorsAt.variance),
      maximumVariance: doubles(errorsAt.maximumVariance),
      minimumVariance: doubles(errorsAt.minimumVariance),
    };
  }

  private pairsOfChannel(channel: number): Float64Array {
    const known = this.pairs.get(channel);
    if (known) return known;
    const { errors } = this.needs;
    const lists = pairsOf(this.spec, channel, errors);
    const pairs = new Float64Array(lists.length * errors);
    lists.forEach((list, lag) => pairs.set(list, lag * errors));
    this.pairs.set(channel, pairs);
    return pairs;
  }

  /** σ² as float64; 0 (no address) when it does not come in planes. */
  private variances(noise: number, first: number, pixels: number): number {
    const { noise: of } = this.spec;
    if (!of || !('planes' in of)) return 0;
    convert(this.arena, of.planes, noise + (first * Math.abs(of.planes.bitpix)) / 8, this.errorsAt.own, pixels);
    this.arena.wasm.toVariances(this.errorsAt.own, pixels, of.power ?? 1);
    return this.errorsAt.own;
  }
}

function correlated({ noise }: CollapseSpec): boolean {
  return (noise?.correlation?.length ?? 0) > 0;
}
