import type { MessageInitShape } from '@bufbuild/protobuf';
import type { DatasetDomain } from '#ivoa';
import type { Domain, DomainSchema, Interval } from '#proto';
import { listOrNone, nothingLeft } from './rest.js';

export function domainTo(domain: DatasetDomain): MessageInitShape<typeof DomainSchema> {
  const { circle, polygonDeg, bandMetres, timeMjd, polStates, hdus, channels, velocity, ...rest } = domain;
  nothingLeft(rest);
  return {
    circle,
    polygonDeg: polygonDeg as number[],
    bandMetres: bandMetres && intervalTo(bandMetres),
    timeMjd: timeMjd && intervalTo(timeMjd),
    polStates: polStates as string[],
    hdus: hdus as string[],
    channels: channels === undefined ? undefined : BigInt(channels),
    velocity: velocity && { kms: intervalTo(velocity.kms), doppler: velocity.doppler },
  };
}

export function domainFrom({ circle, polygonDeg, bandMetres, timeMjd, polStates, hdus, channels, velocity }: Domain): DatasetDomain {
  return {
    circle: circle && { lonDeg: circle.lonDeg, latDeg: circle.latDeg, radiusDeg: circle.radiusDeg },
    polygonDeg: listOrNone(polygonDeg),
    bandMetres: bandMetres && intervalFrom(bandMetres),
    timeMjd: timeMjd && intervalFrom(timeMjd),
    polStates: listOrNone(polStates),
    hdus: listOrNone(hdus),
    channels: channels === undefined ? undefined : Number(channels),
    velocity: velocity?.kms && {
      kms: intervalFrom(velocity.kms),
      doppler: velocity.doppler as NonNullable<DatasetDomain['velocity']>['doppler'],
    },
  };
}

const intervalTo = ([from, to]: readonly [number, number]) => ({ from, to });
const intervalFrom = ({ from, to }: Interval): [number, number] => [from, to];
