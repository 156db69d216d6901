import { create } from '@bufbuild/protobuf';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus, rpc, type AskOptions } from '#bus';
import { parseSoda } from '#ivoa';
import { CutResponseSchema, SodaService, type CutRequest, type CutResponse } from '#proto';
import { askedOverBus, productReference, PublicUrl } from '#web';
import { formatOf, namedAs } from './asked-format.js';
import { CutoutService } from './cutout.service.js';

/** {sync} over the bus: a cutout is planned, and where it can be fetched is told. */
@Injectable()
export class CutAnswers implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly cutouts: CutoutService,
    private readonly publicUrl: PublicUrl,
  ) {}

  onModuleInit(): void {
    this.bus.answer(rpc(SodaService.method.cut), (request, options) => this.cut(request, options));
  }

  private async cut({ parameters }: CutRequest, { signal = new AbortController().signal }: AskOptions): Promise<CutResponse> {
    const { params, query } = askedOverBus(parameters);
    const soda = parseSoda(params);
    const asked = formatOf(soda);
    const answer = create(CutResponseSchema);
    await this.cutouts.plan(soda, { format: asked?.name, make: false, signal }, async ({ product }) => {
      const known = { ...product, length: product.body?.length, contentType: namedAs(asked, product) };
      const reference = productReference(this.publicUrl.withoutRequest(`/soda/sync?${query}`), known);
      Object.assign(answer, create(CutResponseSchema, { product: reference }));
    });
    return answer;
  }
}
