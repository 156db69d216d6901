import type { Check } from './check.js';
import { environment } from './environment.js';
import { images } from './images.js';
import { lifecycle } from './lifecycle.js';
import { namespaces } from './namespaces.js';
import { network } from './network.js';
import { scaling } from './scaling.js';
import { schema } from './schema.js';
import { security } from './security.js';
import { volumes } from './volumes.js';

export type { Check, Deployment } from './check.js';

export const CHECKS = { schema, namespaces, environment, images, lifecycle, network, scaling, security, volumes } satisfies Record<
  string,
  Check
>;
