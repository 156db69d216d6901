import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { FatalError } from '#faults';

/** All addresses of a name; the system's resolver without. */
export type Resolve = (hostName: string) => Promise<readonly LookupAddress[]>;

/** Whether an address is one that anybody on the internet reaches in the same place: not of a local network, of this machine, or for special uses. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  // IPv4 in IPv6's clothes never comes from a resolver that means well.
  if (family === 6 && /^(0*:)*:?(0*:)*ffff:/i.test(address)) return false;
  return !SPECIAL.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Throws FatalError for a host name that is itself an address, and a private one. */
export function assertPublicLiteral(hostName: string): void {
  const address = hostName.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw refused(hostName);
}

/** For net.connect: what it gives is what is connected, so that a name cannot lead elsewhere after it was checked. Refuses names with any private address. */
export function publicLookup(resolve: Resolve = resolveBySystem): LookupFunction {
  return (hostName, options, callback) => {
    resolve(hostName).then(
      (addresses) => {
        const wanted = addresses.filter(
          ({ family }) => !options.family || options.family === 'IPv4' || options.family === 'IPv6' || family === options.family,
        );
        if (!addresses.every(({ address }) => isPublicAddress(address))) callback(refused(hostName), []);
        else if (wanted.length === 0) callback(Object.assign(new Error(`no address for ${hostName}`), { code: 'ENOTFOUND' }), []);
        else if (options.all) callback(null, [...wanted]);
        else callback(null, wanted[0].address, wanted[0].family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

function resolveBySystem(hostName: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) =>
    systemLookup(hostName, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );
}

function refused(hostName: string): FatalError {
  return new FatalError(
    `'${hostName}' leads to an address of a private network, and 'stores' in the configuration does not allow that (allowPrivate)`,
  );
}

/** IANA's registries of special-purpose addresses. */
const SPECIAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96], // unspecified, loopback, IPv4-compatible
  ['64:ff9b::', 96], // these and 2002::, 2001:: carry IPv4 addresses
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  SPECIAL.addSubnet(network, bits, 'ipv6');
}
