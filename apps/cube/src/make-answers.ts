import { create } from '@bufbuild/protobuf';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Bus, rpc, type AskOptions } from '#bus';
import { UsageError } from '#faults';
import { CUBE_OPERATIONS, parseCube, quote, type CubeOperation } from '#ivoa';
import { CubeService as CubeMessages, MakeResponseSchema, type MakeRequest, type MakeResponse } from '#proto';
import { askedOverBus, productReference, PublicUrl } from '#web';
import { CubeService } from './cube.service.js';

/** {sync} over the bus: a product is planned, and where it can be fetched is told; it is computed when it is. */
@Injectable()
export class MakeAnswers implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly cubes: CubeService,
    private readonly publicUrl: PublicUrl,
  ) {}

  onModuleInit(): void {
    this.bus.answer(rpc(CubeMessages.method.make), (request, options) => this.make(request, options));
  }

  private async make({ operation, parameters }: MakeRequest, { signal = new AbortController().signal }: AskOptions): Promise<MakeResponse> {
    assertOperation(operation);
    const { params, query } = askedOverBus(parameters);
    const answer = create(MakeResponseSchema);
    await this.cubes.plan(parseCube(operation, params), signal, async ({ plan, estimate, answer: made }) => {
      const reference = productReference(this.publicUrl.withoutRequest(`/cube/${operation}/sync?${query}`), made);
      const product = { ...reference, kernel: plan.kernel, estimatedSeconds: estimate.seconds };
      Object.assign(answer, create(MakeResponseSchema, { product }));
    });
    return answer;
  }
}

function assertOperation(operation: string): asserts operation is CubeOperation {
  const known: readonly string[] = CUBE_OPERATIONS;
  if (!known.includes(operation)) throw new UsageError(`operation must be one of ${known.join(', ')}, got ${quote(operation)}`);
}
