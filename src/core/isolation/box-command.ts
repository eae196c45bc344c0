/**
 * How strong the walls of a box are, strongest first: A its own namespaces (bubblewrap); B its own
 * user and limits; C limits and Node's permissions; D only the language boundary that every lab
 * runs behind.
 */
export const BOX_LEVELS = ['A', 'B', 'C', 'D'] as const;

export type BoxLevel = (typeof BOX_LEVELS)[number];

/** How to start a box, as data, so that whoever starts it need not know how it works. */
export interface BoxCommand {
  readonly level: BoxLevel;
  readonly program: string;
  /** The program in the box and its arguments come last. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
}
