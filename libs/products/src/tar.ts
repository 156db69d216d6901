import { Body } from './body.js';
import type { Part } from './part.js';

/** A member of a tar file. */
export interface TarMember {
  /** relative, of printable ASCII */
  readonly name: string;
  readonly modified: Date;
  readonly body: Body;
}

const BLOCK = 512;
/** Bytes that eleven octal digits can say. */
const MOST_OCTAL = 8 ** 11 - 1;
/** POSIX writes longer names in two parts; the names given here are short. */
const LONGEST_NAME = 100;

/**
 * A tar file (POSIX.1-1988 ustar) as a body: the same members make the same bytes. Sizes of 8 GiB and more are written in base 256, as GNU tar,
 * bsdtar and Python read and write them.
 */
export function tarBody(members: readonly TarMember[]): Body {
  return new Body([...members.flatMap((member) => tarMember(member).parts), ...tarEnd().parts]);
}

/** One member with its header; members stand one after the other, and `tarEnd` behind the last. */
export function tarMember(member: TarMember): Body {
  const parts: Part[] = [
    { kind: 'bytes', bytes: headerOf(member) },
    ...member.body.parts,
    { kind: 'zeros', length: (BLOCK - (member.body.length % BLOCK)) % BLOCK },
  ];
  return new Body(parts);
}

export const tarEnd = (): Body => new Body([{ kind: 'zeros', length: 2 * BLOCK }]);

/** Makes names of members unique: a second `a.fits` becomes `a_2.fits`. */
export class MemberNames {
  private readonly taken = new Set<string>();

  once(name: string): string {
    const [, stem, suffix] = /^(.*?)((?:\.[A-Za-z]{1,8}){0,2})$/.exec(name)!;
    for (let count = 1; ; count++) {
      const mark = count === 1 ? '' : `_${count}`;
      const unique = stem.slice(0, LONGEST_NAME - mark.length - suffix.length) + mark + suffix;
      // Some file systems do not tell the cases apart.
      if (this.taken.has(unique.toLowerCase())) continue;
      this.taken.add(unique.toLowerCase());
      return unique;
    }
  }
}

function headerOf({ name, modified, body }: TarMember): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, LONGEST_NAME, 'latin1');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1'); // uid
  header.write('0000000\0', 116, 'latin1'); // gid
  if (body.length <= MOST_OCTAL) header.write(`${octal(body.length, 11)}\0`, 124, 'latin1');
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(body.length), 128);
  }
  header.write(`${octal(Math.max(0, Math.floor(modified.getTime() / 1000)), 11)}\0`, 136, 'latin1');
  header.write('        ', 148, 'latin1'); // the checksum is taken with blanks in its place
  header.write('0', 156, 'latin1'); // a regular file
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return header;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
