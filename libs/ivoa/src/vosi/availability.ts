import { escapeText } from '../votable/xml.js';

export interface Availability {
  readonly available: boolean;
  readonly upSince?: Date;
  readonly downAt?: Date;
  readonly backAt?: Date;
  /** for people: what the service is doing, its version */
  readonly notes?: readonly string[];
}

/** VOSI 1.1 §4; here, unlike in capabilities, the children are qualified too. */
export function availabilityDocument({ available, upSince, downAt, backAt, notes = [] }: Availability): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<vosi:availability xmlns:vosi="http://www.ivoa.net/xml/VOSIAvailability/v1.0">\n' +
    element('available', String(available)) +
    time('upSince', upSince) +
    time('downAt', downAt) +
    time('backAt', backAt) +
    notes.map((note) => element('note', note)).join('') +
    '</vosi:availability>\n'
  );
}

function time(name: string, at: Date | undefined): string {
  return at === undefined ? '' : element(name, at.toISOString());
}

function element(name: string, content: string): string {
  return `<vosi:${name}>${escapeText(content)}</vosi:${name}>\n`;
}
