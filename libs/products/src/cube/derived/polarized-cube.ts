import { UsageError } from '#faults';
import type { Cube, PolarizedState } from '../cube.js';
import type { CubeOptions, CubePlane } from '../cube-options.js';
import { floatImage } from './float-image.js';

/** Opens a cube with planes that the file has. */
type Open = (options: CubeOptions) => Promise<Cube>;

/**
 * A cube, or one of linear polarization that is made of its planes Q and U when POL asks for that.
 * @throws UsageError when there are no Q and U; what `open` throws
 */
export async function openPolarized(options: CubeOptions, open: Open): Promise<Cube> {
  const { filters } = options;
  const state = (filters.pols ?? []).find((label): label is PolarizedState => label === 'POLI' || label === 'POLA');
  if (!state) return open(options);
  if (filters.pols!.length > 1)
    throw new UsageError(
      `POL=${state} is computed from Q and U, and is asked for alone; got ${filters.pols!.join(', ')}: send a request for each`,
    );
  const all = await open({ ...options, filters: { ...filters, pols: undefined } });
  assertLinear(all, state);
  return polarized(await open({ ...options, filters: { ...filters, pols: ['Q', 'U'] } }), state, options);
}

function assertLinear({ image, planes, source }: Cube, state: PolarizedState): void {
  if (!image.wcs.stokes)
    throw new UsageError(`POL=${state} is computed from Q and U: HDU ${image.hdu.index} of ${source.name} has no polarization axis`);
  const found = [...new Set(planes.map(({ label }) => label))].filter((label) => label !== '');
  const missing = ['Q', 'U'].filter((label) => !found.includes(label));
  if (missing.length > 0)
    throw new UsageError(
      `POL=${state} is computed from Q and U: HDU ${image.hdu.index} of ${source.name} has no ${missing.join(' and no ')}, only ${found.join(', ') || 'states without a name'}`,
    );
}

/**
 * Planes √(Q² + U²), or ½ atan2(U, Q) in degrees from north through east (kernels.md §5).
 * @param of with planes Q and U alone
 */
export function polarized(of: Cube, state: PolarizedState, options: CubeOptions): Cube {
  const axis = of.image.wcs.stokes!.axis;
  const at = of.otherAxes.indexOf(axis);
  const q = of.planes.flatMap(({ label }, p) => (label === 'Q' ? [p] : []));
  const others = ({ index }: CubePlane): string => index.filter((_, i) => i !== at).join(' ');
  const u = q.map((p) => of.planes.findIndex((plane) => plane.label === 'U' && others(plane) === others(of.planes[p])));
  const planes = q.map((p) => ({ index: of.planes[p].index.map((pixel, i) => (i === at ? 0 : pixel)), label: state }));
  const { text, unit } = STATES[state];
  const image = floatImage(
    of.image,
    (editor) => {
      const n = axis + 1;
      if (axis < of.image.shape.axes.length) editor.set(`NAXIS${n}`, 1);
      // FITS has no number for it on an axis of polarizations.
      editor.set(`CTYPE${n}`, 'POLSTATE', `was STOKES; ${state} has no number there`);
      editor.set(`CRPIX${n}`, 1).set(`CRVAL${n}`, 1);
      editor.remove('BTYPE').set('STOKES', state, text);
      if (unit !== undefined) editor.set('BUNIT', unit);
    },
    of.image.shape.axes.map((size, i) => (i === axis ? 1 : size)),
  );
  const { channels } = of.beams;
  return {
    ...of,
    options,
    image,
    planes,
    cuts: of.cuts.map((cut, i) => (i === axis ? { size: 1, first: 0, count: 1, step: 1 } : cut)),
    uneven: false,
    pixels: { bitpix: image.shape.bitpix, bscale: 1, bzero: 0 },
    unit: unit ?? of.unit,
    beams: channels ? { ...of.beams, channels: q.map((p) => channels[p]) } : of.beams,
    variance: undefined,
    derived: { kind: 'polarized', of, state, q, u },
    notes: [...(of.notes ?? []), `${state} is ${text}${state === 'POLI' ? ', without taking off the bias of noise' : ''}`],
  };
}

const STATES: Readonly<Record<PolarizedState, { readonly text: string; readonly unit?: string }>> = {
  POLI: { text: 'sqrt(Q^2 + U^2)' },
  POLA: { text: '0.5 atan2(U, Q), north through east', unit: 'deg' },
};
