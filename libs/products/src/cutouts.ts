import { setImmediate } from 'node:timers/promises';
import { DomainError, NoOverlapError, UnsupportedError } from '#faults';
import { chooseImages, type Chosen } from './choose-images.js';
import { beamsHdus, lookupHdus } from './companions.js';
import { cutImage, describeCut } from './cut-image.js';
import { CutoutNames } from './cutout-names.js';
import { fitsPlan, type CutoutPlan, type Origin } from './cutout-plan.js';
import { planCutout } from './cutout.js';
import { combinationsTable, type Combination } from './combinations-table.js';
import { asExtension, withoutData } from './extension-header.js';
import { canonical, type Filters } from './filters.js';
import { nameOf, type Images } from './image.js';
import { Masks } from './mask-image.js';
import { changedLength, PlanRoom } from './plan-room.js';
import { bytesHeld, type PlannedHdu } from './planned-hdu.js';
import { addProvenance, shortened } from './provenance.js';

/**
 * Plans a cutout for each of several combinations of filters, as one file: below the primary header the images of all of them, each HDU with a name of
 * its own (CUTOUT1 …), and a table COMBINATIONS that tells what became of each. One combination alone is a cutout as ever.
 * @param room for all plans of the request
 * @throws NoOverlapError when all combinations leave no pixel; what is wrong with the first when none can be made; LimitError; what planCutout does
 */
