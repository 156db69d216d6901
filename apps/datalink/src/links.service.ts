import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { catalogChanged, describeDataset, resolveDataset, type Dataset } from '#catalog';
import { DomainError, UnsupportedError } from '#faults';
import { CUBE_OPERATIONS, dataLinkMessage, linksDocument, OPERATION_ABOUT, type LinkRow, type ServiceDescriptor } from '#ivoa';
import { KeptLinks } from './kept-links.js';

export interface Links {
  readonly rows: LinkRow[];
  readonly descriptors: ServiceDescriptor[];
  /** a service that should have answered did not: the next answer may have more */
  isPartial?: boolean;
}

/**
 * Compute services that are asked what they can do with a dataset, and the semantics of what they make, in the order of the rows: cutouts first, for
 * simple clients take the first one.
 */
const SERVICES = [
  { service: 'soda', semantics: '#cutout', description: 'Cutouts' },
  ...CUBE_OPERATIONS.map((operation) => ({
    service: `cube.${operation}`,
    semantics: '#proc',
    description: OPERATION_ABOUT[operation].title,
  })),
];

/** IDs that are looked up beside each other: a located one takes a round trip to its store. */
const AT_ONCE = 8;

/** Product types of ObsCore that the vocabulary of content_qualifier has under the same name. */
const QUALIFIERS = new Set(['image', 'cube', 'spectrum', 'sed', 'timeseries', 'visibility']);

@Injectable()
export class LinksService {
  private readonly kept = new KeptLinks();

  constructor(private readonly bus: Bus) {
    bus.listen(catalogChanged, () => this.kept.clear());
  }

  /** The document for one ID that is known, as it is sent; it is made once and kept for a while. */
  async document(id: string, baseUrl: string, signal?: AbortSignal): Promise<Buffer> {
    const [outcome] = await Promise.allSettled([this.bus.ask(resolveDataset, { id }, { signal })]);
    const dataset = outcome.status === 'fulfilled' ? outcome.value : undefined;
    const known = dataset && this.kept.get(id, baseUrl, dataset);
    if (known) return known;
    const links: Links = { rows: [], descriptors: [] };
    await this.addOutcome(id, outcome, links);
    const body = Buffer.from(linksDocument({ ...links, baseUrl }), 'utf8');
    if (dataset && !links.isPartial) this.kept.set(id, baseUrl, dataset, body);
    return body;
  }

  /** One bad ID is one error row: its neighbours keep their links (DataLink 1.1 §3). */
  async links(ids: readonly string[], signal?: AbortSignal): Promise<Links> {
    const links: Links = { rows: [], descriptors: [] };
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      signal?.throwIfAborted();
      const some = ids.slice(start, start + AT_ONCE);
      const resolved = await Promise.allSettled(some.map((id) => this.bus.ask(resolveDataset, { id }, { signal })));
      for (const [i, outcome] of resolved.entries()) await this.addOutcome(some[i], outcome, links);
    }
    return links;
  }

  private async addOutcome(id: string, outcome: PromiseSettledResult<Dataset>, links: Links): Promise<void> {
    if (outcome.status === 'fulfilled') return this.add(id, outcome.value, links);
    if (!(outcome.reason instanceof DomainError)) throw outcome.reason;
    links.rows.push({ id, errorMessage: dataLinkMessage(outcome.reason), semantics: '#this' });
  }

  private async add(id: string, dataset: Dataset, links: Links): Promise<void> {
    const { rows, descriptors } = links;
    const { file, row, refusal } = dataset;
    const contentQualifier = QUALIFIERS.has(row.dataproduct_type ?? '') ? `#${row.dataproduct_type}` : undefined;
    const known = { id, contentQualifier, linkAuth: 'false', linkAuthorized: true } as const;
    rows.push({
      ...known,
      accessUrl: `/files?ID=${encodeURIComponent(id)}`,
      description: `The whole file ${file.name}`,
      semantics: '#this',
      contentType: file.contentType,
      contentLength: file.bytes,
    });
    for (const { service, semantics, description } of SERVICES) {
      if (refusal !== undefined) {
        if (semantics !== '#cutout') continue; // said once, that is enough
        const errorMessage = dataLinkMessage(new UnsupportedError(refusal));
        rows.push({ id, errorMessage, description: 'No cutouts of this dataset', semantics });
        continue;
      }
      const descriptorId = `${service.replace('.', '-')}-${descriptors.length + 1}`;
      try {
        const descriptor = await this.bus.ask(describeDataset(service), { id, dataset, descriptorId });
        if (!descriptor) continue;
        descriptors.push(descriptor);
        rows.push({ ...known, serviceDef: descriptorId, description, semantics, contentType: descriptor.contentType });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        links.isPartial = true;
        rows.push({ id, errorMessage: dataLinkMessage(error), description: `No ${service} at the moment`, semantics });
      }
    }
  }
}
