import type { Hdu, HduKind } from '#fits';

const WHOLE = 'the whole file is at #this';

/** Why nothing of this file can be cut, as what follows its name; undefined when it has an image with pixels that stand as they are. */
export function refusalOf(hdus: readonly Hdu[], compression?: string): string | undefined {
  if (compression !== undefined) return `is ${compression} as a whole; this release cuts uncompressed FITS only, ${WHOLE}`;
  if (hdus.some(({ image }) => image !== undefined)) return undefined;
  const tiled = hdus.find(({ kind }) => kind === 'tile-compressed');
  if (tiled !== undefined) {
    const codec = tiled.header.string('ZCMPTYPE') ?? 'unknown codec';
    return `has its images tile-compressed only (HDU ${tiled.index}, ${codec}); this release cuts uncompressed images only, ${WHOLE}`;
  }
  const others = hdus.filter(({ dataLength }) => dataLength > 0).map(({ index, kind }) => `HDU ${index} is ${KINDS[kind]}`);
  if (others.length > 3) others.splice(3, others.length, `${others.length - 3} more HDUs are no images either`);
  return `has no image with pixels to cut (${others.join(', ') || 'no HDU has data'}); ${WHOLE}`;
}

const KINDS = {
  image: 'an image without pixels',
  bintable: 'a binary table',
  table: 'an ASCII table',
  groups: 'random groups',
  'tile-compressed': 'a tile-compressed image',
  unknown: 'of an unknown kind',
} satisfies Record<HduKind, string>;
