/**
 * A lab from outside with what labs 3 and 4 need: two kinds of servers, constructors that take
 * lists of addresses and numbers, an application with arguments.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf, labtest } from './cli-process.js';

const GIVEN = `
import { Command, Result } from 'labtest';
export class Where extends Command {
  constructor(readonly key: number) { super(); }
}
export class At extends Result {
  constructor(readonly group: number, readonly members: readonly string[]) { super(); }
}
`;

const REGISTRY = `
labs:
  - lab: groups
    title: Groups
    folder: '.'
    parts: { '1': All }
    tests:
      - { number: '1.1', title: Two tables, kind: unit, points: 1, limitS: 5 }
      - { number: '1.2', title: Every key, kind: run, points: 1, limitS: 5, seeds: [1, 2, 3, 4, 5] }
      - number: '1.3'
        title: Every order
        kind: search
        points: 1
        budgets: { states: 20000, timeS: 60 }
`;

const LAB = `
import { At, Where } from 'labtest/groups';
import { client, clientOf, CLIENTS_DONE, fail, listWorkload, RESULTS_OK, runTest, searchTest,
  server, serverOf, toAddress, unitTest } from 'labtest/testing';
const MASTER = toAddress('master');
const GROUPS = [[server(1), server(2)], [server(3)]];
const groupOf = (address) => GROUPS.findIndex((group) => group.includes(address));
const subjects = {
  server: (address) =>
    address === MASTER
      ? serverOf('Master', address, GROUPS.length, GROUPS)
      : serverOf('Member', address, groupOf(address), GROUPS[groupOf(address)]),
  client: (address) => clientOf('GroupClient', address, MASTER),
};
const work = listWorkload([new Where(0), new Where(1)], [new At(0, GROUPS[0]), new At(1, GROUPS[1])]);
export const lab = {
  exports: {
    Master: { role: 'node', parameters: ['address: Address', 'count: number', 'groups: Address[][]'] },
    Member: { role: 'node', parameters: ['address: Address', 'group: number', 'members: Address[]'] },
    GroupClient: { role: 'client', parameters: ['address: Address', 'master: Address'] },
    Table: { role: 'application', parameters: ['groups: number'] },
  },
  tests: {
    '1.1': unitTest((bench) => {
      const [two, three] = [bench.application('Table', 2), bench.application('Table', 3)];
      two.check(new Where(5), new At(1, []));
      const { group } = three.execute(new Where(5));
      if (group !== 2) fail('result', 'the second table said ' + group);
    }),
    '1.2': runTest(subjects, (system) => {
      system.addServer(MASTER, ...GROUPS.flat());
      system.addClientWorker(client(1), work);
      system.run();
    }),
    '1.3': searchTest(subjects, (system) => {
      const clients = { [client(1)]: work };
      const start = system.start({ servers: [MASTER, ...GROUPS.flat()], clients });
      const settings = system.settings.invariant(RESULTS_OK);
      system.find('both are answered', start, settings.goal(CLIENTS_DONE));
      system.exhaust('nothing else is', start, settings.prune(CLIENTS_DONE));
    }),
  },
};
`;

const SOLUTION = `
import { Message, Node, Timer } from 'labtest';
import { At, Where } from 'labtest/groups';
class Ask extends Message { constructor(readonly key, readonly client) { super(); } }
class Told extends Message { constructor(readonly key, readonly group, readonly members) { super(); } }
class Again extends Timer { constructor(readonly key) { super(); } }
export class Table {
  constructor(readonly groups) {}
  execute({ key }) { return new At(key % this.groups, []); }
}
export class Master extends Node {
  constructor(address, readonly count, readonly groups) { super(address); }
  init() {}
  handleAsk(ask) { this.send(ask, this.groups[ask.key % this.count][0]); }
}
export class Member extends Node {
  constructor(address, readonly group, readonly members) { super(address); }
  init() {}
  handleAsk({ key, client }) { this.send(new Told(key, this.group, this.members), client); }
}
export class GroupClient extends Node {
  constructor(address, readonly master) { super(address); }
  init() {}
  sendCommand({ key }) { this.key = key; this.result = undefined; this.onAgain(new Again(key)); }
  hasResult() { return this.result !== undefined; }
  getResult() { return this.result; }
  onAgain(timer) {
    if (timer.key !== this.key || this.hasResult()) return;
    this.send(new Ask(this.key, this.address), this.master);
    this.set(timer, 50);
  }
  handleTold({ key, group, members }) { if (key === this.key) this.result = new At(group, members); }
}
`;

describe('a lab with groups of servers', () => {
  let lab = '';
  beforeAll(() => {
    lab = folderOf({
      'given/groups.ts': GIVEN,
      'lab-tests.yaml': REGISTRY,
      'lab.ts': LAB,
      'right/src/index.ts': SOLUTION,
      // Each member says that its group has one member more than it was told of.
      'wrong/src/index.ts': SOLUTION.replace(
        'new Told(key, this.group, this.members)',
        () => 'new Told(key, this.group, [...this.members, this.address])',
      ),
      'wrong/labtest.yaml': 'lab: groups\nsolution: ./src\ntests: ..\n',
    });
  });

  test('is run, searched and looked into, as any other', async () => {
    const { stdout, code } = await labtest(lab, ['--tests', '.', '--solution', 'right']);
    expect(stdout).toContain('ALL PASS');
    expect(code).toBe(0);
  });

  test('leaves traces that are taken again', async () => {
    const wrong = path.join(lab, 'wrong');
    expect((await labtest(wrong, ['1.2', '1.3'])).code).toBe(1);
    const latest = path.join(wrong, 'logs', 'latest');
    const traces = readdirSync(latest).filter((file) =>
      /^1[.][23](-seed1)?[.]trace[.]json$/.test(file),
    );
    expect(traces).toHaveLength(2);
    const again = await labtest(wrong, [
      'replay',
      ...traces.map((file) => path.join(latest, file)),
    ]);
    expect(again.stdout.match(/STILL THERE/g)).toHaveLength(2);
  });
});
