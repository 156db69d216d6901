import { BLOCK_BYTES, checksumText, Header, padded, sumBoth, sumOf, type HeaderEditor } from '#fits';
import type { CubeSink } from './computed-plan.js';

/**
 * An HDU whose place in the file and length are known before its pixels are: the cards that tell of those hold their place until the end.
 */
export class ComputedHdu {
  private readonly header: Header;
  readonly headerBytes: number;
  /** @param dataBytes without padding */
  constructor(
    editor: HeaderEditor,
    readonly offset: number,
    readonly dataBytes: number,
    private readonly later: readonly (readonly [keyword: string, comment: string])[] = [],
  ) {
    for (const [keyword, comment] of later) editor.set(keyword, undefined, comment);
    editor.set('CHECKSUM', NO_CHECKSUM, 'HDU checksum').set('DATASUM', '0000000000', 'data unit checksum');
    const bytes = editor.toBytes();
    this.headerBytes = bytes.length;
    this.header = Header.parse(bytes, { file: 'product' });
  }

  /** Of the first pixel, in the file. */
  get dataOffset(): number {
    return this.offset + this.headerBytes;
  }

  get end(): number {
    return this.dataOffset + padded(this.dataBytes);
  }

  /** The header, when the data are there. @param sum of the data @param values texts go to HISTORY */
  async finish(out: CubeSink, sum: number, values: Readonly<Record<string, number | boolean | string | undefined>> = {}): Promise<void> {
    const editor = this.header.edit();
    for (const [keyword] of this.later) {
      const value = values[keyword];
      if (typeof value === 'string') editor.remove(keyword).add('HISTORY', value.slice(0, 72));
      else if (typeof value === 'boolean' || Number.isFinite(value)) editor.set(keyword, value!);
      // A card for a card: the header has its length.
      else editor.remove(keyword).add('COMMENT', `${keyword}: there is none, no pixel is valid`);
    }
    editor.set('DATASUM', `${sum}`.padEnd(10));
    const whole = sumBoth(sumOf(editor.toBytes()), sum, 0);
    await out.write(editor.set('CHECKSUM', checksumText(whole)).toBytes(), this.offset);
    const padding = padded(this.dataBytes) - this.dataBytes;
    if (padding > 0) await out.write(ZEROS.subarray(0, padding), this.dataOffset + this.dataBytes);
  }
}

const NO_CHECKSUM = '0'.repeat(16);
const ZEROS = new Uint8Array(BLOCK_BYTES);
