/**
 * A test of a lab is wrong: its author's to mend. It says nothing of the lab under test, and is no
 * bug of ours.
 */
export class TestMistake extends Error {
  /** What to do instead. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'TestMistake';
    this.hint = hint;
  }
}
