import { loadKnownLab } from '../src/core/labs/index.js';
import { beforeAll, expect, it } from 'vitest';
import { callsOf, record } from '../scripts/call-flow.js';
import { QUESTIONS } from '../scripts/worksheet-flows.js';
import { loadLab, type LoadedLab } from '../src/core/box/index.js';
import { compileLab } from '../src/core/compile/index.js';

const { terms } = await loadKnownLab('2');
let lab: LoadedLab;
beforeAll(async () => {
  lab = loadLab(await compileLab('solutions/lab2-reference/src', terms.given), terms);
});

function calls(id: string): string[] {
  const question = QUESTIONS.find((each) => each.id === id);
  if (question === undefined) throw new Error(`no question ${id}`);
  const trace = record(lab, question.flow, { test: id, solution: '', answer: question.answer });
  return callsOf(trace, lab.classes);
}

const UP_TO_VIEW_2 = [
  ...['server1: Ping 0', 'server1: View 1 {server1, –}'],
  ...['server2: Ping 0', 'server2: View 1 {server1, –}'],
  ...['server1: Ping 1', 'server1: View 2 {server1, server2}'],
  ...['server2: Ping 1', 'server2: View 2 {server1, server2}'],
  ...['server1 → server2', 'server2 → server1'],
  ...['server1: Ping 2', 'server1: View 2 {server1, server2}'],
];

it('S1 crashes: pings and view replies in the order of the lab', () => {
  expect(calls('s1-crashes')).toEqual([
    ...UP_TO_VIEW_2,
    ...['server1 crashes', 'check'],
    ...['server2: Ping 2', 'server2: View 2 {server1, server2}', 'check'],
    ...['server2: Ping 2', 'server2: View 3 {server2, –}'],
    ...['server2: Ping 3', 'server2: View 3 {server2, –}'],
    ...['server3: Ping 0', 'server3: View 4 {server2, server3}'],
  ]);
});

it('S2 crashes: pings and view replies in the order of the lab', () => {
  expect(calls('s2-crashes')).toEqual([
    ...UP_TO_VIEW_2,
    ...['server2 crashes', 'check'],
    ...['server1: Ping 2', 'server1: View 2 {server1, server2}', 'check'],
    ...['server1: Ping 2', 'server1: View 3 {server1, –}'],
    ...['server1: Ping 3', 'server1: View 3 {server1, –}'],
    ...['server3: Ping 0', 'server3: View 4 {server1, server3}'],
    ...['server1: Ping 3', 'server1: View 4 {server1, server3}'],
    ...['server1 → server3', 'server3 → server1', 'server1: Ping 4'],
  ]);
});

it('view 1 never changes when its primary died without acknowledging it', () => {
  const views = calls('unacknowledged').filter((call) => call.includes('View'));
  expect(new Set(views.map((view) => view.replace(/^.*: /, '')))).toEqual(
    new Set(['View 1 {server1, –}']),
  );
});

it('a dead server is removed at the second check after its last ping', () => {
  const told = calls('removed');
  expect(told.slice(told.indexOf('server2 crashes'))).toEqual([
    ...['server2 crashes', 'check', 'server1: Ping 2', 'server1: View 2 {server1, server2}'],
    ...['check', 'server1: Ping 2', 'server1: View 3 {server1, –}'],
  ]);
});

it('the primary names view 2 once the state transfer is acknowledged, not before', () => {
  const told = calls('acknowledged').filter((call) => !call.includes('View'));
  expect(told.slice(-5)).toEqual([
    ...['server1: Ping 1', 'server1 → server2', 'server1: Ping 1'],
    ...['server2 → server1', 'server1: Ping 2'],
  ]);
});
