import { UnsupportedError } from '#faults';
import { angular } from './angular.js';
import { clampedAsin } from './cylindrical.js';
import type { MakeProjection } from './projection.js';

/** HPX, HEALPix (Calabretta & Roukema 2007): PVi_1 = H facets around (4), PVi_2 = K in latitude (3). */
export const hpx: MakeProjection = ([, h = 4, k = 3]) => {
  if (!(h > 0 && k > 0)) throw new UnsupportedError(`HPX needs PVi_1 > 0 and PVi_2 > 0, got ${h} and ${k}`);
  const half = Math.PI / h; // half the width of a facet
  const height = (Math.PI / 2) * (k / h); // y = height · sinθ between the polar caps
  const oddH = Math.round(h) % 2 === 1;
  const oddK = Math.round(k) % 2 === 1;
  const top = (half * (k + 1)) / 2;
  /** Middle of the facet that x is in; for even K those of the south are shifted by half a facet. */
  const middle = (x: number, south: boolean) => {
    const facet = -Math.PI + (2 * Math.floor((x + Math.PI) / (2 * half)) + 1) * half;
    if (!south || oddK) return facet;
    return (Math.floor(x / half) + (oddH ? 1 : 0)) % 2 === 0 ? facet - half : facet + half;
  };
  return angular({
    theta0: 0,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const x = plane[i];
        const y = plane[i + 1];
        const absY = Math.abs(y);
        if (absY <= (height * (k - 1)) / k) {
          angles[i] = x;
          angles[i + 1] = Math.asin(y / height);
          continue;
        }
        const sigma = absY <= top + 1e-13 ? (k + 1) / 2 - absY / half : NaN;
        const offset = x - middle(x, y < 0);
        // at the pole every x of the facet's tip is the same point
        const r = Math.abs(sigma) < 1e-15 ? 1e9 * offset : offset / sigma;
        const inside = Math.abs(r) <= half + 1e-12;
        angles[i] = inside ? x + (r - offset) : NaN;
        const q = (sigma * sigma) / k; // 1 − sinθ; by its cosine the pole keeps its digits
        angles[i + 1] = Math.sign(y) * Math.atan2(1 - q, Math.sqrt(q * (2 - q)));
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const phi = angles[i];
        const theta = angles[i + 1];
        const s = Math.sin(theta);
        plane[i] = phi;
        plane[i + 1] = height * s;
        if (Math.abs(s) <= (k - 1) / k) continue;
        const sigma = Math.sqrt(2 * k) * Math.sin((Math.PI / 2 - Math.abs(theta)) / 2); // √(K(1 − |sinθ|))
        const facet = middle(phi, theta < 0);
        const x = facet + (phi - facet) * sigma;
        plane[i] = x > Math.PI ? 2 * Math.PI - x : x; // the facet that begins at φ = 180° is drawn at its left
        plane[i + 1] = Math.sign(theta) * half * ((k + 1) / 2 - sigma);
      }
    },
  });
};

/** XPH, HEALPix polar, the "butterfly" (Calabretta & Lowe 2013), K = 3, H = 4. */
export const xph: MakeProjection = () =>
  angular({
    theta0: 90,
    toAngles(plane, count, angles) {
      for (let i = 0; i < 2 * count; i += 2) {
        const x = plane[i] / Math.SQRT1_2;
        const y = plane[i + 1] / Math.SQRT1_2;
        // the four wings, each turned so that its spine points to the pole
        let xi: number;
        let eta: number;
        let phi: number;
        if (x <= 0 && y > 0) {
          xi = -x - y;
          eta = x - y;
          phi = -Math.PI;
        } else if (x < 0 && y <= 0) {
          xi = x - y;
          eta = x + y;
          phi = -Math.PI / 2;
        } else if (x >= 0 && y < 0) {
          xi = x + y;
          eta = -x + y;
          phi = 0;
        } else {
          xi = -x + y;
          eta = -x - y;
          phi = Math.PI / 2;
        }
        xi /= 2;
        eta = eta / 2 + Math.PI / 2;
        const absEta = Math.abs(eta);
        if (absEta <= Math.PI / 4) {
          angles[i] = phi + Math.PI / 4 + xi;
          angles[i + 1] = Math.abs(xi) <= Math.PI / 4 + 1e-12 ? clampedAsin(eta / (0.375 * Math.PI)) : NaN;
          continue;
        }
        const sigma = (Math.PI / 2 - absEta) / (Math.PI / 4);
        const r = sigma > 0 ? xi / sigma : xi === 0 ? 0 : NaN;
        const inside = Math.abs(r) <= Math.PI / 4 + 1e-12;
        angles[i] = inside ? phi + Math.PI / 4 + r : sigma === 0 ? 0 : NaN;
        // θ from its complement, cosθ = σ√(2/3 − σ²/9), so that the pole keeps its digits
        const cosTheta = sigma * Math.sqrt(2 / 3 - (sigma * sigma) / 9);
        angles[i + 1] = inside ? Math.sign(eta) * Math.atan2(1 - (sigma * sigma) / 3, cosTheta) : NaN;
      }
    },
    toPlane(angles, count, plane) {
      for (let i = 0; i < 2 * count; i += 2) {
        const phi = angles[i];
        const theta = angles[i + 1];
        const quadrant = Math.min(3, Math.max(0, Math.floor((phi + Math.PI) / (Math.PI / 2))));
        const psi = phi + Math.PI - (quadrant + 0.5) * (Math.PI / 2); // from the wing's spine
        const s = Math.sin(theta);
        let xi = psi;
        let eta = 0.375 * Math.PI * s;
        if (Math.abs(s) > 2 / 3) {
          const sinHalf = Math.sin((Math.PI / 2 - Math.abs(theta)) / 2);
          const sigma = Math.sqrt(6) * sinHalf; // √(3(1 − |sinθ|))
          xi = psi * sigma;
          eta = Math.sign(theta) * (Math.PI / 4) * (2 - sigma);
        }
        eta -= Math.PI / 2;
        const x = quadrant === 0 ? -xi + eta : quadrant === 1 ? xi + eta : quadrant === 2 ? xi - eta : -xi - eta;
        const y = quadrant === 0 ? -xi - eta : quadrant === 1 ? -xi + eta : quadrant === 2 ? xi + eta : xi - eta;
        plane[i] = x * Math.SQRT1_2;
        plane[i + 1] = y * Math.SQRT1_2;
      }
    },
  });
