/** The folder below the output folder in which each submission has its own: what students get. */
export const SUBMISSIONS = 'submissions';
/** The folder for what students do not see: of hidden tests. */
export const HIDDEN = 'hidden';
/** What lets a later call go on, or put shards together. */
export const STATE = '.labtest';

/** The feedback of a submission, at a test, as a link from the output folder. */
export function feedbackLink(id: string, number?: string, folder: string = SUBMISSIONS): string {
  const page = `${folder}/${encodeURIComponent(id)}/feedback.html`;
  return number === undefined ? page : `${page}#test-${number}`;
}
