import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { CatalogService, StatusResponse } from '#proto';
import type { CatalogStatus } from '../catalog.js';
import { nothingLeft } from './rest.js';

export function statusTo(status: CatalogStatus): MessageInitShape<typeof CatalogService.method.status.output> {
  const { ready, phase, datasets, refusedFiles, scanned, lastScan, note, ...rest } = status;
  nothingLeft(rest);
  return {
    ready,
    phase,
    datasets: BigInt(datasets),
    refusedFiles: BigInt(refusedFiles),
    scanned: BigInt(scanned),
    lastScan: lastScan && { finished: timestampFromDate(lastScan.finished), seconds: lastScan.seconds },
    note,
  };
}

export function statusFrom({ ready, phase, datasets, refusedFiles, scanned, lastScan, note }: StatusResponse): CatalogStatus {
  return {
    ready,
    phase: phase as CatalogStatus['phase'],
    datasets: Number(datasets),
    refusedFiles: Number(refusedFiles),
    scanned: Number(scanned),
    lastScan: lastScan?.finished && { finished: timestampDate(lastScan.finished), seconds: lastScan.seconds },
    note,
  };
}
