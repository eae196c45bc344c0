/**
 * A lab's test is wrong, and its author has to fix it. It says nothing about the lab under test,
 * and is not our bug.
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
