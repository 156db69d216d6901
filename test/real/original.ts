import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { plainFits, type PlainHdu } from './plain-fits.js';

/** The HDUs of a file before anybody compressed it: `gzip` undoes what is around the file, and tile-compressed images are described as the images that they were. */
export function originalOf(path: string): PlainHdu[] {
  return plainFits(/\.(gz|z)$/i.test(path) ? expanded(path) : readFileSync(path)).map((hdu) => (isTiled(hdu) ? imageOf(hdu) : hdu));
}

function expanded(path: string): Uint8Array {
  const { status, stdout, stderr } = spawnSync('gzip', ['-dc', path], { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`gzip -dc ${path}: ${stderr}`);
  return stdout;
}

const isTiled = ({ cards }: PlainHdu): boolean => cards.some((card) => /^ZIMAGE *= +T/.test(card));

/** Cards that describe the table or the compression; the rest is the image's own. The pixels are not undone: goldens have their hash. */
const OF_THE_TABLE =
  /^(XTENSION|BITPIX|NAXIS\d?|PCOUNT|GCOUNT|TFIELDS|THEAP|(TTYPE|TFORM|TUNIT|TDIM|TNULL|TSCAL|TZERO)\d+|CHECKSUM|DATASUM|Z\w+) *=/;

function imageOf(hdu: PlainHdu): PlainHdu {
  const integer = (keyword: string): number => Number.parseInt(hdu.cards.find((card) => card.startsWith(keyword.padEnd(8)))!.slice(10), 10);
  const axes = Array.from({ length: integer('ZNAXIS') }, (_, k) => integer(`ZNAXIS${k + 1}`));
  // The name that compressors make up for an image that had none.
  const own = hdu.cards.filter(
    (card) => !OF_THE_TABLE.test(card) && !card.startsWith("EXTNAME = 'COMPRESSED_IMAGE'") && !/^COMMENT.*(compress|checksum)/i.test(card),
  );
  return { ...hdu, axes, bitpix: integer('ZBITPIX'), cards: ["XTENSION= 'IMAGE   '".padEnd(80), ...own], data: new Uint8Array(0) };
}
