/** Why a submission cannot be read: told to whoever grades and to the student, stops nothing. */
export class SubmissionRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SubmissionRefused';
  }
}
