import { Injectable } from '@nestjs/common';
import { Bus } from '#bus';
import { catalogChanged, resolveDataset, type Dataset } from '#catalog';
import { DomainError, UnsupportedError } from '#faults';
import { dataLinkMessage, linksDocument, type LinkRow, type ServiceDescriptor } from '#ivoa';
import { KeptLinks } from './kept-links.js';
import { Offers } from './offers.js';
import { DatalinkSettings } from './settings.js';

export interface Links {
  readonly rows: LinkRow[];
  readonly descriptors: ServiceDescriptor[];
  /** a service that should have answered did not: the next answer may have more */
  isPartial?: boolean;
}

/** What those do who are not there to say it. */
const SEMANTICS = new Map([['soda', '#cutout']]);

/** IDs that are looked up beside each other: a located one takes a round trip to its store. */
const AT_ONCE = 8;

/** Product types of ObsCore that the vocabulary of content_qualifier has under the same name. */
const QUALIFIERS = new Set(['image', 'cube', 'spectrum', 'sed', 'timeseries', 'visibility']);

@Injectable()
export class LinksService {
  private readonly kept = new KeptLinks();

  private readonly offers: Offers;

  constructor(
    private readonly bus: Bus,
    { services }: DatalinkSettings,
  ) {
    this.offers = new Offers(bus, services);
    bus.listen(catalogChanged, () => this.kept.clear());
  }

  /** The document for one ID that is known, as it is sent; it is made once and kept for a while. */
  async document(id: string, baseUrl: string, signal?: AbortSignal): Promise<Buffer> {
    const [outcome] = await Promise.allSettled([this.bus.ask(resolveDataset, { id }, { signal })]);
    const dataset = outcome.status === 'fulfilled' ? outcome.value : undefined;
    const known = dataset && this.kept.get(id, baseUrl, dataset);
    if (known) return known;
    const links: Links = { rows: [], descriptors: [] };
    await this.addOutcome(id, outcome, links, signal);
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
      for (const [i, outcome] of resolved.entries()) await this.addOutcome(some[i], outcome, links, signal);
    }
    return links;
  }

  private async addOutcome(id: string, outcome: PromiseSettledResult<Dataset>, links: Links, signal?: AbortSignal): Promise<void> {
    if (outcome.status === 'fulfilled') return this.add(id, outcome.value, links, signal);
    if (!(outcome.reason instanceof DomainError)) throw outcome.reason;
    links.rows.push({ id, errorMessage: dataLinkMessage(outcome.reason), semantics: '#this' });
  }

  private async add(id: string, dataset: Dataset, links: Links, signal?: AbortSignal): Promise<void> {
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
    if (refusal !== undefined) {
      const errorMessage = dataLinkMessage(new UnsupportedError(refusal));
      rows.push({ id, errorMessage, description: 'No cutouts of this dataset', semantics: '#cutout' });
      return;
    }
    for (const said of await this.offers.of({ id, dataset }, signal)) {
      if ('error' in said) {
        links.isPartial = true;
        const { service, error } = said;
        rows.push({
          id,
          errorMessage: dataLinkMessage(error),
          description: `No ${service} at the moment`,
          semantics: SEMANTICS.get(service) ?? '#proc',
        });
        continue;
      }
      for (const { descriptor, semantics, description } of said.offers) {
        const serviceDef = `${descriptor.id}-${descriptors.length + 1}`;
        descriptors.push({ ...descriptor, id: serviceDef });
        rows.push({ ...known, serviceDef, description, semantics, contentType: descriptor.contentType });
      }
    }
  }
}
