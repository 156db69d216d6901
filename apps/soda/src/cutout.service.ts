import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { resolveDataset, type Dataset } from '#catalog';
import { MultiValuedError, UnsupportedError } from '#faults';
import type { ByteSource } from '#fits';
import type { SodaRequest } from '#ivoa';
import { CREATOR } from '#ops';
import { Body, isEmpty, planCutouts, type ProductPlan } from '#products';
import { combinationsOf } from './combinations.js';
import { OpenFiles } from './open-files.js';
import { SodaSettings } from './settings.js';

/** What is sent for a request: a cutout, or the file itself when nothing restricts it. */
export type Cutout = ProductPlan & { readonly lastModified: Date };

@Injectable()
export class CutoutService {
  constructor(
    private readonly bus: Bus,
    private readonly files: OpenFiles,
    private readonly settings: SodaSettings,
  ) {}

  /** Finds, opens and plans; the file stays open until `send` is done. */
  async cut(request: SodaRequest, signal: AbortSignal, send: (cutout: Cutout) => Promise<void>): Promise<void> {
    const [id] = request.ids;
    const dataset = await this.bus.ask(resolveDataset, { id }, { signal });
    const [filters, ...more] = combinationsOf(request, this.settings.maxCombinations);
    if (more.length > 0 || request.ids.length > 1) throw new MultiValuedError('one value is supported');
    await this.files.use(dataset, async (open) => {
      const { lastModified } = open.source;
      if (isEmpty(filters)) return send(wholeFile(dataset, open.source));
      if (dataset.refusal !== undefined) throw new UnsupportedError(`${id} cannot be cut: ${dataset.refusal}`);
      const plan = await planCutouts(await open.images(), [filters], { creator: CREATOR, sourceId: dataset.id }, signal);
      return send({ ...plan, lastModified });
    });
  }
}

/** ID alone filters nothing, so the answer is the dataset as it is stored. */
export function wholeFile({ file }: Dataset, source: ByteSource): Cutout {
  return {
    body: Body.ofFile(source),
    etag: source.etag,
    lastModified: source.lastModified,
    contentType: file.contentType,
    fileName: (file.name.split('/').at(-1) ?? file.name).replace(/[^\w.+-]/g, '_'),
  };
}
