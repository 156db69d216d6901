export { Body, type Part } from './body.js';
export { planCutout, type CutoutPlan } from './cutout.js';
export { canonical, isEmpty, type Filters } from './filters.js';
export { openImages, type Image, type Images } from './image.js';
export { pump, type Sink } from './pump.js';
export { type Provenance } from './provenance.js';
