/** Somebody who gets a mark. What is not known is left out. */
export interface Student {
  readonly name?: string | undefined;
  /** As the learning platform or the folder's name has it. */
  readonly id?: string | undefined;
  /** By which Canvas itself knows the student; `id` is then the same. */
  readonly canvasId?: string | undefined;
  readonly email?: string | undefined;
}
