import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { FatalError, TransientError } from '#faults';
import { maskBytes } from '#kernels';
import type { CubeSink } from '../computed-plan.js';
import type { CubeBlock } from '../cube-reader.js';

/**
 * One bit for each voxel of a cube, in a file of the spool; set where the voxel is kept. Pixel x of a row is bit x & 7 (1 = lowest) of its byte x >> 3, and
 * every row begins at a byte of its own, so that threads may write rows beside each other. Plain data.
 */
export interface BitsRef {
  readonly path: string;
  readonly nx: number;
  readonly ny: number;
  /** 1: the same for every channel */
  readonly nz: number;
  /** 1: the same for every plane */
  readonly planes: number;
}

export const rowBytes = ({ nx }: Pick<BitsRef, 'nx'>): number => (nx + 7) >> 3;

/** Room for the bits of a cube; what is not written yet may read as zeros or end early. @throws LimitError when there is no room */
export async function newBits(out: CubeSink, size: Omit<BitsRef, 'path'>): Promise<BitsRef> {
  const file = await out.scratch();
  await file.reserve(size.planes * size.nz * size.ny * rowBytes(size));
  return { path: file.path, nx: size.nx, ny: size.ny, nz: size.nz, planes: size.planes };
}

/** The bits of a cube in a thread. */
export class BitsFile {
  private readonly fd: number;
  private readonly rowBytes: number;
  private row = new Uint8Array(0);

  constructor(
    readonly ref: BitsRef,
    mode: 'r' | 'r+' = 'r',
  ) {
    this.rowBytes = rowBytes(ref);
    try {
      this.fd = openSync(ref.path, mode);
    } catch (cause) {
      throw new TransientError(`a mask cannot be opened in the spool (${(cause as NodeJS.ErrnoException).code})`, undefined, { cause });
    }
  }

  /** Rows y0 … y0 + rows − 1 of channel k in plane p, a whole number of bytes each. */
  readRows(p: number, k: number, y0: number, rows: number, into: Uint8Array): void {
    const length = rows * this.rowBytes;
    const at = this.place(p, k, y0);
    for (let done = 0; done < length;) {
      const bytes = readSync(this.fd, into, done, length - done, at + done);
      if (bytes === 0) throw new FatalError(`a mask in the spool ends after ${at + done} bytes, ${at + length} expected`);
      done += bytes;
    }
  }

  writeRows(p: number, k: number, y0: number, rows: number, from: Uint8Array): void {
    const length = rows * this.rowBytes;
    const at = this.place(p, k, y0);
    try {
      for (let done = 0; done < length;) done += writeSync(this.fd, from, done, length - done, at + done);
    } catch (cause) {
      throw new TransientError(`a mask cannot be written into the spool (${(cause as NodeJS.ErrnoException).code})`, undefined, { cause });
    }
  }

  /** Drops from the bits of a block, `maskBytes` of them as `Selection.mask` wants them, those that are not set here. */
  keepOnly(p: number, k: number, block: CubeBlock, bits: Uint8Array): void {
    const { nx, ny } = block;
    if (this.row.length < ny * this.rowBytes) this.row = new Uint8Array(ny * this.rowBytes);
    const rows = this.row;
    this.readRows(p, k, block.y0, ny, rows);
    if (block.x0 === 0 && nx === this.ref.nx && (nx & 7) === 0) {
      const length = maskBytes(nx * ny);
      for (let i = 0; i < length; i++) bits[i] &= rows[i];
      return;
    }
    for (let y = 0, i = 0; y < ny; y++) {
      const row = y * this.rowBytes;
      for (let x = block.x0; x < block.x0 + nx; x++, i++) if (!((rows[row + (x >> 3)] >> (x & 7)) & 1)) bits[i >> 3] &= ~(1 << (i & 7));
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  private place(p: number, k: number, y: number): number {
    const { planes, nz, ny } = this.ref;
    return (((planes === 1 ? 0 : p) * nz + (nz === 1 ? 0 : k)) * ny + y) * this.rowBytes;
  }
}

/** Opens several; none stays open when one cannot be. */
export function openBits(refs: readonly BitsRef[]): BitsFile[] {
  const files: BitsFile[] = [];
  try {
    for (const ref of refs) files.push(new BitsFile(ref));
    return files;
  } catch (error) {
    for (const file of files) file.close();
    throw error;
  }
}
