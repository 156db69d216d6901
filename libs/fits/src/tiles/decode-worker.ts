import { moved } from '#workers';
import { decodeTile, type TileJob, type TileKind } from './decode-tile.js';

/** A tile of a batch: where its bytes begin in the batch's, how many are data and mask, and where its pixels go. */
export interface BatchTile extends TileJob {
  readonly at: number;
  readonly bytes: number;
  readonly maskAt: number;
  readonly maskBytes: number;
  readonly out: number;
}

export interface Batch {
  readonly kind: TileKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tiles: readonly BatchTile[];
  /** of all pixels together */
  readonly outBytes: number;
}

/** The pixels of all tiles, or the number within the batch of a tile that is damaged. */
export type BatchResult = Uint8Array<ArrayBuffer> | { readonly tile: number; readonly damage: string };

export function decodeBatch({ kind, bytes, tiles, outBytes }: Batch): BatchResult {
  const pixels = new Uint8Array(outBytes);
  const size = Math.abs(kind.bitpix) / 8;
  for (const [i, tile] of tiles.entries()) {
    const data = bytes.subarray(tile.at, tile.at + tile.bytes);
    const mask = bytes.subarray(tile.maskAt, tile.maskAt + tile.maskBytes);
    const damage = decodeTile(data, mask, kind, tile, pixels.subarray(tile.out, tile.out + tile.pixels * size));
    if (damage !== undefined) return { tile: i, damage };
  }
  return pixels;
}

export default function decodeInWorker(batch: Batch): BatchResult {
  const result = decodeBatch(batch);
  batch.bytes.buffer.transfer(0); // now rather than when garbage is collected
  return result instanceof Uint8Array ? moved(result) : result;
}
