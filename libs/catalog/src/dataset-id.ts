/**
 * The IDs of the directory catalogue: `ivo://<authority>/data?<key>`. A key is the path of a file relative to its root, with '/' between the parts;
 * it is looked up in the index and never opened, so that whatever a client sends can only name what the scan found.
 */
export function datasetId(authority: string, key: string): string {
  return `ivo://${authority}/data?${encodeKey(key)}`;
}

/**
 * The key that an ID names, however it is spelt: scheme, authority and resource key compare without case (IVOA Identifiers 2.0 §2.3), and any
 * percent-encoding of the same UTF-8 text is the same key. Undefined for everything else; such an ID is unknown.
 */
export function keyOf(id: string, authority: string): string | undefined {
  const parts = /^ivo:\/\/([^/?#]*)\/data\?(.+)$/is.exec(id);
  if (parts === null || parts[1].toLowerCase() !== authority.toLowerCase()) return undefined;
  try {
    return decodeURIComponent(parts[2]);
  } catch {
    return undefined; // a stray % or bytes that are no UTF-8
  }
}

// RFC 3986 unreserved characters and '/' stand; encodeURIComponent leaves these others alone.
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%2F/g, '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
