import { LimitError } from '#faults';
import type { HeaderEditor } from '#fits';
import { shapeMask, type MaskMode, type PixelBox, type Shape, type ShapeMask, type SkyMap } from '#region';
import { blankingOf, type Blanking } from './blanking.js';
import type { Filters } from './filters.js';
import type { Image } from './image.js';
import type { AxisCut } from './section.js';
import { skyMapOf } from './select.js';

/** What MASKOUT does to a cut of an image. */
export interface Mask {
  readonly lonAxis: number;
  readonly latAxis: number;
  readonly mask: ShapeMask;
  readonly blanking: Blanking;
  readonly mode: 'hard' | 'touch';
}

/** Runs of pixels of all masks of one request: 8 bytes each. */
const MOST_RUNS = 4_000_000;

/** What is known of a shape: combinations with several bands have its mask in common. */
interface Known {
  readonly image: Image;
  /** box and mode */
  readonly key: string;
  readonly mask: ShapeMask;
}

/** Makes the masks of a request, each once, and bounds what they hold together. */
export class Masks {
  private runs = 0;
  private readonly known = new Map<Shape, Known[]>();

  constructor(private readonly signal?: AbortSignal) {}

  /**
   * @param cuts NAXIS1 first
   * @returns undefined when nothing is to be blanked
   * @throws UnsupportedError for pixels that cannot be blanked; LimitError; the reason of the signal
   */
  async of(image: Image, cuts: readonly AxisCut[], { shape, maskOut }: Filters): Promise<Mask | undefined> {
    const { celestial } = image.wcs;
    if (!shape || !maskOut || !celestial) return undefined;
    const { lonAxis, latAxis } = celestial;
    const blanking = blankingOf(image);
    const [x, y] = [lonAxis, latAxis].map((axis) => cuts[axis] ?? { first: 0, count: 1 });
    const box = { x0: x.first, y0: y.first, x1: x.first + x.count - 1, y1: y.first + y.count - 1 };
    return {
      lonAxis,
      latAxis,
      mask: await this.mask(image, shape.shape, skyMapOf(image, celestial), box, maskOut),
      blanking,
      mode: maskOut,
    };
  }

  private async mask(image: Image, shape: Shape, map: SkyMap, box: PixelBox, mode: MaskMode): Promise<ShapeMask> {
    const key = `${mode} ${box.x0} ${box.y0} ${box.x1} ${box.y1}`;
    const known = this.known.get(shape) ?? [];
    this.known.set(shape, known);
    const found = known.find((one) => one.image === image && one.key === key);
    if (found) return found.mask;
    const mask = await shapeMask(shape, map, box, mode, this.signal);
    for (let row = box.y0; row <= box.y1; row++) this.runs += mask.runs(row).length / 2;
    if (this.runs > MOST_RUNS)
      throw new LimitError(`MASKOUT: the shapes cross the images in more than ${MOST_RUNS} runs of pixels; ask for fewer or smaller ones`);
    known.push({ image, key, mask });
    return mask;
  }
}

const OUTSIDE = { hard: 'whose centre is outside the shape', touch: 'that the shape does not touch' };

/** Into the header of a cut image. */
export function addMask(editor: HeaderEditor, { blanking, mode }: Mask): void {
  blanking.apply(editor);
  editor.add('HISTORY', `MASKOUT=${mode}: pixels ${OUTSIDE[mode]} are ${blanking.text}`);
}
