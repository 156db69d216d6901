import { POLARIZATION_STATES } from '#ivoa';
import { polLabelOf } from '#region';
import type { StokesAxis } from '#wcs';

export interface Polarization {
  /** `/I/Q/U/`, in ObsCore's order; null when polarization was not measured */
  readonly pol_states: string | null;
  readonly pol_xel: number;
  readonly labels: readonly string[];
  readonly guesses: readonly string[];
}

/** There are twelve codes; a longer axis is no axis of polarizations, whatever its CTYPE and its (perhaps damaged) length say. */
const MOST_PLANES = 1000;

/** The states of a STOKES axis with `length` planes. Planes whose code ObsCore has no name for are passed over. */
export function polarization(stokes: StokesAxis | undefined, length: number): Polarization {
  if (stokes === undefined) return { pol_states: null, pol_xel: 0, labels: [], guesses: [] };
  const codes = Array.from({ length: Math.min(length, MOST_PLANES) }, (_, pixel) => stokes.codeAt(pixel));
  const found = new Set(codes.map(polLabelOf));
  const labels = POLARIZATION_STATES.filter((label) => found.has(label));
  const strange = codes.filter((code) => polLabelOf(code) === undefined);
  const guesses =
    strange.length > 0 ? [`pol_states: STOKES axis has ${strange.length} planes with codes that FITS does not name (${strange[0]})`] : [];
  if (labels.length === 0) return { pol_states: null, pol_xel: 0, labels, guesses };
  return { pol_states: `/${labels.join('/')}/`, pol_xel: labels.length, labels, guesses };
}
