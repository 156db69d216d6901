import type { Target } from '../dockerfile.js';
import type { KubernetesObject } from '../objects.js';
import type { Overlay } from '../render.js';

/** One rendered overlay, and what it has to fit. */
export interface Deployment {
  readonly overlay: Overlay;
  readonly objects: readonly KubernetesObject[];
  readonly targets: ReadonlyMap<string, Target>;
  /** of package.json */
  readonly version: string;
}

/** Gives a sentence for everything that is wrong. */
export type Check = (deployment: Deployment) => string[] | Promise<string[]>;
