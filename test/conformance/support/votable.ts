import { python } from './tool.js';

/** A VOTable as astropy reads it. */
export interface Votable {
  readonly version: string;
  readonly results: number;
  /** INFO elements of the results RESOURCE that stand before its TABLE or after it */
  readonly infos: readonly { name: string; value: string; content: string }[];
  readonly fields: readonly Field[];
  readonly rows: readonly Record<string, string | number | boolean | null>[];
  readonly descriptors: readonly Descriptor[];
  /** codes of what astropy found odd, such as W06 or E02 */
  readonly warnings: readonly string[];
}

export interface Field {
  readonly ID: string | null;
  readonly name: string;
  readonly datatype: string;
  readonly arraysize: string | null;
  readonly unit: string | null;
  readonly ucd: string | null;
  readonly utype: string | null;
  readonly xtype: string | null;
}

export interface Descriptor {
  readonly id: string | null;
  readonly name: string | null;
  readonly utype: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, Input>>;
}

export interface Input extends Field {
  readonly value: string;
  readonly ref: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly options: readonly string[];
}

export const readVotable = (xml: string): Promise<Votable> => python<Votable>('read_votable.py', { xml });
