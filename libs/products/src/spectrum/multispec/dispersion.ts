/** Wavelength of a physical pixel (1-based) as a spectrum of an IRAF multispec file has it, in the unit of the file. */
export type Dispersion = (pixel: number) => number;

/**
 * Reads `ap beam dtype w1 dw nw z aplow aphigh [functions]` (IRAF, noao.onedspec.package, "specwcs"). A sentence when the text is none or
 * says that there is no dispersion.
 */
export function parseDispersion(text: string): Dispersion | string {
  const tokens = text.trim().split(/\s+/);
  const number = (i: number): number => (tokens[i] === 'INDEF' ? 0 : Number(tokens[i]));
  const [dtype, w1, dw, z] = [2, 3, 4, 6].map(number);
  if (tokens.length < 7 || [dtype, w1, dw, z].some((value) => !Number.isFinite(value))) return 'its text is damaged';
  if (dtype === -1) return 'it has no dispersion (dtype -1)';
  // The wavelengths of the text are as observed; z is a correction that was found later.
  const corrected = 1 / (1 + z);
  if (dtype === 0) return (pixel) => (w1 + (pixel - 1) * dw) * corrected;
  if (dtype === 1) return (pixel) => 10 ** (w1 + (pixel - 1) * dw) * corrected;
  if (dtype !== 2) return `it has the unknown dispersion type ${dtype}`;
  const sum = parseFunctions(tokens.slice(9).map(Number));
  return typeof sum === 'string' ? sum : (pixel) => sum(pixel) * corrected;
}

/** Several functions, each with a weight and a zero point: w = Σ wt (w0 + f(p)). */
function parseFunctions(numbers: readonly number[]): Dispersion | string {
  const terms: { weight: number; zero: number; term: Dispersion }[] = [];
  for (let at = 0; at < numbers.length;) {
    const [weight, zero, type, size] = numbers.slice(at, at + 4);
    const reader = FUNCTIONS[type];
    if (!reader) return `it has the unknown function type ${type}`;
    if (!Number.isInteger(size) || size < 1) return `its function has the size ${size}`;
    // What the size promises must be in the text, so no size needs a bound of its own.
    const length = reader.length(size);
    const parameters = numbers.slice(at + 4, at + 4 + length);
    if (parameters.length < length || parameters.some((value) => !Number.isFinite(value)))
      return `its text ends before the ${length} numbers of a function`;
    terms.push({ weight, zero, term: reader.read(size, parameters) });
    at += 4 + length;
  }
  if (terms.length === 0) return 'it has no function';
  return (pixel) => terms.reduce((sum, { weight, zero, term }) => sum + weight * (zero + term(pixel)), 0);
}

interface Reader {
  /** how many numbers follow the size */
  length(size: number): number;
  read(size: number, numbers: readonly number[]): Dispersion;
}

const CHEBYSHEV = 1;
const LEGENDRE = 2;

const FUNCTIONS: Readonly<Record<number, Reader>> = {
  [CHEBYSHEV]: {
    length: (order) => order + 2,
    read: (_, numbers) => polynomial(numbers, (k, n, last, before) => (k === 1 ? n : 2 * n * last - before)),
  },
  [LEGENDRE]: {
    length: (order) => order + 2,
    read: (_, numbers) => polynomial(numbers, (k, n, last, before) => (k === 1 ? n : ((2 * k - 1) * n * last - (k - 1) * before) / k)),
  },
  3: { length: (pieces) => pieces + 5, read: cubicSpline },
  4: { length: (pieces) => pieces + 3, read: linearSpline },
  5: {
    length: (count) => count,
    read: (_, values) => (pixel) =>
      interpolated(
        values.length,
        (i) => i + 1,
        (i) => values[i],
        pixel,
      ),
  },
  6: {
    length: (pairs) => 2 * pairs,
    read: (pairs, numbers) => (pixel) =>
      interpolated(
        pairs,
        (i) => numbers[2 * i],
        (i) => numbers[2 * i + 1],
        pixel,
      ),
  },
};

/** Pixels pmin … pmax become −1 … 1; `next` gives P_k of P_(k−1) and P_(k−2). */
function polynomial(
  [pmin, pmax, ...coefficients]: readonly number[],
  next: (k: number, n: number, last: number, before: number) => number,
): Dispersion {
  const middle = (pmax + pmin) / 2;
  const half = (pmax - pmin) / 2;
  return (pixel) => {
    const n = (pixel - middle) / half;
    let before = 0;
    let last = 1;
    let sum = coefficients[0];
    for (let k = 1; k < coefficients.length; k++) {
      [before, last] = [last, next(k, n, last, before)];
      sum += coefficients[k] * last;
    }
    return sum;
  };
}

function cubicSpline(pieces: number, [pmin, pmax, ...c]: readonly number[]): Dispersion {
  return (pixel) => {
    const { piece, a, b } = within(pieces, pmin, pmax, pixel);
    return c[piece] * a ** 3 + c[piece + 1] * (1 + 3 * a * (1 + a * b)) + c[piece + 2] * (1 + 3 * b * (1 + a * b)) + c[piece + 3] * b ** 3;
  };
}

function linearSpline(pieces: number, [pmin, pmax, ...c]: readonly number[]): Dispersion {
  return (pixel) => {
    const { piece, a, b } = within(pieces, pmin, pmax, pixel);
    return c[piece] * a + c[piece + 1] * b;
  };
}

/** The piece of a spline, and how far the pixel is from its two ends; the outer pieces go on beyond. */
function within(pieces: number, pmin: number, pmax: number, pixel: number): { piece: number; a: number; b: number } {
  const s = ((pixel - pmin) / (pmax - pmin)) * pieces;
  const piece = Math.min(Math.max(Math.floor(s), 0), pieces - 1);
  return { piece, a: piece + 1 - s, b: s - piece };
}

/** Linear between points in ascending order; the outer stretches go on beyond. */
function interpolated(count: number, x: (i: number) => number, y: (i: number) => number, at: number): number {
  if (count === 1) return y(0);
  let [low, high] = [0, count - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x(middle) <= at) low = middle;
    else high = middle;
  }
  return y(low) + ((at - x(low)) / (x(high) - x(low))) * (y(high) - y(low));
}
