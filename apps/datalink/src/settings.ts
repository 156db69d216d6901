/** What the service is given by whoever composes the program. */
export class DatalinkSettings {
  constructor(
    /** SODALITE_SERVICES: who is asked for descriptors, in the order of the rows */
    readonly services: readonly string[],
  ) {}
}
