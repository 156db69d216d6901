import type { Correction } from './plane-map.js';
import type { Affine } from './polynomial-correction.js';

/** An auxiliary variable: (c₀ + Σ cᵢ vᵢ^pᵢ)^p₀, of the variables v of the function; index 0 is the constant and the outer power. */
export interface Auxiliary {
  readonly coefficients: readonly number[];
  readonly powers: readonly number[];
}

/** coefficient · Π (variables and then auxiliaries, in order)^power */
export interface PowerTerm {
  readonly coefficient: number;
  readonly powers: readonly number[];
}

export interface GeneralPolynomialParts {
  readonly target: 0 | 1;
  readonly variables: readonly Affine[];
  readonly auxiliaries: readonly Auxiliary[];
  readonly terms: readonly PowerTerm[];
  readonly factor: number;
  readonly plus?: Affine;
}

/** The polynomial of the draft of WCS Paper IV (§3.3.1), powers of any kind, also of auxiliary variables such as a radius. */
export class GeneralPolynomial implements Correction {
  readonly target: 0 | 1;
  dx = 0;
  dy = 0;
  private readonly values: Float64Array;
  private readonly slopes: Float64Array;

  constructor(private readonly parts: GeneralPolynomialParts) {
    this.target = parts.target;
    this.values = new Float64Array(parts.variables.length + parts.auxiliaries.length);
    this.slopes = new Float64Array(2 * this.values.length);
  }

  at(x: number, y: number): number {
    return this.withSlopes(x, y);
  }

  withSlopes(x: number, y: number): number {
    const { variables, auxiliaries, terms, factor, plus } = this.parts;
    const { values, slopes } = this;
    const n = variables.length;
    for (let i = 0; i < n; i++) {
      const [constant, ofX, ofY] = variables[i];
      values[i] = constant + ofX * x + ofY * y;
      slopes[2 * i] = ofX;
      slopes[2 * i + 1] = ofY;
    }
    for (let k = 0; k < auxiliaries.length; k++) this.auxiliary(auxiliaries[k], n, n + k);
    let sum = 0;
    let dx = 0;
    let dy = 0;
    for (let t = 0; t < terms.length; t++) {
      const { coefficient, powers } = terms[t];
      let product = coefficient;
      for (let i = 0; i < powers.length; i++) if (powers[i] !== 0) product *= values[i] ** powers[i];
      sum += product;
      for (let i = 0; i < powers.length; i++) {
        if (powers[i] === 0) continue;
        let slope = coefficient * powers[i] * values[i] ** (powers[i] - 1);
        for (let j = 0; j < powers.length; j++) if (j !== i && powers[j] !== 0) slope *= values[j] ** powers[j];
        dx += slope * slopes[2 * i];
        dy += slope * slopes[2 * i + 1];
      }
    }
    this.dx = factor * dx + (plus ? plus[1] : 0);
    this.dy = factor * dy + (plus ? plus[2] : 0);
    return factor * sum + (plus ? plus[0] + plus[1] * x + plus[2] * y : 0);
  }

  /** Value and derivatives of an auxiliary variable of the first n values, put at `at`. */
  private auxiliary({ coefficients, powers }: Auxiliary, n: number, at: number): void {
    const { values, slopes } = this;
    let inner = coefficients[0];
    let dx = 0;
    let dy = 0;
    for (let i = 0; i < n; i++) {
      const [c, p] = [coefficients[i + 1], powers[i + 1]];
      if (c === 0) continue;
      inner += c * values[i] ** p;
      if (p === 0) continue;
      const slope = c * p * values[i] ** (p - 1);
      dx += slope * slopes[2 * i];
      dy += slope * slopes[2 * i + 1];
    }
    values[at] = inner ** powers[0];
    // A radius has no slope at its origin.
    const outer = inner === 0 ? 0 : powers[0] * inner ** (powers[0] - 1);
    slopes[2 * at] = outer * dx;
    slopes[2 * at + 1] = outer * dy;
  }
}
