import { UnsupportedError, UsageError } from '#faults';

/**
 * Polarization states in ObsCore order with their codes on a FITS STOKES axis (WCS Paper I §5.4.2, Table 29 of the Standard).
 * POLI and POLA have no code there: they are valid labels that no plane answers to. (CASA's own numbers for them are not read.)
 */
export const POL_STATES: readonly { readonly label: string; readonly code?: number }[] = [
  { label: 'I', code: 1 },
  { label: 'Q', code: 2 },
  { label: 'U', code: 3 },
  { label: 'V', code: 4 },
  { label: 'RR', code: -1 },
  { label: 'LL', code: -2 },
  { label: 'RL', code: -3 },
  { label: 'LR', code: -4 },
  { label: 'XX', code: -5 },
  { label: 'YY', code: -6 },
  { label: 'XY', code: -7 },
  { label: 'YX', code: -8 },
  { label: 'POLI' },
  { label: 'POLA' },
];

const codes = new Map(POL_STATES.map(({ label, code }) => [label, code]));
const labels = new Map(POL_STATES.filter(({ code }) => code !== undefined).map(({ label, code }) => [code, label]));

/** There are twelve codes; a header that says more than this of its axis must not cost memory and time. */
const MOST_PLANES = 1000;

/** The label of a FITS code, undefined for one that ObsCore has no name for. */
export function polLabelOf(code: number): string | undefined {
  return labels.get(Math.round(code));
}

/**
 * The planes (0-based, in file order, of a STOKES axis with `length` of them) that hold one of the states; empty when none does.
 * @throws UsageError for a label that ObsCore does not have; UnsupportedError for an axis that is too long to be one of polarizations.
 */
export function polPlanes(wanted: readonly string[], codeAt: (pixel: number) => number, length: number): number[] {
  for (const label of wanted)
    if (!codes.has(label))
      throw new UsageError(`polarization state '${label}' is unknown; expected one of ${[...codes.keys()].join(', ')}`);
  if (length > MOST_PLANES)
    throw new UnsupportedError(
      `POL: the polarization axis has ${length} planes; expected at most ${MOST_PLANES}, for there are twelve states`,
    );
  const set = new Set(wanted.map((label) => codes.get(label)).filter((code) => code !== undefined));
  return Array.from({ length }, (_, plane) => plane).filter((plane) => set.has(Math.round(codeAt(plane))));
}
