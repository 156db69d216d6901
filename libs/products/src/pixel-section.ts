import { UnsupportedError, UsageError } from '#faults';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';

/** A FITS section: 1-based pixels, both ends included, of one image; axes that are not named are whole. */
export interface PixelSection {
  /** 0-based number of the HDU, or its EXTNAME (in upper case) with its EXTVER */
  readonly extension?: number | { readonly name: string; readonly version?: number };
  /** NAXIS1 first; without `first` and `last` the axis is whole */
  readonly axes: readonly PixelRange[];
}

export interface PixelRange {
  readonly first?: number;
  readonly last?: number;
  readonly step: number;
}

/** `[SCI,2][1:100:2,*]`, one spelling for the same section. */
export function sectionText({ extension, axes }: PixelSection): string {
  const ranges = axes.map(({ first, last, step }) => `${first === undefined ? '*' : `${first}:${last}`}${step === 1 ? '' : `:${step}`}`);
  return `${extension === undefined ? '' : `[${extensionText(extension)}]`}${ranges.length > 0 ? `[${ranges.join(',')}]` : ''}`;
}

export function extensionText(extension: NonNullable<PixelSection['extension']>): string {
  if (typeof extension === 'number') return `${extension}`;
  return extension.version === undefined ? extension.name : `${extension.name},${extension.version}`;
}

/**
 * The cut that a section is of an image: what lies beyond the image is left out, and the steps are counted from the first pixel that was named.
 * @returns undefined when nothing is left
 * @throws UsageError for more axes than the image has; UnsupportedError when steps would need other pixels of the header than Sodalite can write
 */
export function cutsOf(section: PixelSection, image: Image): readonly AxisCut[] | undefined {
  const sizes = image.shape.axes;
  if (section.axes.length > sizes.length) {
    const has = `has ${sizes.length} (${sizes.join(' x ')} pixels)`;
    throw new UsageError(`PIXELS names ${section.axes.length} axes in ${sectionText(section)}, but HDU ${image.hdu.index} ${has}`);
  }
  const cuts = sizes.map((size, axis) => cutOf(size, section.axes[axis]));
  if (cuts.some(({ count }) => count <= 0)) return undefined;
  const stretched = cuts.findIndex(({ count, step }) => step > 1 && count > 1);
  const why = stretched < 0 ? undefined : fixedPixels(image);
  if (why !== undefined) throw new UnsupportedError(`PIXELS cannot step over pixels of HDU ${image.hdu.index}: ${why}`);
  return cuts;
}

function cutOf(size: number, range: PixelRange | undefined): AxisCut {
  const { first = 1, last = size, step = 1 } = range ?? {};
  const skipped = first < 1 ? Math.ceil((1 - first) / step) * step : 0;
  const from = first + skipped - 1;
  const count = Math.floor((Math.min(last, size) - 1 - from) / step) + 1;
  return { size, first: from, count, step: count > 1 ? step : 1 };
}

/** Why the header of an image cannot be written for every second pixel: distortions that are tables of whole pixels, or records that count them. */
function fixedPixels({ header }: Image): string | undefined {
  const found = PIXEL_FUNCTIONS.find(([pattern]) => header.cards.some(({ kind, keyword }) => kind === 'value' && pattern.test(keyword)));
  return found?.[1];
}

const PIXEL_FUNCTIONS: readonly (readonly [keywords: RegExp, why: string])[] = [
  [/^(CPDIS|CQDIS)\d+[A-Z]?$/, 'a distortion of its coordinates (CPDIS, CQDIS) is a function of whole pixels'],
  [/^(D2IMDIS\d+|D2IMARR|AXISCORR)$/, 'a distortion of its detector (D2IMDIS) is a table of whole pixels'],
];
