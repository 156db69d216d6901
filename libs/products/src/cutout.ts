import { chooseImages, type Chosen } from './choose-images.js';
import { beamsHdus, lookupHdus } from './companions.js';
import { cutImage, describeCut } from './cut-image.js';
import { fitsPlan, type CutoutPlan, type Origin } from './cutout-plan.js';
import { asExtension, withoutData } from './extension-header.js';
import { canonical, type Filters } from './filters.js';
import { nameOf, type Images } from './image.js';
import { Masks } from './mask-image.js';
import { changedLength, PlanRoom } from './plan-room.js';
import { PlaneNames } from './plane-names.js';
import { bytesHeld, type PlannedHdu } from './planned-hdu.js';
import { addProvenance } from './provenance.js';

/**
 * Plans the part of a file that the filters leave: all image HDUs that overlap, below the primary header of the file (SODA 1.0;
 * kernels.md §5). Reads at most a table of beams.
 * @throws NoOverlapError when the filters leave no pixel; UsageError when no image has an axis that a filter is about, or HDU names
 * none; UnsupportedError when such an axis is there but not understood; LimitError; DamagedError
 */
export async function planCutout(
  opened: Images,
  filters: Filters,
  origin: Origin,
  signal?: AbortSignal,
  room = new PlanRoom(),
): Promise<CutoutPlan> {
  const { source, hdus } = opened.file;
  const request = canonical(filters);
  const chosen = await chooseImages(opened, filters, signal);
  const what = `the headers and beams of a cutout of ${source.name}`;
  room.take(
    chosen.reduce((sum, { image, pieces }) => sum + pieces.length * changedLength(image.header), changedLength(hdus[0].header)),
    what,
  );
  const masks = new Masks(signal);
  const primary = hdus[0];
  const inPrimary = chosen.find(({ image, pieces }) => image.hdu === primary && pieces.length === 1);
  const names = new PlaneNames(hdus);
  const extensions: PlannedHdu[] = [];
  const making = { filters, masks, names, room, signal };
  for (const each of chosen) if (each !== inPrimary) extensions.push(...(await imageHdus(opened, each, making)));
  const beams = await beamsHdus(source, chosen[0], hdus, { signal });
  room.take(bytesHeld(beams), what);
  extensions.push(...lookupHdus(source, chosen, hdus), ...beams);

  const piece = inPrimary?.pieces[0];
  const mask = inPrimary && piece && (await masks.of(inPrimary.image, piece.cuts, filters));
  const cut = inPrimary && piece && cutImage(source, inPrimary.image, piece, mask);
  const first = cut?.editor ?? withoutData(primary);
  addProvenance(first, { ...origin, request, sourceModified: source.lastModified }, (keyword) => primary.header.has(keyword));
  if (extensions.length > 0) first.set('EXTEND', true);
  if (primary.header.has('NEXTEND')) first.set('NEXTEND', extensions.length);
  if (inPrimary && piece) describeCut(first, inPrimary.image, piece, mask);
  const image = cut && { ...cut.image, name: primary.name };
  return fitsPlan(opened, request, origin, [{ header: first.toBytes(), data: cut?.data ?? [], image }, ...extensions]);
}

interface Making {
  readonly filters: Filters;
  readonly masks: Masks;
  readonly names: PlaneNames;
  readonly room: PlanRoom;
  readonly signal?: AbortSignal;
}

/** Each piece of an image as an extension. */
async function imageHdus(
  { file }: Images,
  { image, pieces }: Chosen,
  { filters, masks, names, room, signal }: Making,
): Promise<PlannedHdu[]> {
  const mask = await masks.of(image, pieces[0].cuts, filters);
  const made: PlannedHdu[] = [];
  for (const [k, piece] of pieces.entries()) {
    await room.turn(image.header, signal);
    const cut = cutImage(file.source, image, piece, mask);
    const editor = asExtension(cut.editor, image.header);
    const name = pieces.length > 1 ? names.name(editor, image, piece.planes!.indices[0], k === 0) : nameOf(image);
    describeCut(editor, image, piece, mask);
    made.push({ header: editor.toBytes(), data: cut.data, image: { ...cut.image, name } });
  }
  return made;
}
