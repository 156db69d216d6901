import type { IndexReader, KeyedRecord } from '../index-store/index-store.js';

const TYPES = [
  "dataproduct_type = 'cube'",
  "dataproduct_type = 'image'",
  "dataproduct_type IS NULL OR dataproduct_type NOT IN ('cube', 'image')",
];

/** Some datasets that can be cut, cubes first. */
export async function sample(index: Pick<IndexReader, 'select'>, count: number): Promise<KeyedRecord[]> {
  const found: KeyedRecord[] = [];
  for (const where of TYPES) {
    for await (const page of index.select({ where, parameters: [] }, count)) {
      found.push(...page.filter(({ record }) => record.refusal === undefined));
      if (found.length >= count) return found.slice(0, count);
    }
  }
  return found;
}
