import type { FastifyRequest } from 'fastify';

/** Tells who sends a request; the injection token of whoever knows. Without one, nobody in particular does. */
export abstract class RequestOwner {
  /** @throws UnauthenticatedError for credentials that are wrong, or missing where there have to be any */
  abstract ownerOf(request: FastifyRequest): Promise<string | undefined>;
}
