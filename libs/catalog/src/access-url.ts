import { LINKS_PATH, type ObsCoreRow } from '#ivoa';

/** The row with the URL of its {links} document (ObsCore convention of DataLink 1.1 §1.2); `baseUrl` without a slash at the end. */
export function withAccessUrl(row: ObsCoreRow, baseUrl: string): ObsCoreRow {
  return { ...row, access_url: `${baseUrl}${LINKS_PATH}?ID=${encodeURIComponent(row.obs_publisher_did)}` };
}
