import { LimitError } from '#faults';
import { Header, sumBoth, type HeaderEditor } from '#fits';
import { workerFile, type WorkerTask } from '#workers';
import { etagOf, stem, type Origin } from '../../cutout-plan.js';
import { chooseKernels } from '../backends.js';
import { ComputedHdu } from '../computed-hdu.js';
import type { ComputedPlan } from '../computed-plan.js';
import type { Cube } from '../cube.js';
import { cubeFile } from '../cube-file.js';
import { beamTable } from '../derived/beam-table.js';
import { commonResolution } from '../derived/common-resolution.js';
import { preparation } from '../derived/preparation.js';
import { runOnCube, type Answer } from '../cube-tasks.js';
import type { MapBytes } from '../moment/map-bytes.js';
import { blocksOf, orderOf, placeOf } from '../moment/moment-layout.js';
import { addHistory, primaryOf, summed } from '../made-header.js';
import { requestOf } from '../option-texts.js';
import { askedRange } from './asked-range.js';
import { isSpectral, type BinJob } from './bin-job.js';
import { dimsOf, panelHeader } from './panel-header.js';
import { PanelNoise, strideOf } from './panel-noise.js';
import { panelsOf, type Panels, type PanelsRequest } from './panels.js';

export interface ChannelsRequest extends PanelsRequest {
  /** planes of one image, or an extension each */
  readonly layout: 'cube' | 'hdus';
}

const BIN: WorkerTask<BinJob, Answer<readonly MapBytes[]>> = { file: workerFile(import.meta.url, './bin-worker.js') };

/** Sums that a thread holds, and what it reads of spectra at once; pixels with which the kernels are fast. */
const BLOCK_BYTES = 8 * 2 ** 20;
const BLOCK_PIXELS = 8192;

/** Of so many maps the noise has a card in the header of a cube. */
const MOST_CARDS = 999;

/**
 * Channel maps (kernels §11), as a cube or as an extension each, in one pass over the cube.
 * @throws UsageError, UnsupportedError, LimitError
 */
export function planChannels(whole: Cube, request: ChannelsRequest, origin: Origin): ComputedPlan {
  const cube = commonResolution(whole, true);
  const panels = panelsOf(cube.spectral.edges, request, cube.spectral.unit, askedRange(cube));
  const chosen = chooseKernels(cube, ['bin']);
  const text = requestText(cube, request);
  const etag = etagOf(cube.source.etag, text, origin.sourceId, origin.creator, `channels ${chosen.kernel}`);
  const bitpix = cube.pixels.bitpix === -64 ? -64 : -32;
  const history = (editor: HeaderEditor): void => addHistory(editor, 'channel maps', cube, text, origin, chosen);
  const { hdus, before, after, end } = layoutOf(cube, request, panels, bitpix, history);
  return {
    etag,
    fileName: `${stem(cube.source.name)}_channels_${etag.slice(0, 8)}.fits`,
    contentType: 'application/fits',
    ...preparation(cube),
    length: end,
    shape: hdus.map(({ name, dims }) => ({ name, axes: dims, bitpix })),
    readBytes: cube.nx * cube.ny * cube.nz * cube.planes.length * cube.image.shape.bytesPerPixel,
    passes: 1,
    ...chosen,
    async make(out, signal, progress) {
      const ref = await cubeFile(cube, out, signal);
      const count = panels.bins.length;
      const perPixel = Math.max(count * 16, isSpectral(ref) ? cube.nz * ref.bytesPerPixel : 0);
      const order = orderOf(cube);
      const blocks = blocksOf(cube, order, Math.max(1, Math.min(BLOCK_PIXELS, Math.floor(BLOCK_BYTES / perPixel))));
      const { edges } = cube.spectral;
      const jobs = cube.planes.flatMap((_, plane) =>
        blocks.map((block): BinJob => ({
          cube: ref,
          kernel: chosen.kernel,
          plane,
          block,
          order,
          bitpix,
          edges,
          bins: panels.bins,
          combine: request.combine,
        })),
      );
      const pixels = cube.nx * cube.ny;
      const noise = new PanelNoise(count, pixels * cube.planes.length);
      const told = hdus.map(() => ({ sum: 0, minimum: Infinity, maximum: -Infinity, blank: 0 }));
      await runOnCube(BIN, ref, jobs, {
        signal,
        progress,
        async done(maps, n) {
          const { plane, block } = jobs[n];
          const place = placeOf(cube, order, block);
          for (const [map, part] of maps.entries()) {
            noise.add(map, plane * pixels + place, part, bitpix);
            const h = request.layout === 'cube' ? 0 : map;
            const before = request.layout === 'cube' ? plane * count + map : plane;
            await out.write(part.bytes, hdus[h].hdu.dataOffset + (before * pixels + place) * (-bitpix / 8));
            const about = told[h];
            about.sum = sumBoth(about.sum, part.sum, 0);
            about.minimum = Math.min(about.minimum, part.minimum);
            about.maximum = Math.max(about.maximum, part.maximum);
            about.blank += part.blank;
          }
        },
      });
      if (before) await out.write(before, 0);
      for (const [h, { hdu }] of hdus.entries()) {
        const { sum, minimum, maximum, blank } = told[h];
        const noises = request.layout === 'cube' ? noiseCards(count, noise) : { NOISE: noise.of(h) };
        await hdu.finish(out, sum, { DATAMIN: minimum, DATAMAX: maximum, NBLANK: blank, ...noises });
      }
      let at = hdus[hdus.length - 1].hdu.end;
      for (const bytes of after) {
        await out.write(bytes, at);
        at += bytes.length;
      }
    },
  };
}

