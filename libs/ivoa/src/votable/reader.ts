import { SaxesParser } from 'saxes';
import { UsageError } from '#faults';

/** An XML element; names are without prefix. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** its own text, without that of its children */
  readonly text: string;
}

export interface VotableTable {
  readonly fields: readonly Readonly<Record<string, string>>[];
  /** cells as text, '' for null, in the order of the fields */
  readonly rows: readonly (readonly string[])[];
}

export interface VotableInfo {
  readonly name: string;
  readonly value: string;
  readonly content: string;
}

export interface VotableParam {
  readonly attributes: Readonly<Record<string, string>>;
  readonly min?: string;
  readonly max?: string;
  readonly options: readonly string[];
}

export interface VotableResource {
  readonly attributes: Readonly<Record<string, string>>;
  /** before and after the tables alike, in order */
  readonly infos: readonly VotableInfo[];
  readonly params: readonly VotableParam[];
  /** PARAMs of the GROUP inputParams */
  readonly inputs: readonly VotableParam[];
  readonly tables: readonly VotableTable[];
  readonly resources: readonly VotableResource[];
}

export interface Votable {
  readonly version: string;
  readonly resources: readonly VotableResource[];
}

/**
 * A small reader: what a data-access client looks at, with TABLEDATA cells as text.
 * @throws UsageError when it is not well-formed XML or not a VOTable
 */
export function parseVotable(xml: string): Votable {
  const root = parseXml(xml);
  if (root.name !== 'VOTABLE') throw new UsageError(`a VOTable begins with VOTABLE, got ${root.name}`);
  return { version: root.attributes.version ?? '', resources: children(root, 'RESOURCE').map(resource) };
}

/** Any XML document as a tree. @throws UsageError when it is not well-formed */
export function parseXml(xml: string): XmlElement {
  const document: Building = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw new UsageError(`not well-formed XML: ${error.message}`);
  });
  parser.on('opentag', ({ local, attributes }) => {
    const element: Building = {
      name: local,
      attributes: Object.fromEntries(Object.values(attributes).map((given) => [given.name, given.value])),
      children: [],
      text: '',
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('cdata', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return document.children[0];
}

interface Building extends XmlElement {
  children: Building[];
  text: string;
}

function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function resource(element: XmlElement): VotableResource {
  return {
    attributes: element.attributes,
    infos: children(element, 'INFO').map(({ attributes, text }) => ({ name: attributes.name, value: attributes.value, content: text })),
    params: children(element, 'PARAM').map(param),
    inputs: children(element, 'GROUP')
      .filter(({ attributes }) => attributes.name === 'inputParams')
      .flatMap((group) => children(group, 'PARAM').map(param)),
    tables: children(element, 'TABLE').map(table),
    resources: children(element, 'RESOURCE').map(resource),
  };
}

function param(element: XmlElement): VotableParam {
  const values = children(element, 'VALUES').flatMap((child) => child.children);
  const value = (name: string) => values.find((child) => child.name === name)?.attributes.value;
  return {
    attributes: element.attributes,
    min: value('MIN'),
    max: value('MAX'),
    options: values.filter(({ name }) => name === 'OPTION').map(({ attributes }) => attributes.value),
  };
}

function table(element: XmlElement): VotableTable {
  const data = children(element, 'DATA').flatMap((child) => children(child, 'TABLEDATA'));
  return {
    fields: children(element, 'FIELD').map(({ attributes }) => attributes),
    rows: data.flatMap((body) => children(body, 'TR').map((row) => children(row, 'TD').map(({ text }) => text))),
  };
}
