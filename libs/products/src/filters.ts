import { POL_STATES, type Shape } from '#region';
import { sectionText, type PixelSection } from './pixel-section.js';
import type { VelocityInterval } from './spectral-interval.js';

/** Which part of the data a product is made from; what is absent does not restrict. */
export interface Filters {
  /** ICRS; with the parameter it came from, for messages */
  readonly shape?: { readonly parameter: string; readonly shape: Shape };
  /** vacuum wavelength in the file's own spectral frame; ±Infinity leaves an end open */
  readonly bandMetres?: readonly [number, number];
  /** instead of `bandMetres` */
  readonly velocity?: VelocityInterval;
  /** instead of `bandMetres`: in the file's own spectral frame */
  readonly frequencyHz?: readonly [number, number];
  /** of a line on an axis whose header has no rest value: what wavelengths and frequencies need there; `velocity` has its own */
  readonly restFrequencyHz?: number;
  /** MJD, UTC */
  readonly timeMjd?: readonly [number, number];
  /** labels of POL_STATES; all of them together are one filter */
  readonly pols?: readonly string[];
  /** 1-based, inclusive, on the spectral axis */
  readonly channels?: readonly [number, number];
  /** instead of all of the above */
  readonly pixels?: PixelSection;
  /** EXTNAME or 0-based number */
  readonly hdu?: string;
  /** blanks the pixels outside the shape: those whose centre is outside, or those that it does not touch */
  readonly maskOut?: 'hard' | 'touch';
}

/** One line that says the same for the same request, however it was spelled: made from what the parameters mean, not from their text. */
export function canonical(filters: Filters): string {
  return parameterTexts(filters)
    .map(([name, text]) => `${name}=${text}`)
    .join(' ');
}

/** The parameters that restrict anything, each with its value in one spelling. */
export function parameterTexts(filters: Filters): [name: string, text: string][] {
  const {
    shape,
    bandMetres,
    velocity,
    frequencyHz,
    restFrequencyHz = velocity?.restFrequencyHz,
    timeMjd,
    pols,
    channels,
    pixels,
    hdu,
    maskOut,
  } = filters;
  const texts: [string, string | undefined][] = [
    shape ? shapeText(shape.shape) : ['POS', undefined],
    ['BAND', bandMetres && numbers(bandMetres)],
    ['VELO', velocity && numbers(velocity.kms)],
    ['DOPPLER', velocity?.doppler],
    ['RESTFREQ', restFrequencyHz === undefined ? undefined : `${restFrequencyHz}`],
    ['FREQ', frequencyHz && numbers(frequencyHz)],
    ['TIME', timeMjd && numbers(timeMjd)],
    ['POL', pols && statesInOrder(pols).join(',')],
    ['CHANNEL', channels && numbers(channels)],
    ['PIXELS', pixels && sectionText(pixels)],
    ['HDU', hdu !== undefined && /^\d+$/.test(hdu) ? `${Number(hdu)}` : hdu?.trim().toUpperCase()],
    ['MASKOUT', maskOut],
  ];
  return texts.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

export function isEmpty(filters: Filters): boolean {
  return Object.values(filters).every((filter) => filter === undefined);
}

/** POS says the same as CIRCLE and POLYGON; a range has no parameter but POS. */
function shapeText(shape: Shape): [name: string, text: string] {
  if (shape.kind === 'circle') return ['CIRCLE', numbers([shape.lonDeg, shape.latDeg, shape.radiusDeg])];
  if (shape.kind === 'polygon') return ['POLYGON', numbers(shape.verticesDeg)];
  return ['POS', `RANGE ${numbers([shape.lon1Deg, shape.lon2Deg, shape.lat1Deg, shape.lat2Deg])}`];
}

/** DALI spells infinity Inf. */
function numbers(values: readonly number[]): string {
  return values.map((value) => `${value}`.replace('Infinity', 'Inf')).join(' ');
}

/** Each state once, in ObsCore order; labels that it does not have go behind. */
function statesInOrder(labels: readonly string[]): string[] {
  const order = POL_STATES.map(({ label }) => label);
  const place = (label: string) => (order.includes(label) ? order.indexOf(label) : order.length);
  return [...new Set(labels)].toSorted((a, b) => place(a) - place(b));
}
