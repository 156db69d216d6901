import type { Hdu, HduKind } from '#fits';
import type { OpenedDataset } from '../read/open-dataset.js';

const WHOLE = 'the whole file is at #this';

/** Why nothing of this file can be cut, as what follows its name; undefined when it has an image with pixels, or a spectrum. */
export function refusalOf({ fits, images, spectra, unreadable }: OpenedDataset): string | undefined {
  if (unreadable !== undefined) return `${unreadable}; ${WHOLE}`;
  if (images.length > 0 || spectra !== undefined) return undefined;
  const others = (fits?.hdus ?? [])
    .filter(({ dataLength }) => dataLength > 0)
    .map(({ index, kind }: Hdu) => `HDU ${index} is ${KINDS[kind]}`);
  if (others.length > 3) others.splice(3, others.length, `${others.length - 3} more HDUs are none either`);
  return `has no image with pixels and no spectrum to cut (${others.join(', ') || 'no HDU has data'}); ${WHOLE}`;
}

const KINDS = {
  image: 'an image without pixels',
  bintable: 'a binary table',
  table: 'an ASCII table',
  groups: 'random groups',
  'tile-compressed': 'a tile-compressed image',
  unknown: 'of an unknown kind',
} satisfies Record<HduKind, string>;
