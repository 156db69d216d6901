export { footprint, type Footprint } from './footprint.js';
export { intervalSpan, type AxisMap, type Span } from './interval-span.js';
export { POL_STATES, polLabelOf, polPlanes } from './polarization.js';
export { shapeBox } from './shape-box.js';
export { shapeContains, shapesIntersect } from './shape-relations.js';
export type { Circle, Polygon, Range, Shape } from './shape.js';
export type { PixelBox, SkyMap } from './sky-map.js';
