export type { Axis, AxisKind, AxisMap, CelestialAxes, SpectralAxis, StokesAxis, TimeAxis } from './axes.js';
export type { HeaderCard, HeaderCards } from './header-cards.js';
export { alternatesOf } from './keywords.js';
export { unitScale, type Dimension, type UnitScale } from './unit.js';
export { Wcs } from './wcs.js';
export type { CoordinateTable, DistortionImage, ExtensionKey, TableArray, WcsTables } from './wcs-tables.js';
