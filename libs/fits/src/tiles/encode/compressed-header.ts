import { CARD_BYTES } from '../../card.js';
import type { CardValue } from '../../card-value.js';
import { padded } from '../../header-end.js';
import type { Hdu, ImageShape } from '../../hdu.js';
import { Header } from '../../header.js';
import { HeaderEditor } from '../../header-editor.js';
import { checksumText, sumBoth, sumOf } from './checksum.js';
import { RICE_BLOCKSIZE } from './rice.js';

/** How an image is stored as a table. */
export interface TileTable {
  readonly codec: 'RICE_1' | 'GZIP_2';
  readonly tileAxes: readonly number[];
  /** rows of the table */
  readonly tiles: number;
  /** of a descriptor: 8, or 16 when the heap may exceed 2 GiB (1QB) */
  readonly rowBytes: 8 | 16;
}

/** What is known once the tiles are written; the header has the same length before and after. */
export interface Filled {
  readonly heapBytes: number;
  /** bytes of the largest tile */
  readonly longest: number;
  /** of the table and its heap, and of the image as it was */
  readonly sum: number;
  readonly pixelSum: number;
}

const COMPRESSED = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|BLOCKED|PCOUNT|GCOUNT|CHECKSUM|DATASUM)$/;

/** Keywords that would tell of the table or of its compression rather than of the image; what is left of an older form of the image. */
const RESERVED =
  /^(T(FIELDS|HEAP|FORM\d+|TYPE\d+|UNIT\d+|NULL\d+|SCAL\d+|ZERO\d+|DISP\d+|DIM\d+)|Z(IMAGE|SIMPLE|TENSION|BITPIX|NAXIS\d*|EXTEND|BLOCKED|PCOUNT|GCOUNT|TILE\d+|CMPTYPE|NAME\d+|VAL\d+|QUANTIZ|DITHER0|MASKCMP|SCALE|ZERO|BLANK|HECKSUM|DATASUM))$/;

/** The header of the table that an image becomes (Standard §10.1.1), its own cards behind those of the table, in their order and byte for byte. */
export function compressedHeader(
  { header, index }: Hdu,
  { bitpix, axes }: ImageShape,
  table: TileTable,
  filled: Filled,
): Uint8Array<ArrayBuffer> {
  const { codec, tileAxes, tiles, rowBytes } = table;
  const form = `1${rowBytes === 16 ? 'Q' : 'P'}B(${filled.longest})`;
  const head = HeaderEditor.empty()
    .set('XTENSION', 'BINTABLE', 'binary table extension')
    .set('BITPIX', 8, '8-bit bytes')
    .set('NAXIS', 2, '2-dimensional binary table')
    .set('NAXIS1', rowBytes, 'width of table in bytes')
    .set('NAXIS2', tiles, 'number of rows in table')
    .set('PCOUNT', filled.heapBytes, 'size of special data area')
    .set('GCOUNT', 1, 'one data group')
    .set('TFIELDS', 1, 'number of fields in each row')
    .set('TTYPE1', 'COMPRESSED_DATA', 'label for field   1')
    .set('TFORM1', form, 'data format of field: variable length array')
    .set('ZIMAGE', true, 'extension contains compressed image');
  // Comments stay those of the image, for they come back with it.
  const kept = (keyword: string, value: CardValue, comment: string): void => {
    head.set(`Z${keyword}`, value, header.comment(keyword) ?? comment);
  };
  if (index === 0) kept('SIMPLE', true, 'conforms to FITS standard');
  else head.set('ZTENSION', 'IMAGE', header.comment('XTENSION') ?? 'image extension');
  kept('BITPIX', bitpix, 'array data type');
  kept('NAXIS', axes.length, 'number of array dimensions');
  axes.forEach((length, axis) => kept(`NAXIS${axis + 1}`, length, ''));
  if (index === 0 && header.has('EXTEND')) kept('EXTEND', header.logical('EXTEND') ?? true, '');
  if (index === 0 && header.has('BLOCKED')) kept('BLOCKED', header.logical('BLOCKED') ?? true, '');
  if (index > 0) kept('PCOUNT', 0, 'number of parameters');
  if (index > 0) kept('GCOUNT', 1, 'number of groups');
  tileAxes.forEach((length, axis) => head.set(`ZTILE${axis + 1}`, length, 'size of tiles to be compressed'));
  head.set('ZCMPTYPE', codec, 'compression algorithm');
  if (codec === 'RICE_1') {
    head.set('ZNAME1', 'BLOCKSIZE', 'compression block size').set('ZVAL1', RICE_BLOCKSIZE, 'pixels per block');
    head.set('ZNAME2', 'BYTEPIX', 'bytes per pixel (1, 2, 4, or 8)').set('ZVAL2', Math.abs(bitpix) / 8, 'bytes per pixel');
  }
  if (bitpix < 0) head.set('ZQUANTIZ', 'NONE', 'lossless compression without quantization');
  head.set('ZDATASUM', `${filled.pixelSum}`, 'DATASUM of the image before compression');
  const own = header.edit().remove(COMPRESSED).remove(RESERVED);
  const tail = HeaderEditor.empty().set('DATASUM', `${filled.sum}`, 'data unit checksum').set('CHECKSUM', '0'.repeat(16), 'HDU checksum');
  return withChecksum(joined([head.toBytes(), own.toBytes(), tail.toBytes()]), filled.sum);
}

/** A primary header without data, for a file whose primary HDU becomes a table. */
export function emptyPrimary(): Uint8Array<ArrayBuffer> {
  const editor = HeaderEditor.empty()
    .set('SIMPLE', true, 'file does conform to FITS standard')
    .set('BITPIX', 8, 'number of bits per data pixel')
    .set('NAXIS', 0, 'number of data axes')
    .set('EXTEND', true, 'the image is in a compressed extension')
    .set('DATASUM', '0', 'data unit checksum')
    .set('CHECKSUM', '0'.repeat(16), 'HDU checksum');
  return withChecksum(editor.toBytes(), 0);
}

/** Headers as one: all cards before each END, and one END. */
function joined(headers: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const cards = headers.map((bytes) => bytes.subarray(0, Header.parse(bytes, { file: 'header' }).length * CARD_BYTES));
  const length = cards.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const out = Buffer.alloc(padded(length + CARD_BYTES), ' ');
  let at = 0;
  for (const bytes of cards) {
    out.set(bytes, at);
    at += bytes.length;
  }
  out.write('END', at);
  return out;
}

/** The last card but END is CHECKSUM with zeros; it is made what the whole HDU needs. */
function withChecksum(header: Uint8Array<ArrayBuffer>, dataSum: number): Uint8Array<ArrayBuffer> {
  const at = (Header.parse(header, { file: 'header' }).length - 1) * CARD_BYTES + 11;
  Buffer.from(header.buffer, header.byteOffset).write(checksumText(sumBoth(dataSum, sumOf(header), 0)), at, 'latin1');
  return header;
}
