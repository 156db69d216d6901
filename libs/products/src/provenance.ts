import { createHash } from 'node:crypto';
import type { HeaderEditor } from '#fits';
import type { Image } from './image.js';
import type { Selection } from './select.js';

/** Who makes a product, of what, for which request; goes into the header of every product (kernels.md §1.6). */
export interface Provenance {
  /** such as 'Sodalite 0.1.0' */
  readonly creator: string;
  /** the ID of the dataset */
  readonly sourceId: string;
  /** the filters, in one spelling */
  readonly request: string;
  readonly sourceModified: Date;
  /** 'cutout' when not given */
  readonly what?: string;
}

/** Into the primary header: what the data say of their own origin stays as it is, and HISTORY tells of the cut. */
export function addProvenance(
  editor: HeaderEditor,
  { creator, sourceId, request, sourceModified, what = 'cutout' }: Provenance,
  has: (keyword: string) => boolean,
): void {
  editor.set('DATE', sourceModified.toISOString().slice(0, 19), 'UTC; when the source file was last changed');
  if (!has('ORIGIN')) editor.set('ORIGIN', 'Sodalite', 'who made this file');
  if (!has('CREATOR')) editor.set('CREATOR', creator, 'what made this file');
  editor.set('SRCID', sourceId, 'dataset that this was made from');
  editor.add('HISTORY', `${creator}: ${what} of ${sourceId}`);
  editor.add('HISTORY', `${creator}: ${shortened(request)}`);
}

/** Into the header of each cut HDU: which pixels of the source these are, as a FITS section, and the band in world units. */
export function addPixelRanges(editor: HeaderEditor, image: Image, { cuts, planes }: Selection): void {
  const ranges = cuts.map(({ first, count, step }, axis) => {
    if (planes?.axis === axis) return planes.indices.map((plane) => plane + 1).join('+');
    return `${first + 1}:${first + (count - 1) * step + 1}${step > 1 ? `:${step}` : ''}`;
  });
  editor.add('HISTORY', `pixels [${ranges.join(',')}] of HDU ${image.hdu.index} of the source`);
  const { spectral } = image.wcs;
  const cut = spectral && cuts[spectral.axis];
  if (!spectral?.metres || !cut) return;
  const edges = Float64Array.of(cut.first - 0.5, cut.first + (cut.count - 1) * cut.step + 0.5);
  spectral.metres.pixelToWorld(edges, 2, edges);
  if (edges.every(Number.isFinite)) editor.add('HISTORY', `band ${Math.min(...edges)} to ${Math.max(...edges)} m (channel edges, vacuum)`);
}

/** A polygon of thousands of vertices would make a header longer than the cutout: such a request is told by its beginning and its hash. */
export function shortened(request: string): string {
  if (request.length <= LONGEST_REQUEST) return request;
  const hash = createHash('sha256').update(request).digest('hex');
  return `${request.slice(0, LONGEST_REQUEST)}... (${request.length} characters, SHA-256 ${hash})`;
}

const LONGEST_REQUEST = 1000;
