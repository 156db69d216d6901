import type { MakeProjection } from './projection.js';
import { cube } from './quad-cube.js';

/**
 * CSC, COBE quadrilateralized spherical cube (§5.6.2), by its two published polynomials, which invert each other only to some
 * arcseconds. In single precision like WCSLIB: it is as good as the polynomials are, and readers should agree.
 */
export const csc: MakeProjection = () =>
  cube({
    single: true,
    toFace(xi, eta, zeta, at) {
      const chi = f(xi / zeta);
      const psi = f(eta / zeta);
      at[0] = cobeForward(chi, psi);
      at[1] = cobeForward(psi, chi);
    },
    fromFace(u, v, at) {
      const chi = cobeInverse(u, v);
      const psi = cobeInverse(v, u);
      const t = 1 / Math.sqrt(1 + f(f(chi * chi) + f(psi * psi)));
      at[0] = chi * t;
      at[1] = psi * t;
      at[2] = t;
    },
  });

const f = Math.fround;

/** F(χ, ψ), eq. 175: its coefficients, g* … c02, in single precision. */
const [GSTAR, M, GAMMA, OMEGA1, D0, D1, C00, C10, C01, C11, C20, C02] = Float32Array.of(
  1.37484847732, 0.004869491981, -0.13161671474, -0.159596235474, 0.0759196200467, -0.0217762490699,
  0.141189631152, 0.0809701286525, -0.281528535557, 0.15384112876, -0.178251207466, 0.106959469314,
); // prettier-ignore

function cobeForward(chi: number, psi: number): number {
  const a = f(chi * chi);
  const b = f(psi * psi);
  const na = f(1 - a);
  const nb = f(1 - b);
  let c = f(f(C00 + f(C10 * a)) + f(C01 * b));
  c = f(f(f(c + f(C11 * f(a * b))) + f(C20 * f(a * a))) + f(C02 * f(b * b)));
  const inner = f(f(f(GAMMA * na) + f(M * a)) + f(nb * c));
  const edge = f(OMEGA1 - f(na * f(D0 + f(D1 * a))));
  return f(chi * f(a + f(na * f(f(GSTAR + f(b * inner)) + f(a * edge)))));
}

/** f(x, y), eq. 177: Σ P_ij x^2i y^2j, the table by j then i. */
const P = [
  [-0.27292696, -0.07629969, -0.22797056, 0.54852384, -0.62930065, 0.25795794, 0.02584375],
  [-0.02819452, -0.01471565, 0.48051509, -1.74114454, 1.71547508, -0.53022337],
  [0.2705816, -0.56800938, 0.30803317, 0.98938102, -0.83180469],
  [-0.6044156, 1.50880086, -0.93678576, 0.08693841],
  [0.93412077, -1.4160192, 0.33887446],
  [-0.63915306, 0.52032238],
  [0.14381585],
].map((row) => Float32Array.from(row));

function cobeInverse(x: number, y: number): number {
  const xx = f(x * x);
  const yy = f(y * y);
  let sum = 0;
  for (let j = 6; j >= 0; j--) {
    const row = P[j];
    let z = 0;
    for (let i = row.length - 1; i >= 0; i--) z = f(f(z * xx) + row[i]);
    sum = f(f(sum * yy) + z);
  }
  return f(x + f(f(x * f(1 - xx)) * sum));
}
