import type { HeaderCards } from '#wcs';

export function cardsOf(cards: Readonly<Record<string, string | number | boolean>>): HeaderCards {
  return { value: (keyword) => (Object.hasOwn(cards, keyword) ? cards[keyword] : undefined) };
}

const DEGREE = Math.PI / 180;

/**
 * Great-circle distances in degrees between interleaved (longitude, latitude) pairs, or (latitude, longitude) ones; 0 where
 * both are NaN, NaN where one is.
 */
export function anglesBetween(a: Float64Array, b: Float64Array, latitudeFirst = false): number[] {
  const angles: number[] = [];
  const [lon, lat] = latitudeFirst ? [1, 0] : [0, 1];
  for (let k = 0; k < a.length; k += 2) {
    const [lat1, lat2] = [a[k + lat] * DEGREE, b[k + lat] * DEGREE];
    const none = [a, b].filter((pairs) => Number.isNaN(pairs[k]) && Number.isNaN(pairs[k + 1])).length;
    const dLat = Math.sin((lat1 - lat2) / 2);
    const dLon = Math.sin(((a[k + lon] - b[k + lon]) * DEGREE) / 2);
    const chord = Math.sqrt(dLat * dLat + Math.cos(lat1) * Math.cos(lat2) * dLon * dLon);
    angles.push(none === 2 ? 0 : (2 * Math.asin(Math.min(1, chord))) / DEGREE);
  }
  return angles;
}

/** Cards as they stand in a header: records have many of one keyword. */
export type OrderedCards = readonly (readonly [keyword: string, value: string | number | boolean])[];

export function cardsInOrder(cards: OrderedCards): HeaderCards {
  return {
    value: (keyword) => cards.find(([name]) => name === keyword)?.[1],
    cards: cards.map(([keyword, value]) => ({ kind: 'value', keyword, value })),
  };
}
