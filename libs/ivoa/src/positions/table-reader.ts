export interface Column {
  readonly name: string;
  readonly ucd?: string;
  readonly unit?: string;
}

/** Takes a table as it is read. */
export interface TableReader {
  columns(columns: readonly Column[]): void;
  row(cells: readonly string[]): void;
}
