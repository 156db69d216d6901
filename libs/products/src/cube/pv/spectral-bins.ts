import { UsageError } from '#faults';
import { beamAt } from '../cube-beams.js';
import type { Cube } from '../cube.js';

/**
 * The same cube with groups of `bin` channels as its channels, as headers tell of them; the beam of a group is that of the channel in its middle. What is
 * left behind the last whole group is left out: an axis of FITS has steps of one size.
 * @throws UsageError when there is no whole group
 */
export function spectralBins(cube: Cube, bin = 1): Cube {
  if (!(Number.isInteger(bin) && bin >= 1)) throw new UsageError(`SPECBIN is ${bin}; expected a whole number of channels, 1 or more`);
  if (bin === 1) return cube;
  const nz = Math.floor(cube.nz / bin);
  if (nz === 0) throw new UsageError(`SPECBIN is ${bin} and the slice has ${cube.nz} channels; expected at most as many`);
  const { spectral, box, planes, beams } = cube;
  const edges = Float64Array.from({ length: nz + 1 }, (_, k) => spectral.edges[k * bin]);
  const values = Float64Array.from({ length: nz }, (_, k) => box.z.first + k * bin + (bin - 1) / 2);
  spectral.at(values, nz, values);
  const widths = Float64Array.from(values, (_, k) => Math.abs(edges[k + 1] - edges[k]));
  const middles = planes.map((_, plane) => Array.from({ length: nz }, (__, k) => beamAt(beams, plane, k * bin + (bin >> 1))));
  return {
    ...cube,
    nz,
    box: { ...box, z: { first: box.z.first, count: nz * bin } },
    spectral: { ...spectral, edges, values, widths, frequenciesHz: undefined },
    beams: beams.channels ? { ...beams, channels: middles } : beams,
  };
}
