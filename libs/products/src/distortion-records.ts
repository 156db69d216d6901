import { UnsupportedError } from '#faults';
import type { Header, HeaderEditor } from '#fits';
import type { AxisCut } from './section.js';

/**
 * Distortion functions of pixels (CPDISja = 'TPD' or 'Polynomial', as WCSLIB reads them) count the pixels of the whole image: their fields
 * OFFSET.n follow the box, and the constant term of one that gives coordinates instead of corrections (DOCORR = 0).
 * Look-ups have their counting in the table, SIP, TPV, TNX and CQDISia theirs in CRPIX.
 * @throws UnsupportedError for a Polynomial with DOCORR = 0, which has no field for a constant
 */
export function shiftRecords(header: Header, editor: HeaderEditor, alternate: string, cuts: readonly AxisCut[]): void {
  cuts.forEach(({ first: shift }, target) => {
    const kind = (header.string(`CPDIS${target + 1}${alternate}`) ?? '').trim();
    if (!FUNCTIONS.has(kind.toUpperCase())) return;
    const keyword = `DP${target + 1}${alternate}`;
    const fields = recordOf(header, keyword);
    const changes = new Map<string, number>();
    for (let n = 1; n <= (fields.get('NAXES') ?? 0) && n <= cuts.length; n++) {
      const first = cuts[(fields.get(`AXIS.${n}`) ?? n) - 1]?.first ?? 0;
      if (first !== 0) changes.set(`OFFSET.${n}`, (fields.get(`OFFSET.${n}`) ?? 0) - first);
    }
    if (fields.get('DOCORR') === 0 && shift !== 0) {
      if (kind.toUpperCase() !== 'TPD')
        throw new UnsupportedError(
          `CPDIS${target + 1}${alternate} = '${kind}' with DOCORR = 0 counts pixels in a way that a cutout cannot follow`,
        );
      changes.set(CONSTANT, (fields.get(CONSTANT) ?? 0) - shift);
    }
    const more = [...changes].filter(([field]) => !fields.has(field)).map(([field, value]) => record(field, value));
    editor.changeRecords(
      keyword,
      (text) => {
        const field = FIELD.exec(text)?.[1].toUpperCase() ?? '';
        return changes.has(field) ? record(field, changes.get(field)!) : text;
      },
      more,
    );
  });
}

const FUNCTIONS = new Set(['TPD', 'POLYNOMIAL', 'POLYNOMIAL*']);
const CONSTANT = 'TPD.FWD.0';
const FIELD = /^\s*([\w.]+): +(\S+)/;

const record = (field: string, value: number): string => `${field}: ${Number.isInteger(value) ? `${value}.0` : value}`;

/** The fields of a record: cards of one keyword, each `'EXTVER: 1'` (draft of WCS Paper IV §2.3), the names in upper case. */
export function recordOf(header: Header, keyword: string): Map<string, number> {
  return new Map(
    header.cards.flatMap((card): [string, number][] => {
      if (card.kind !== 'value' || card.keyword !== keyword || typeof card.value !== 'string') return [];
      const [, field, value] = FIELD.exec(card.value) ?? [];
      return field && Number.isFinite(Number(value)) ? [[field.toUpperCase(), Number(value)]] : [];
    }),
  );
}
