/**
 * Entry of the process that runs a lab: it reads the lab, then requests, from its standard input,
 * and answers on its standard output. Its event loop never turns. It only knows how to run
 * handlers, so it can be cut off from everything.
 *
 * It must not import `node:process`, which makes its pipes non-blocking.
 */
import { Answerer } from './answerer.js';
import type { BoundLab } from './compiled-lab.js';
import { FrameReader, FrameWriter } from './frames.js';
import type { LabRequest } from './requests.js';

const STDIN = 0;
const STDOUT = 1;

const requests = new FrameReader(STDIN, Infinity);
const answers = new FrameWriter(STDOUT);

const lab = requests.read();
if (lab !== undefined) {
  const answerer = await Answerer.of(JSON.parse(lab) as BoundLab);
  for (let text = requests.read(); text !== undefined; text = requests.read()) {
    const answer = answerer.answer(JSON.parse(text) as LabRequest, () => undefined);
    answers.write(JSON.stringify(answer));
  }
}
