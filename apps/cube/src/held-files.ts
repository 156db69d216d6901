import type { Bus } from '#bus';
import { resolveDataset, type Dataset, type OpenFile, type OpenFiles } from '#catalog';
import { NotFoundError, UnsupportedError } from '#faults';
import type { CubeRequest } from '#ivoa';

/** A dataset whose file is open. */
export interface HeldDataset {
  readonly dataset: Dataset;
  readonly open: OpenFile;
}

export interface HeldFiles extends HeldDataset {
  /** what MASK names; it stays open as long as the other */
  readonly mask?: HeldDataset;
  leave(): Promise<void>;
}

/**
 * Opens the file of a dataset, and that of the mask which a request names.
 * @throws what resolving and opening throw; UnsupportedError for a mask that has no pixels that can be read
 */
export async function holdFiles(
  bus: Bus,
  files: OpenFiles,
  dataset: Dataset,
  request: CubeRequest,
  signal: AbortSignal,
): Promise<HeldFiles> {
  const id = 'MASK' in request.values ? request.values.MASK : undefined;
  const { open, leave } = await files.hold(dataset, signal);
  if (id === undefined) return { dataset, open, leave };
  try {
    const ofMask = await bus.ask(resolveDataset, { id }, { signal }).catch((error: unknown) => {
      throw error instanceof NotFoundError ? new NotFoundError(`MASK: ${error.message}`) : error;
    });
    if (ofMask.refusal !== undefined) throw new UnsupportedError(`MASK: ${ofMask.id} cannot be read: ${ofMask.refusal}`);
    const held = await files.hold(ofMask, signal);
    const both = async (...ends: readonly (() => Promise<void>)[]): Promise<void> => void (await Promise.all(ends.map((end) => end())));
    const stay = (): (() => Promise<void>) => {
      const ends = [open.stay(), held.open.stay()];
      return () => both(...ends);
    };
    return { dataset, open: { ...open, stay }, mask: { dataset: ofMask, open: held.open }, leave: () => both(leave, held.leave) };
  } catch (error) {
    await leave();
    throw error;
  }
}
