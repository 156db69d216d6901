import { escapeText } from '../votable/xml.js';

export interface Example {
  /** XML ID, unique in the document */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** standardID of what is called */
  readonly capability: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** DALI-examples as XHTML with RDFa (DALI 1.1 §2.3): readable as it is, and a validator may run what it says. */
export function examplesDocument(title: string, examples: readonly Example[]): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>${escapeText(title)}</title></head>\n<body>\n` +
    `<h1>${escapeText(title)}</h1>\n` +
    `<div vocab="http://www.ivoa.net/rdf/examples#">\n${examples.map(exampleElement).join('')}</div>\n</body></html>\n`
  );
}

function exampleElement({ id, name, description, capability, parameters }: Example): string {
  return (
    `<div id="${id}" resource="#${id}" typeof="example">\n<h2 property="name">${escapeText(name)}</h2>\n` +
    `<p>${escapeText(description)} Calls <span property="capability">${escapeText(capability)}</span> with</p>\n` +
    `<ul>\n${parameters.map(parameterElement).join('')}</ul>\n</div>\n`
  );
}

function parameterElement([name, value]: readonly [string, string]): string {
  return (
    '<li property="generic-parameter" typeof="keyval">' +
    `<span property="key">${escapeText(name)}</span> = <span property="value">${escapeText(value)}</span></li>\n`
  );
}
