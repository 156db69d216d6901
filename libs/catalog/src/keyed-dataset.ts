import { DamagedError, TransientError } from '#faults';
import type { Dataset } from './catalog.js';
import { datasetOf } from './dataset.js';
import { datasetId } from './dataset-id.js';
import type { EntryFault } from './index-store/entry.js';
import type { KeyedRecord, Resolved } from './index-store/index-store.js';

export function keyedDataset({ key, record }: KeyedRecord, authority: string): Dataset {
  return datasetOf(datasetId(authority, key), baseName(key), record);
}

/** Undefined when there is no such dataset. DamagedError or TransientError as `Catalog.resolve` says. */
export function datasetOr({ record, fault, complete }: Resolved, key: string, authority: string): Dataset | undefined {
  if (fault !== undefined) throw FAULTS[fault.kind](baseName(key), fault.reason);
  if (record !== undefined) return keyedDataset({ key, record }, authority);
  if (complete) return undefined;
  throw new TransientError('the catalogue is still being made; whether there is such an ID is not known yet');
}

function baseName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

const FAULTS: Readonly<Record<EntryFault, (name: string, reason: string) => Error>> = {
  damaged,
  transient: (name, reason) => new TransientError(`${name} ${reason}`),
};

/** The reason was kept without the name of the file, but with the place in it: `(HDU 1, byte 5760): no END`. */
function damaged(name: string, reason: string): DamagedError {
  const [, place = '', what = reason] = /^(\([^)]*\)): (.*)$/s.exec(reason) ?? [];
  return new DamagedError(what, { file: `${name} ${place}`.trimEnd() });
}
