/**
 * How strong the walls of a box are, the strongest first: A a namespace of its own (bubblewrap);
 * B a user of its own and limits; C limits and Node's permissions; D nothing but the language
 * boundary that every lab runs behind.
 */
export const BOX_LEVELS = ['A', 'B', 'C', 'D'] as const;

export type BoxLevel = (typeof BOX_LEVELS)[number];

/** How a box is started: data, so that whoever starts it need not know how it is made. */
export interface BoxCommand {
  readonly level: BoxLevel;
  readonly program: string;
  /** The program in the box and its arguments stand last. */
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}
