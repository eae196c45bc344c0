/** What a submission has to export under a name. */
export interface ExpectedExport {
  /**
   * - `node`: a class that extends `Node` · `client`: a node that implements `Client` as well
   * - `application`: a class that implements `Application`
   */
  readonly role: 'node' | 'client' | 'application';
  /** The parameters of its constructor, as a student would declare them: `['address: Address']`. */
  readonly parameters: readonly string[];
  /** Methods it must have besides those of its role: `['status']`. */
  readonly methods?: readonly string[] | undefined;
}

/** The contract of a lab: what submissions export, by name. */
export type ExpectedExports = Readonly<Record<string, ExpectedExport>>;
