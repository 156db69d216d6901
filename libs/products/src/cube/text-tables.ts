/** How tables are called that are written as text. */
export const TEXT_TABLES = {
  votable: { suffix: 'vot', contentType: 'application/x-votable+xml' },
  csv: { suffix: 'csv', contentType: 'text/csv; charset=utf-8; header=present' },
} as const;
