import { ScalarType, type MessageInitShape } from '@bufbuild/protobuf';
import { OBSCORE_COLUMNS, type ObsCoreRow } from '#ivoa';
import { ObsCoreRowSchema, type ObsCoreRow as RowMessage } from '#proto';

type Camel<S extends string> = S extends `${infer A}_${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
/** A column that the message does not have is named by the compiler. */
type Missing = Exclude<Camel<keyof ObsCoreRow & string>, keyof RowMessage>;
type Field = { readonly name: keyof ObsCoreRow & string; readonly local: keyof RowMessage; readonly long: boolean; readonly absent?: null };

const optional = new Set<string>(OBSCORE_COLUMNS.filter(({ presence }) => presence !== 'mandatory').map(({ name }) => name));
const fields = fieldsOf<Missing>();

function fieldsOf<_Missing extends never>(): Field[] {
  return ObsCoreRowSchema.fields.map(({ name, localName, scalar }) => ({
    name: name as Field['name'],
    local: localName as Field['local'],
    long: scalar === ScalarType.INT64,
    absent: optional.has(name) ? undefined : null,
  }));
}

/** NULL and absent are the same on the wire: absent. */
export function rowTo(row: ObsCoreRow): MessageInitShape<typeof ObsCoreRowSchema> {
  const message: Record<string, unknown> = {};
  for (const { name, local, long } of fields) {
    const value = row[name];
    if (value !== null && value !== undefined) message[local] = long ? BigInt(value as number) : value;
  }
  return message;
}

/** Columns that every row has are null when they are unknown, the others absent. */
export function rowFrom(message: RowMessage): ObsCoreRow {
  const row: Record<string, unknown> = {};
  for (const { name, local, long, absent } of fields) {
    const value = message[local];
    const known = value !== undefined && !(Array.isArray(value) && value.length === 0);
    if (known) row[name] = long ? Number(value) : value;
    else if (absent === null) row[name] = null;
  }
  return row as unknown as ObsCoreRow;
}
