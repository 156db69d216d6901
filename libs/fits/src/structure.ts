import { DamagedError, type DamageSite } from '#faults';
import type { Bitpix, HduKind, ImageShape } from './hdu.js';
import type { Header } from './header.js';
import { cardSite } from './header-end.js';

export interface Structure {
  readonly kind: HduKind;
  readonly dataLength: number;
  readonly image?: ImageShape;
}

/** What the mandatory keywords say of the data unit (Standard §4.4.1, §6, §7.1.1). Throws DamagedError naming the card. */
export function structureOf(header: Header, site: DamageSite): Structure {
  const bitpix = bitpixOf(header, site);
  const axes = axesOf(header, site);
  const kind = kindOf(header, axes);
  const pcount = count(header, 'PCOUNT', 0, site);
  const gcount = Math.max(count(header, 'GCOUNT', 1, site), 1);
  const bytesPerPixel = Math.abs(bitpix) / 8;
  // Random groups (§6.1.2): NAXIS1 = 0 is a mark, not a factor.
  const pixels = product(kind === 'groups' ? axes.slice(1) : axes, header, site);
  const dataLength = axes.length === 0 ? 0 : bytesPerPixel * gcount * (pcount + pixels);
  // Beyond 2^53 - 2880 the padded size is no exact number any more; no file is that long.
  if (dataLength > Number.MAX_SAFE_INTEGER - 2880) throw damage(header, 'NAXIS', `a data unit of ${dataLength} bytes is beyond 2^53`, site);
  return kind === 'image' && axes.length > 0 && pixels > 0
    ? { kind, dataLength, image: { bitpix, axes, bytesPerPixel, pixels } }
    : { kind, dataLength };
}

const BITPIX: readonly number[] = [8, 16, 32, 64, -32, -64];

/** XTENSION values, with the names they had before they were registered. */
const KINDS = new Map<string, HduKind>([
  ['IMAGE', 'image'],
  ['IUEIMAGE', 'image'],
  ['TABLE', 'table'],
  ['BINTABLE', 'bintable'],
  ['A3DTABLE', 'bintable'],
]);

function kindOf(header: Header, axes: readonly number[]): HduKind {
  const xtension = header.string('XTENSION');
  if (xtension === undefined) return header.logical('GROUPS') === true && axes.length > 0 && axes[0] === 0 ? 'groups' : 'image';
  const kind = KINDS.get(xtension.trim().toUpperCase()) ?? 'unknown';
  return kind === 'bintable' && header.logical('ZIMAGE') === true ? 'tile-compressed' : kind;
}

function bitpixOf(header: Header, site: DamageSite): Bitpix {
  const bitpix = header.integer('BITPIX');
  if (bitpix !== undefined && BITPIX.includes(bitpix)) return bitpix as Bitpix;
  throw damage(header, 'BITPIX', `${given(header, 'BITPIX')}, expected one of ${BITPIX.join(', ')}`, site);
}

function axesOf(header: Header, site: DamageSite): number[] {
  const naxis = header.integer('NAXIS');
  if (naxis === undefined || naxis < 0 || naxis > 999) throw damage(header, 'NAXIS', `${given(header, 'NAXIS')}, expected 0 to 999`, site);
  return Array.from({ length: naxis }, (_, i) => {
    const length = header.integer(`NAXIS${i + 1}`);
    if (length !== undefined && length >= 0) return length;
    throw damage(header, `NAXIS${i + 1}`, `${given(header, `NAXIS${i + 1}`)}, expected a whole number from 0 to 2^53`, site);
  });
}

function count(header: Header, keyword: string, fallback: number, site: DamageSite): number {
  const value = header.value(keyword);
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw damage(header, keyword, `${given(header, keyword)}, expected a whole number from 0 to 2^53`, site);
}

function product(axes: readonly number[], header: Header, site: DamageSite): number {
  if (axes.includes(0)) return 0;
  let pixels = 1;
  for (const length of axes) {
    pixels *= length;
    if (pixels > Number.MAX_SAFE_INTEGER) throw damage(header, 'NAXIS', `NAXISn = ${axes.join(', ')} are more than 2^53 pixels`, site);
  }
  return pixels;
}

function given(header: Header, keyword: string): string {
  if (!header.has(keyword)) return `${keyword} is missing`;
  const value = header.value(keyword);
  return `${keyword} = ${typeof value === 'string' ? `'${value}'` : value}`;
}

function damage(header: Header, keyword: string, what: string, site: DamageSite): DamagedError {
  const card = header.cardNumber(keyword);
  return new DamagedError(what, card === undefined ? site : cardSite(site, card - 1));
}