const noiseCards = (count: number, noise: PanelNoise): Record<string, number> =>
  Object.fromEntries(Array.from({ length: Math.min(count, MOST_CARDS) }, (_, map) => [`NOISE${map + 1}`, noise.of(map)]));

interface Layout {
  readonly hdus: readonly { readonly name: string; readonly dims: readonly number[]; readonly hdu: ComputedHdu }[];
  /** a primary header without data */
  readonly before?: Uint8Array;
  readonly after: readonly Uint8Array[];
  readonly end: number;
}

/** Numbers that a product may hold: 2^40 bytes are no channel maps. */
const MOST_PIXELS = 2 ** 36;

function layoutOf(
  cube: Cube,
  { layout, combine }: ChannelsRequest,
  panels: Panels,
  bitpix: -32 | -64,
  history: (editor: HeaderEditor) => void,
): Layout {
  const { kept, dims } = dimsOf(cube, layout === 'cube' ? panels : undefined);
  const size = -bitpix / 8;
  const pixels = dims.reduce((product, count) => product * count, 1);
  const after = beamTable(cube);
  const stride = strideOf(panels.bins.length, cube.nx * cube.ny * cube.planes.length);
  const measured = stride > 1 ? `1.4826 MAD of every ${stride}. pixel` : '1.4826 MAD';
  const extremes = [['DATAMIN', 'least valid value'], ['DATAMAX', 'greatest valid value'], ['NBLANK', 'pixels without a value']] as const; // prettier-ignore
  if (pixels * (layout === 'cube' ? 1 : panels.bins.length) > MOST_PIXELS)
    throw new LimitError(`the channel maps have more than ${MOST_PIXELS} pixels`);
  if (layout === 'cube') {
    const editor = panelHeader(cube, kept, { bitpix, dims, extension: false, panels }, combine);
    history(editor);
    const noises = panels.bins.slice(0, MOST_CARDS).map((_, map) => [`NOISE${map + 1}`, `${measured} of map ${map + 1}`] as const);
    const hdu = new ComputedHdu(editor, 0, pixels * size, [...extremes, ...noises]);
    return { hdus: [{ name: '', dims, hdu }], after, end: hdu.end + lengthOf(after) };
  }
  const primary = primaryOf(cube);
  history(primary);
  const before = summed(primary, 0);
  const extension = panelHeader(cube, kept, { bitpix, dims, extension: true }, combine).remove('HISTORY').remove('COMMENT');
  const common = Header.parse(extension.toBytes(), { file: 'product' });
  let at = before.length;
  const hdus = panels.bins.map(([low, high], map) => {
    const { unit } = cube.spectral;
    const editor = common.edit();
    editor
      .set('EXTNAME', `CHMAP_${map + 1}`)
      .set('VLO', low, `${unit}, lower edge`)
      .set('VHI', high, `${unit}, upper edge`);
    const hdu = new ComputedHdu(editor, at, pixels * size, [...extremes, ['NOISE', measured]]);
    at = hdu.end;
    return { name: `CHMAP_${map + 1}`, dims, hdu };
  });
  return { hdus, before, after, end: at + lengthOf(after) };
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

function requestText({ options }: Cube, { step, panels, combine, layout }: ChannelsRequest): string {
  const width = panels === undefined ? (['STEP', step] as const) : (['PANELS', panels] as const);
  return requestOf([width, ['COMBINE', combine], ['LAYOUT', layout]], options);
}
