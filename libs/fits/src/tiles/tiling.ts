import { DamagedError, LimitError, UnsupportedError, type DamageSite } from '#faults';
import type { Bitpix, Hdu, ImageShape } from '../hdu.js';
import type { Header } from '../header.js';
import { cardSite } from '../header-end.js';
import { CODECS } from './codecs/table.js';
import type { TileKind } from './decode-tile.js';
import type { Quantised } from './quantised.js';
import { TileGrid } from './tile-grid.js';

/** What the Z keywords say of a tile-compressed image (Standard §10.1). */
export interface Tiling {
  readonly shape: ImageShape;
  readonly grid: TileGrid;
  readonly kind: TileKind;
  readonly dither: Quantised['dither'];
  /** ZDITHER0 */
  readonly ditherSeed: number;
  /** ZQUANTIZ = 'NONE': floats are as they were, whatever ZSCALE says */
  readonly lossless: boolean;
}

/** A tile's pixels are decoded all at once. */
export const MAX_TILE_BYTES = 256 * 1024 * 1024;

/** Throws UnsupportedError for a ZCMPTYPE, ZMASKCMP or ZQUANTIZ that is not known, LimitError for tiles above 256 MiB, DamagedError naming the card. */
export function tilingOf({ header, index, headerOffset }: Hdu, file: string): Tiling {
  const read = new Keywords(header, { file, hdu: index, offset: headerOffset });
  const bitpix = read.integer('ZBITPIX', (value) => BITPIX.includes(value), 'one of 8, 16, 32, 64, -32, -64') as Bitpix;
  const naxis = read.integer('ZNAXIS', (value) => value > 0 && value <= 999, '1 to 999');
  const axes = Array.from({ length: naxis }, (_, i) => read.integer(`ZNAXIS${i + 1}`, (value) => value > 0, 'a whole number from 1 on'));
  const pixels = axes.reduce((product, length) => product * length, 1);
  const bytesPerPixel = Math.abs(bitpix) / 8;
  if (pixels * bytesPerPixel > Number.MAX_SAFE_INTEGER)
    throw read.damage('ZNAXIS', `ZNAXISn = ${axes.join(', ')} are more than 2^53 bytes`);
  // A tile larger than the image is the image: so CFITSIO takes it.
  const tileAxes = axes.map((length, i) => Math.min(length, read.tile(i + 1, length)));
  const tileBytes = tileAxes.reduce((product, length) => product * length, bytesPerPixel);
  if (tileBytes > MAX_TILE_BYTES)
    throw new LimitError(
      `HDU ${index} of ${file} has tiles of ${tileBytes} bytes (ZTILEn = ${tileAxes.join(', ')}), the most is ${MAX_TILE_BYTES}`,
    );
  const quantisation = (header.string('ZQUANTIZ') ?? '').trim().toUpperCase();
  const dither = DITHERS[quantisation];
  if (dither === undefined) throw read.unsupported('ZQUANTIZ', quantisation, Object.keys(DITHERS));
  const codec = read.codec('ZCMPTYPE');
  const plioUnsigned = codec === 'PLIO_1' && header.number('BZERO') === 32768;
  return {
    shape: { bitpix, axes, bytesPerPixel, pixels },
    grid: new TileGrid(axes, tileAxes),
    kind: {
      bitpix,
      codec,
      parameters: parametersOf(header, codec),
      maskCodec: header.has('ZMASKCMP') ? read.codec('ZMASKCMP') : undefined,
      blank: bitpix > 0 ? (header.integer('BLANK') ?? header.integer('ZBLANK')) : undefined,
      shift: plioUnsigned ? -32768 : 0,
    },
    dither,
    ditherSeed: header.integer('ZDITHER0') ?? 1,
    lossless: quantisation === 'NONE',
  };
}

const BITPIX: readonly number[] = [8, 16, 32, 64, -32, -64];

/** By ZQUANTIZ; '' is none at all, as before 2009. */
const DITHERS: Readonly<Record<string, Quantised['dither'] | undefined>> = {
  '': 'none',
  NONE: 'none',
  NO_DITHER: 'none',
  SUBTRACTIVE_DITHER_1: 'subtractive',
  SUBTRACTIVE_DITHER_2: 'subtractive, zeros kept',
};

/** ZNAMEi and ZVALi; without names in the order that CFITSIO writes them in. */
function parametersOf(header: Header, codec: string): Record<string, number> {
  const usual = codec.startsWith('RICE') ? ['BLOCKSIZE', 'BYTEPIX'] : codec === 'HCOMPRESS_1' ? ['SCALE', 'SMOOTH'] : [];
  const parameters: Record<string, number> = {};
  for (let i = 1; i <= 99 && (header.has(`ZVAL${i}`) || header.has(`ZNAME${i}`)); i++) {
    const value = header.number(`ZVAL${i}`);
    const name = (header.string(`ZNAME${i}`) ?? usual[i - 1] ?? '').trim().toUpperCase();
    if (value !== undefined && name !== '') parameters[name] = value;
  }
  // An early writer had the two the wrong way round; CFITSIO reads it so.
  const { BLOCKSIZE, BYTEPIX } = parameters;
  return BLOCKSIZE < 16 && BYTEPIX > 8 ? { ...parameters, BLOCKSIZE: BYTEPIX, BYTEPIX: BLOCKSIZE } : parameters;
}

class Keywords {
  constructor(
    readonly header: Header,
    readonly site: DamageSite,
  ) {}

  integer(keyword: string, is: (value: number) => boolean, expected: string): number {
    const value = this.header.integer(keyword);
    if (value !== undefined && is(value)) return value;
    const given = this.header.has(keyword) ? `= ${this.header.value(keyword)}` : 'is missing';
    throw this.damage(keyword, `${keyword} ${given}, expected ${expected}`);
  }

  /** ZTILEn; rows by default. */
  tile(axis: number, length: number): number {
    if (!this.header.has(`ZTILE${axis}`)) return axis === 1 ? length : 1;
    return this.integer(`ZTILE${axis}`, (value) => value > 0, 'a whole number from 1 on');
  }

  codec(keyword: string): string {
    const name = this.header.string(keyword)?.trim().toUpperCase();
    if (name === undefined) throw this.damage(keyword, `${keyword} is missing`);
    if (!Object.hasOwn(CODECS, name)) throw this.unsupported(keyword, name, Object.keys(CODECS));
    return name;
  }

  damage(keyword: string, what: string): DamagedError {
    const card = this.header.cardNumber(keyword);
    return new DamagedError(what, card === undefined ? this.site : cardSite(this.site, card - 1));
  }

  unsupported(keyword: string, value: string, known: readonly string[]): UnsupportedError {
    const names = known.filter((name) => name !== '').join(', ');
    return new UnsupportedError(`HDU ${this.site.hdu} of ${this.site.file} has ${keyword} = '${value}'; known are ${names}`);
  }
}
