import { createHash } from 'node:crypto';
import { padded, type ByteSource, type Hdu } from '#fits';
import { cutBeams, isBeamsTable } from './beams.js';
import { Body } from './body.js';
import { chooseImages, type Chosen } from './choose-images.js';
import { cutHeader } from './cut-header.js';
import { asExtension, withoutData } from './extension-header.js';
import { canonical, type Filters } from './filters.js';
import type { Image, Images } from './image.js';
import { lookupTables } from './lookup-tables.js';
import type { Part } from './part.js';
import { PlaneNames } from './plane-names.js';
import { addPixelRanges, addProvenance, type Provenance } from './provenance.js';
import { pixelsOf, sectionOf, type AxisCut } from './section.js';

/** A cutout whose every byte is known where to find, before any pixel is read. */
export interface CutoutPlan {
  readonly body: Body;
  /** strong: a pure function of the source's bytes, the request and the version of Sodalite */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: 'application/fits';
}

type Origin = Omit<Provenance, 'request' | 'sourceModified'>;

/**
 * Plans the part of a file that the filters leave: all image HDUs that overlap, below the primary header of the file (SODA 1.0;
 * kernels.md §5). Reads at most a table of beams.
 * @throws NoOverlapError when the filters leave no pixel; UsageError when no image has an axis that a filter is about, or HDU names
 * none; UnsupportedError when such an axis is there but not understood; DamagedError
 */
export async function planCutout(opened: Images, filters: Filters, origin: Origin, signal?: AbortSignal): Promise<CutoutPlan> {
  const { source, hdus } = opened.file;
  const request = canonical(filters);
  const chosen = await chooseImages(opened, filters, signal);
  const primary = hdus[0];
  const inPrimary = chosen.find(({ image, pieces }) => image.hdu === primary && pieces.length === 1);
  const extensions = chosen.filter((each) => each !== inPrimary).flatMap(imagesOf(source, new PlaneNames(hdus)));
  const tables = lookupTables(
    chosen.map(({ image, pieces }) => ({ image, cuts: pieces[0].cuts })),
    hdus,
  );
  extensions.push(...tables.map(({ hdu, header }) => [bytes(header), ...wholeDataOf(source, hdu)]));
  for (const table of hdus.filter(isBeamsTable)) extensions.push(await beamsOf(source, chosen[0], table, signal));

  const first = inPrimary ? cutHeader(inPrimary.image, inPrimary.pieces[0].cuts) : withoutData(primary);
  addProvenance(first, { ...origin, request, sourceModified: source.lastModified }, (keyword) => primary.header.has(keyword));
  if (extensions.length > 0) first.set('EXTEND', true);
  if (primary.header.has('NEXTEND')) first.set('NEXTEND', extensions.length);
  if (inPrimary) addPixelRanges(first, inPrimary.image, inPrimary.pieces[0]);
  const data = inPrimary ? dataOf(source, inPrimary.image, inPrimary.pieces[0].cuts) : [];
  const etag = createHash('sha256').update(`${source.etag}\n${request}\n${origin.sourceId}\n${origin.creator}`).digest('hex').slice(0, 32);
  return {
    body: new Body([bytes(first.toBytes()), ...data, ...extensions.flat()]),
    etag,
    fileName: `${stem(source.name)}_cutout_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
  };
}

/** Each piece of an image as an extension. */
function imagesOf(source: ByteSource, names: PlaneNames): (chosen: Chosen) => Part[][] {
  return ({ image, pieces }) =>
    pieces.map((piece, k) => {
      const editor = asExtension(cutHeader(image, piece.cuts), image.hdu);
      if (pieces.length > 1) names.name(editor, image, piece.planes!.indices[0], k === 0);
      addPixelRanges(editor, image, piece);
      return [bytes(editor.toBytes()), ...dataOf(source, image, piece.cuts)];
    });
}

/** The beams that belong to what is left; one table for all planes, also when they are an HDU each. */
async function beamsOf(source: ByteSource, { image, selection, pieces }: Chosen, table: Hdu, signal?: AbortSignal): Promise<Part[]> {
  const { spectral, stokes } = image.wcs;
  const channels = spectral && selection.cuts[spectral.axis];
  const planes = selection.planes?.indices ?? (stokes && placesOf(selection.cuts[stokes.axis]));
  const whole = (!channels || channels.count === channels.size) && !planes;
  const note = pieces.length > 1 ? 'POL counts, from 0, the image HDUs that hold one plane each' : undefined;
  const left = whole ? undefined : await cutBeams(source, table, { channels, planes, note }, signal);
  return left ? left.map(bytes) : [bytes(table.header.edit().toBytes()), ...wholeDataOf(source, table)];
}

/** The planes that a section leaves; undefined for all of them. */
function placesOf(cut: AxisCut | undefined): number[] | undefined {
  if (!cut || cut.count === cut.size) return undefined;
  return Array.from({ length: cut.count }, (_, i) => cut.first + i * cut.step);
}

function wholeDataOf(source: ByteSource, { dataOffset, dataLength, paddedDataLength }: Hdu): Part[] {
  return [
    { kind: 'section', source, section: { offset: dataOffset, runBytes: dataLength, runs: 1, dims: [] } },
    { kind: 'zeros', length: paddedDataLength - dataLength },
  ];
}

function dataOf(source: ByteSource, { hdu, shape, tiled }: Image, cuts: readonly AxisCut[]): Part[] {
  const length = pixelsOf(cuts) * shape.bytesPerPixel;
  const pixels: Part = tiled
    ? { kind: 'tiles', tiled, cuts }
    : { kind: 'section', source, section: sectionOf(hdu.dataOffset, shape.bytesPerPixel, cuts) };
  return [pixels, { kind: 'zeros', length: padded(length) - length }];
}

const bytes = (data: Uint8Array): Part => ({ kind: 'bytes', bytes: data });

/** 'hi/ngc6946.fits' → 'ngc6946', of characters that need no quoting in a header. */
function stem(name: string): string {
  const base = name.split('/').at(-1) ?? name;
  return base.replace(/(\.(fits?|fts|imfits))?(\.(gz|fz|z))?$/i, '').replace(/[^\w.+-]/g, '_') || 'dataset';
}
