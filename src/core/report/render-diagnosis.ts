import type { Diagnosis, Leg, NamedMistake, StallReport, Timeline, When } from '../runner/index.js';
import { labelled } from './labelled.js';

/** A diagnosis, one line each, the cause first. */
export function diagnosisLines(diagnosis: Diagnosis): string[] {
  const { cause, also = [], stall, timeline, otherEnd } = diagnosis;
  return [
    ...(otherEnd === undefined ? [] : otherEndLines(otherEnd)),
    ...(cause === undefined ? [] : mistakeLines('cause', cause)),
    ...also.flatMap((mistake) => mistakeLines('also', mistake)),
    ...(stall === undefined ? [] : stallLines(stall)),
    ...(timeline === undefined ? [] : [timelineLine(timeline)]),
  ];
}

function otherEndLines(end: string): string[] {
  return [
    `The same seed ended differently when it was run again: ${end}.`,
    'So the lab keeps state outside its nodes. `labtest check` looks for the place.',
  ];
}

function mistakeLines(label: string, mistake: NamedMistake): string[] {
  const { cause, rule, message, advice } = mistake;
  const when = whenText(mistake);
  const what = when === undefined ? cause : `${cause}, ${when}`;
  // The short name of the rule; the advice says the rest.
  const [shortRule = rule] = rule.split(':');
  return [labelled(label, `${what}: ${message}`), labelled(shortRule, advice)];
}

/** `at 812.3 ms`, `step 14` */
function whenText({ atMs, step }: When): string | undefined {
  const parts = [
    ...(atMs === undefined ? [] : [`at ${inMs(atMs)}`]),
    ...(step === undefined ? [] : [`step ${step}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** The longest wait: who waited for what, from when to when, and what became of the messages. */
function stallLines(stall: StallReport): string[] {
  const { client, command, fromMs, toMs, isForever, legs, timers } = stall;
  const until = isForever ? 'the end' : inMs(toMs);
  const fired = timers.map(({ node, name, count }) => `${node} ${name} ×${count}`).join(', ');
  return [
    labelled(
      'stalled',
      `${client} waited ${inMs(toMs - fromMs)} for ${command}, from ${inMs(fromMs)} to ${until}`,
    ),
    ...legs.map((leg) => labelled('', legText(leg))),
    labelled(
      '',
      fired === '' ? 'no timer fired meanwhile' : `timers that fired meanwhile: ${fired}`,
    ),
  ];
}

/** `client1 → server1 Request ×12: 9 delivered, server1 sent nothing on it` */
function legText({ from, to, name, sent, delivered, answered, hops }: Leg): string {
  const head = `${'  '.repeat(hops)}${from} → ${to} ${name} ×${sent}`;
  if (delivered === 0) return `${head}: none arrived`;
  const arrived = delivered === sent ? 'all arrived' : `${delivered} arrived`;
  if (answered === 0) return `${head}: ${arrived}, and ${to} sent nothing on them`;
  return `${head}: ${arrived}, ${to} acted on ${answered}`;
}

function timelineLine({ earlier, entries }: Timeline): string {
  const cut = earlier > 0 ? `… ${earlier} before · ` : '';
  const told = entries.map(({ text, ...when }) => [whenText(when), text].join(' '));
  return labelled('timeline', cut + told.join(' · '));
}

function inMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
