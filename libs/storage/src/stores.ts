/** A host that files may be read from by https; of every other one nothing is ever asked. Comes from the configuration, secrets included. */
export interface HttpStore {
  /** As URLs have it: lower case, with the port where that is not the scheme's own. */
  readonly host: string;
  /** http:// too. */
  readonly insecure?: boolean;
  /** Its name may lead to addresses of the local network or of this machine. */
  readonly allowPrivate?: boolean;
  /** Requests at a time. */
  readonly connections?: number;
  /** Sent with every request to this host, and to no other. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Store {
  /** What a source description calls it. */
  readonly name: string;
  /** Without: the one of AWS for the region. */
  readonly endpoint?: string;
  readonly region: string;
  readonly buckets: readonly string[];
  /** https://endpoint/bucket/key rather than https://bucket.endpoint/key */
  readonly forcePathStyle?: boolean;
  readonly allowPrivate?: boolean;
  readonly connections?: number;
  /** `default`: where the AWS SDK looks for them (environment, shared files, the machine's role). */
  readonly credentials: 'anonymous' | 'default' | S3Credentials;
}

/** Everything that may be contacted at all. */
export interface Stores {
  readonly http: readonly HttpStore[];
  readonly s3: readonly S3Store[];
}
