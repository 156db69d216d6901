import { create } from '@bufbuild/protobuf';
import { rpc, streamQuestion } from '#bus';
import { CatalogService } from '#proto';
import { plain, raw } from '../test/plain.js';

/** Its request is an empty message. */
export const status = rpc(CatalogService.method.status);
export const nothing = create(CatalogService.method.status.input);
export const catalogSize = create(CatalogService.method.status.output);
/** So many chunks of 1 MiB. */
export const echo = streamQuestion('measure.v1.echo', plain<number>(), raw);
