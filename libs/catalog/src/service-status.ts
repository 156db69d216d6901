import type { Bus } from '#bus';
import { cubeDescriptor, sodaDescriptor, type CubeOperation, type Availability, type ServiceName } from '#ivoa';
import { CREATOR } from '#ops';
import { ServiceStatus } from '#web';
import type { Dataset } from './catalog.js';
import { catalogStatus, sampleDatasets } from './messages.js';

/** A service that works on the datasets of the catalogue is available when the catalogue answers. */
export class CatalogServiceStatus extends ServiceStatus {
  private readonly upSince = new Date();

  constructor(private readonly bus: Bus) {
    super();
  }

  override async availability(): Promise<Availability> {
    const { ready, note } = await this.bus.ask(catalogStatus, {});
    return { available: ready, upSince: this.upSince, notes: [CREATOR, note] };
  }

  override async testQuery(service: ServiceName): Promise<string | undefined> {
    if (service === 'ssa') return 'REQUEST=queryData&MAXREC=1';
    const [dataset] = await this.bus.ask(sampleDatasets, { count: 1 });
    if (!dataset) return undefined;
    if (service === 'soda') return sodaDescriptor(dataset.id, dataset.domain).exampleQuery;
    if (service.startsWith('cube/')) return exampleOf(service.slice('cube/'.length) as CubeOperation, dataset);
    const id = `ID=${encodeURIComponent(dataset.id)}`;
    return service === 'sia' ? `${id}&MAXREC=1` : id;
  }
}

function exampleOf(operation: CubeOperation, { id, domain, row }: Dataset): string | undefined {
  return cubeDescriptor(operation, id, domain, { productType: row.dataproduct_type })?.exampleQuery;
}
