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
  /** what astropy found odd: its code, such as W06, and its sentence */
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

/** What astropy found odd, less what the standards oblige us to. */
export const oddities = ({ warnings }: Votable): string[] =>
  warnings.filter((warning) => !obliged.some((pattern) => pattern.test(warning)));

const obliged = [
  // UCDs that SODA 1.0 and ObsCore 1.1 prescribe to the letter; the word list that astropy 5.2 brings is older, or finds them ill-formed.
  /^W06: Invalid UCD '(meta\.ref\.url;meta\.curation|meta\.ref\.ivoid|pos\.outline;obs|pos\.outline;obs\.field|em\.wl;stat\.interval)'/,
  // A user-chosen PARAM has value="" (DataLink 1.1 §4), also when its array has two numbers; astropy reads it as zeros, and pyVO leaves it out.
  /^E02: Incorrect number of elements in array\. Expected multiple of \d, got 1/,
];