export async function planCutouts(
  opened: Images,
  combinations: readonly Filters[],
  origin: Origin,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<CutoutPlan> {
  if (combinations.length === 1) return planCutout(opened, combinations[0], origin, signal, room);
  const { source, hdus: sourceHdus } = opened.file;
  const found = await outcomesOf(opened, combinations, signal);
  const hdus: PlannedHdu[] = [];
  const rows: Combination[] = [];
  const masks = new Masks(signal);
  const names = new CutoutNames(opened.images.length > 1);
  const all = found.flatMap(({ chosen }) => chosen);
  const what = `the headers and beams of ${combinations.length} cutouts of ${source.name}`;
  room.take(
    all.reduce((sum, { image, pieces }) => sum + pieces.length * changedLength(image.header), 0),
    what,
  );
  for (const [i, { filters, chosen, reason }] of found.entries()) {
    const images: PlannedHdu[] = [];
    for (const each of chosen) images.push(...(await imageHdus(opened, each, { number: i + 1, filters, masks, names, room, signal })));
    const [first] = chosen;
    const beams = first ? await beamsHdus(source, first, sourceHdus, { version: i + 1, signal }) : [];
    room.take(bytesHeld(beams), what);
    hdus.push(...images, ...beams);
    const planned = images.flatMap(({ image }) => image ?? []);
    const pixels = planned.reduce((sum, { axes }) => sum + axes.reduce((product, n) => product * n, 1), 0);
    rows.push({ filters, names: planned.map(({ name }) => name), pixels, reason });
  }
  hdus.push(...sharedTables(opened, all), combinationsTable(rows));
  const request = combinations.map(canonical).join('\n');
  return fitsPlan(opened, request, origin, [combinedPrimary(opened, combinations, origin, hdus.length), ...hdus]);
}

interface Found {
  readonly filters: Filters;
  /** none when there is a reason */
  readonly chosen: readonly Chosen[];
  readonly reason?: DomainError;
}

/** Whether a combination can be refused for this while others are made; all else ends the request. */
export function isReason(error: unknown): error is DomainError {
  return error instanceof DomainError && REASONS.includes(error.fault);
}

const REASONS: readonly string[] = ['no-overlap', 'usage', 'unsupported'];

async function outcomesOf(opened: Images, combinations: readonly Filters[], signal?: AbortSignal): Promise<Found[]> {
  const found: Found[] = [];
  for (const filters of combinations) {
    if (found.length > 0) await setImmediate();
    try {
      found.push({ filters, chosen: await chooseImages(opened, filters, signal) });
    } catch (error) {
      if (!isReason(error)) throw error;
      found.push({ filters, chosen: [], reason: error });
    }
  }
  if (found.some(({ chosen }) => chosen.length > 0)) return found;
  const wrong = found.find(({ reason }) => reason?.fault !== 'no-overlap');
  throw wrong?.reason ?? new NoOverlapError(`none of the ${combinations.length} combinations overlaps ${opened.file.source.name}`);
}

interface Making {
  readonly number: number;
  readonly filters: Filters;
  readonly masks: Masks;
  readonly names: CutoutNames;
  readonly room: PlanRoom;
  readonly signal?: AbortSignal;
}

async function imageHdus(
  { file }: Images,
  { image, pieces }: Chosen,
  { number, filters, masks, names, room, signal }: Making,
): Promise<PlannedHdu[]> {
  const mask = await masks.of(image, pieces[0].cuts, filters);
  const made: PlannedHdu[] = [];
  for (const piece of pieces) {
    await room.turn(image.header, signal);
    const cut = cutImage(file.source, image, piece, mask);
    const name = names.name(number, image, piece, pieces.length > 1);
    const editor = asExtension(cut.editor, image.header).set('EXTNAME', name);
    for (const keyword of ['EXTVER', 'EXTLEVEL']) editor.remove(keyword);
    editor.set('CUTOUT', number, 'which combination, see table COMBINATIONS');
    editor.set('SRCHDU', image.hdu.index, 'HDU of the source');
    if (nameOf(image)) editor.set('SRCNAME', nameOf(image), 'EXTNAME of that HDU');
    editor.add('HISTORY', `cutout ${number}: ${shortened(canonical(filters))}`);
    describeCut(editor, image, piece, mask);
    made.push({ header: editor.toBytes(), data: cut.data, image: { ...cut.image, name } });
  }
  return made;
}

/** @throws UnsupportedError when the cutouts would need a distortion shifted by different numbers of pixels */
function sharedTables({ file }: Images, chosen: readonly Chosen[]): PlannedHdu[] {
  try {
    return lookupHdus(file.source, chosen, file.hdus);
  } catch (cause) {
    if (!(cause instanceof UnsupportedError)) throw cause;
    const why = 'its coordinates have a distortion that is a table of pixels, and one file can hold that of one cutout only';
    throw new UnsupportedError(`several cutouts of ${file.source.name} do not fit into one file: ${why}; send a request for each`, {
      cause,
    });
  }
}

/** The primary header of the file above several cutouts. */
export function combinedPrimary(
  { file }: Pick<Images, 'file'>,
  combinations: readonly Filters[],
  origin: Origin,
  extensions: number,
): PlannedHdu {
  const [primary] = file.hdus;
  const editor = withoutData(primary);
  // Each image has the coordinates of its own; those of the whole image would be about no pixel.
  if (primary.image) editor.remove(AXIS_KEYWORDS);
  const request = `${combinations.length} combinations of filters, see table COMBINATIONS`;
  addProvenance(editor, { ...origin, request, sourceModified: file.source.lastModified }, (keyword) => primary.header.has(keyword));
  editor.set('EXTEND', true);
  if (primary.header.has('NEXTEND')) editor.set('NEXTEND', extensions);
  return { header: editor.toBytes(), data: [] };
}

/** What is said of an axis by its number (Standard §8), and what only makes sense beside it. */
const AXIS_KEYWORDS =
  /^((CTYPE|CRVAL|CRPIX|CDELT|CUNIT|CROTA|CNAME|CRDER|CSYER|CPERI|CZPHS)\d+[A-Z]?|(CD|PC|PV|PS)\d+_\d+[A-Z]?|(CD|PC)\d{6}|WCSAXES[A-Z]?|[AB]P?_(ORDER|DMAX|\d_\d)|LTV\d+|LTM\d+_\d+)$/;
