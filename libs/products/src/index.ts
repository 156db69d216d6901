export { Body } from './body.js';
export { planCutout, type CutoutPlan } from './cutout.js';
export { canonical, isEmpty, type Filters } from './filters.js';
export { imagesOf, openImages, type Image, type Images } from './image.js';
export type { Part } from './part.js';
export { pump, type Sink } from './pump.js';
export { type Provenance } from './provenance.js';
export { spectraOf } from './spectrum/spectra-of.js';
export type { Spectra } from './spectrum/spectra.js';
