import { expect, test } from 'vitest';
import { subAddress, toAddress } from '../lab/index.js';
import { Links } from './index.js';

const [a, b, c] = ['a', 'b', 'c'].map(toAddress) as [
  ReturnType<typeof toAddress>,
  ReturnType<typeof toAddress>,
  ReturnType<typeof toAddress>,
];

test('the link decides before the sender, the sender before the receiver, then the network', () => {
  let links = Links.all.withNetwork(false);
  expect(links.mayDeliver(a, b)).toBe(false);
  links = links.withReceiver(b, true);
  expect(links.mayDeliver(a, b)).toBe(true);
  links = links.withSender(a, false);
  expect(links.mayDeliver(a, b)).toBe(false);
  links = links.withLink(a, b, true);
  expect(links.mayDeliver(a, b)).toBe(true);
  expect(links.mayDeliver(b, a)).toBe(false);
  expect(links.withNetworkReset().mayDeliver(b, a)).toBe(true);
});

test('a node always reaches itself and its sub-nodes', () => {
  const links = Links.all.withNetwork(false).withNode(a, false).withLink(a, a, false);
  expect(links.mayDeliver(a, subAddress(a, 'paxos'))).toBe(true);
});

test('a sub-node that is named stands for its node', () => {
  const part = subAddress(a, 'paxos');
  expect(Links.all.withSender(part, false).mayDeliver(a, b)).toBe(false);
  expect(Links.all.withReceiver(part, false).mayDeliver(b, a)).toBe(false);
  expect(Links.all.withLink(part, b, false).mayDeliver(a, b)).toBe(false);
  expect(Links.all.withTimers(part, false).mayFire(a)).toBe(false);
});

test('a partition connects the group and nobody else', () => {
  const links = Links.all.withPartition(a, b);
  expect(links.mayDeliver(a, b) && links.mayDeliver(b, a)).toBe(true);
  expect(links.mayDeliver(a, c) || links.mayDeliver(c, b)).toBe(false);
});

test('turning a node off stops its messages, not its timers', () => {
  const links = Links.all.withNode(a, false);
  expect(links.mayFire(a)).toBe(true);
  expect(links.withTimers(a, false).mayFire(a)).toBe(false);
  expect(links.withAllTimers(false).mayFire(b)).toBe(false);
});

test('links survive as plain data, and a change leaves the original as it was', () => {
  const before = Links.all.withLink(a, b, false);
  const data = JSON.stringify(before);
  before.withNode(c, false).withTimers(a, false);
  expect(JSON.stringify(before)).toBe(data);
  const back = Links.fromJSON(before.withTimers(a, false).toJSON());
  expect(back.mayDeliver(a, b)).toBe(false);
  expect(back.mayFire(a)).toBe(false);
});
