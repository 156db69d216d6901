import type { ByteSource } from '#fits';
import { heldBytes, openImages, spectraOf, type Images, type Spectra } from '#products';
import { expanded, type Compression, type ExpandedOptions } from '#storage';
import { Shared } from '../shared.js';

/** A file that is open, and its headers once somebody needs them. */
export interface OpenFile {
  /** the bytes as they are stored */
  readonly source: ByteSource;
  /** Of what is inside when the file is compressed as a whole. Shared by all who ask: it is ended when the signals of all of them say so. */
  images(signal?: AbortSignal): Promise<Images>;
  /** undefined when it holds none that Sodalite knows; shared likewise */
  spectra(signal?: AbortSignal): Promise<Spectra | undefined>;
  /** Keeps it open, beyond the end of the request, until what is returned is called. */
  stay(): () => Promise<void>;
}

/** What is found in the bytes of a file. */
export class Contents {
  private readonly inside: Shared<ByteSource>;
  private readonly headers: Shared<Images>;
  private readonly recognised: Shared<Spectra | undefined>;
  private known: { readonly images: Images; readonly spectra?: Spectra } | undefined;

  /** @param onKnown when there is something new that takes memory */
  constructor(
    readonly source: ByteSource,
    compression: Compression | undefined,
    expansion: Pick<ExpandedOptions, 'directory' | 'maxBytes'>,
    onKnown: () => void,
  ) {
    this.inside = new Shared(async (signal) => (compression ? expanded(source, compression, { ...expansion, signal }) : source));
    this.headers = new Shared(async (signal) => {
      const images = await openImages(await this.inside.get(signal), { signal });
      this.known = { images };
      onKnown();
      return images;
    });
    this.recognised = new Shared(async (signal) => {
      const images = await this.headers.get(signal);
      const spectra = await spectraOf(images, signal);
      this.known = { images, spectra };
      onKnown();
      return spectra;
    });
  }

  get name(): string {
    return this.source.name;
  }

  /** Memory that what is known takes. */
  get bytes(): number {
    return this.known ? heldBytes(this.known.images, this.known.spectra) : 0;
  }

  images(signal?: AbortSignal): Promise<Images> {
    return this.headers.get(signal);
  }

  spectra(signal?: AbortSignal): Promise<Spectra | undefined> {
    return this.recognised.get(signal);
  }

  /** When nothing reads any more: what was given up may go on for a little. */
  async close(): Promise<void> {
    await this.recognised.settled();
    await this.headers.settled();
    await ((await this.inside.settled()) ?? this.source).close();
  }
}
