import type { NoisePower, PixelType } from '#kernels';
import { nameOf, type Image, type Images } from '../../image.js';

/** The image of the same size that says how noisy each sample of another one is. */
export interface Companion {
  readonly image: Image;
  readonly pixels: PixelType;
  /** σ² is the sample to that power: 1 of variances, 2 of errors, −1 and −2 of their inverses */
  readonly power: NoisePower;
}

/**
 * By the cards of ESO's data format (ERRDATA, HDUCLAS2 = 'ERROR' with HDUCLAS3 and SCIDATA) where there are any, else by EXTNAME: STAT, VAR and ERR before
 * names that only begin so. Of several the first behind the image. Flags and masks are none.
 */
export function companionOf({ images }: Images, image: Image, typeOf: (image: Image) => PixelType): Companion | undefined {
  const { axes } = image.shape;
  const alike = images.filter(
    ({ hdu, shape }) =>
      hdu.index > image.hdu.index && shape.axes.length === axes.length && axes.every((length, i) => length === shape.axes[i]),
  );
  for (const rule of RULES) {
    for (const each of alike) {
      const power = rule(each, image);
      // Its coordinates are those of the image: it often says none.
      if (power) return { image: { ...each, wcs: image.wcs }, pixels: typeOf(each), power };
    }
  }
  return undefined;
}

/** What the HDU is called in HISTORY. */
export const COMPANION_WORDS: Readonly<Record<NoisePower, string>> = {
  1: 'variances',
  2: 'errors',
  [-1]: 'inverse variances',
  [-2]: 'inverse errors',
};

type Rule = (each: Image, image: Image) => NoisePower | undefined;

const RULES: readonly Rule[] = [
  (each, image) => (isNamed(each, image.header.string('ERRDATA')) ? (classOf(each) ?? powerOf(each, ANY) ?? 1) : undefined),
  (each, image) => {
    const of = each.header.string('SCIDATA');
    return of === undefined || isNamed(image, of) ? classOf(each) : undefined;
  },
  (each) => powerOf(each, EXACT),
  (each) => powerOf(each, ANY),
];

function isNamed(image: Image, name: string | undefined): boolean {
  return name !== undefined && name.trim() !== '' && nameOf(image).trim().toUpperCase() === name.trim().toUpperCase();
}

/** HDUCLAS3 of an HDU whose HDUCLAS2 is ERROR; one that does not say what it is has squares. */
function classOf({ header }: Image): NoisePower | undefined {
  if (header.string('HDUCLAS2')?.trim().toUpperCase() !== 'ERROR') return undefined;
  return CLASSES[header.string('HDUCLAS3')?.trim().toUpperCase() ?? 'MSE'];
}

const CLASSES: Readonly<Record<string, NoisePower>> = { MSE: 1, RMSE: 2, INVMSE: -1, INVRMSE: -2 };

type Names = readonly (readonly [RegExp, NoisePower])[];

const EXACT: Names = [
  [/^(STAT|VAR|VARIANCE)$/i, 1],
  [/^IVAR$/i, -1],
  [/^(ERR|ERROR|ERRORS)$/i, 2],
];
const ANY: Names = [
  [/^IVAR/i, -1],
  [/^VAR/i, 1],
  [/^ERR/i, 2],
];

function powerOf(image: Image, names: Names): NoisePower | undefined {
  return names.find(([name]) => name.test(nameOf(image).trim()))?.[1];
}
