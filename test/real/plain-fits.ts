const BLOCK = 2880;
const CARD = 80;

/** An HDU as it lies in the bytes, read by a parser that owes nothing to libs/fits. */
export interface PlainHdu {
  readonly cards: readonly string[];
  readonly headerBytes: Uint8Array;
  readonly axes: readonly number[];
  readonly bitpix: number;
  /** without padding */
  readonly data: Uint8Array;
}

/** Splits a FITS file; throws when its length is not exactly that of its HDUs. */
export function plainFits(bytes: Uint8Array): PlainHdu[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const hdus: PlainHdu[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = at;
    while (text.slice(end, end + CARD).trimEnd() !== 'END') {
      end += CARD;
      if (end >= bytes.length) throw new Error(`no END card after byte ${at}`);
    }
    const cards = Array.from({ length: (end - at) / CARD }, (_, k) => text.slice(at + k * CARD, at + (k + 1) * CARD));
    const integer = (keyword: string, absent: number): number => {
      const card = cards.find((one) => one.startsWith(`${keyword.padEnd(8)}=`));
      return card === undefined ? absent : Number.parseInt(card.slice(10), 10);
    };
    const dataAt = at + padded(end + CARD - at);
    const axes = Array.from({ length: integer('NAXIS', 0) }, (_, k) => integer(`NAXIS${k + 1}`, 0));
    const bitpix = integer('BITPIX', 8);
    const elements = axes.length === 0 ? 0 : axes.reduce((product, n) => product * n, 1);
    const length = (Math.abs(bitpix) / 8) * integer('GCOUNT', 1) * (integer('PCOUNT', 0) + elements);
    if (dataAt + padded(length) > bytes.length) throw new Error(`HDU ${hdus.length} ends beyond the file`);
    hdus.push({ cards, headerBytes: bytes.subarray(at, dataAt), axes, bitpix, data: bytes.subarray(dataAt, dataAt + length) });
    at = dataAt + padded(length);
  }
  return hdus;
}

const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;
