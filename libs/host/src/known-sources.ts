import { realpath } from 'node:fs/promises';
import { isAbsolute, resolve, sep } from 'node:path';
import { FatalError, NotFoundError, TransientError } from '#faults';
import { literalStart, type Config } from '#ops';
import type { SourceDescription, SourceOpener } from '#storage';

type Opener = Pick<SourceOpener, 'open' | 'version'>;
type Place = Parameters<Opener['open']>[1];

/**
 * Opens what a catalogue in another process says, as far as this one's own configuration allows it: local files below its SODALITE_DATA, the roots of its
 * collections and the directories of its locators; stores are checked by the opener itself. A file that is not here may be on its way, or not mounted.
 */
export class KnownSources implements Opener {
  private readonly directories: readonly string[];
  private real: readonly string[] = [];

  constructor(
    private readonly opener: Opener,
    { data, collections, locators }: Pick<Config, 'data' | 'collections' | 'locators'>,
  ) {
    const written = locators.flatMap(({ source }) => ('file' in source ? [directoryOf(literalStart(source.file))] : []));
    this.directories = [resolve(data), ...collections.map(({ root }) => (isAbsolute(root) ? root : resolve(data, root))), ...written];
  }

  /** @throws as SourceOpener does; FatalError for a file that this process may not open, TransientError for one that it does not have */
  async open(description: SourceDescription, options: Place): ReturnType<Opener['open']> {
    await this.assertKnown(description, options);
    return this.opener.open(description, options).catch((error: unknown) => absent(error, description, options));
  }

  /** @throws as `open` does */
  async version(description: SourceDescription, options: Place): Promise<string> {
    await this.assertKnown(description, options);
    return this.opener.version(description, options).catch((error: unknown) => absent(error, description, options));
  }

  private async assertKnown(description: SourceDescription, { name }: Place): Promise<void> {
    if (description.kind !== 'file' || this.isKnown(description.path)) return;
    // What was not mounted at the last look may be by now.
    this.real = await Promise.all(this.directories.map((directory) => realpath(directory).catch(() => directory)));
    if (this.isKnown(description.path)) return;
    throw new FatalError(
      `${name} lies where this service may not read; its SODALITE_DATA, collections and locators must be those of the catalogue`,
    );
  }

  private isKnown(path: string): boolean {
    return resolve(path) === path && this.real.some((directory) => path.startsWith(directory.endsWith(sep) ? directory : directory + sep));
  }
}

const directoryOf = (start: string): string => start.slice(0, start.lastIndexOf('/')) || '/';

function absent(error: unknown, { kind }: SourceDescription, { name }: Place): never {
  if (kind !== 'file' || !(error instanceof NotFoundError)) throw error;
  throw new TransientError(`${name} is in the catalogue and not here: it has just gone, or this service does not see the data`, 5, {
    cause: error,
  });
}
