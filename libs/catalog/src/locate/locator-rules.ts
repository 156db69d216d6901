import { filled, literalStart, templateOf, type Collection, type Locator } from '#ops';
import type { SourceDescription } from '#storage';
import { IdPattern } from './id-pattern.js';

/** Where a rule puts the bytes of an ID; nothing has been looked at yet. */
export interface Place {
  readonly source: SourceDescription;
  /** Directory that a local file must lie below when all links are followed. */
  readonly root?: string;
  /** What the ID says after its scheme and authority, or after its '?': '/' between the parts. */
  readonly key: string;
  /** How messages and downloads call the file. */
  readonly name: string;
  /** For an ID without folders: its authority or scheme. */
  readonly collectionName: string;
  readonly collection: Collection;
}

interface Rule {
  readonly locator: Locator;
  readonly pattern: IdPattern;
}

/** The rules of the configuration, the most specific first: the one with more text that is written out, of two alike the earlier one. */
export class LocatorRules {
  private readonly rules: readonly Rule[];

  constructor(locators: readonly Locator[]) {
    this.rules = [...locators]
      .sort((a, b) => b.match.literalLength - a.match.literalLength)
      .map((locator) => ({ locator, pattern: new IdPattern(locator.match) }));
  }

  /**
   * Where the first rule that fits has the bytes of an ID, in whatever spelling; undefined when none fits or what it captured is no sound part of a path. A
   * less specific rule is not asked then: an ID has one place.
   */
  placeOf(id: string): Place | undefined {
    const text = decoded(id);
    if (text === undefined || text.length > LONGEST_ID || CONTROL.test(text)) return undefined;
    for (const { locator, pattern } of this.rules) {
      const found = pattern.capturesOf(text);
      if (found === undefined) continue;
      const captures = new Map(locator.match.names.map((name, i) => [name, found[i]]));
      return [...captures.values()].every(isSound) ? placeIn(locator, captures, text) : undefined;
    }
    return undefined;
  }
}

const LONGEST_ID = 4096;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f\ufffd]/;

function decoded(id: string): string | undefined {
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined; // a stray % or bytes that are no UTF-8
  }
}

/** No part may be empty, '.' or '..': then what is put together lies below what the rule has written out. */
function isSound(value: string): boolean {
  return value.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function placeIn(locator: Locator, captures: ReadonlyMap<string, string>, text: string): Place | undefined {
  const { match: _, source, ...columns } = locator;
  const template = templateOf(source);
  const path = filled(template, captures);
  const about = { ...identity(text), name: path.split('/').at(-1)!, collection: { root: '.', glob: '**', ...columns } };
  if ('file' in source) {
    const start = literalStart(template);
    // Text next to a capture may make a '..' of it.
    if (!isSound(path.slice(start.lastIndexOf('/') + 1))) return undefined;
    return { ...about, source: { kind: 'file', path }, root: start.slice(0, start.lastIndexOf('/')) || '/' };
  }
  if ('https' in source) {
    // A query may hold what is no name, and a secret.
    const name = template.parts.some((part) => typeof part === 'string' && part.includes('?'))
      ? about.key.split(/[/=]/).at(-1)!
      : about.name;
    return { ...about, name: name || 'dataset', source: { kind: 'http', url: filled(template, captures, encoded) } };
  }
  const { store, bucket } = source.s3;
  return { ...about, source: { kind: 's3', store, bucket, key: path } };
}

function encoded(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/');
}

function identity(text: string): Pick<Place, 'key' | 'collectionName'> {
  const [head, scheme, authority] = /^([a-z][\w+.-]*):(?:\/\/([^/?]*))?/i.exec(text)!;
  const rest = text.slice(head.length).replace(/^\/+/, '');
  return { key: rest.slice(rest.indexOf('?') + 1) || rest, collectionName: authority || scheme };
}
