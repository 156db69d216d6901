import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

const manifest = JSON.parse(readFileSync(findPackageJSON(import.meta.url)!, 'utf8')) as { version: string };

/** The release, as package.json has it. */
export const VERSION = manifest.version;

/** What Sodalite calls itself in headers, /availability and logs. */
export const CREATOR = `Sodalite ${VERSION}`;
