import path from 'node:path';
import * as Flags from '@oclif/core/flags';
import { compileLab } from '../core/compile/index.js';
import { GivenModules } from '../core/given/index.js';
import { startServing } from '../core/serve/index.js';
import { labFlags, reportFlags } from './shared/flags.js';
import { LabCommand } from './shared/lab-command.js';
import { labOf } from './shared/lab-of.js';
import { loading } from './shared/loading.js';

export default class Serve extends LabCommand {
  static override summary =
    'Run the lab for real: nodes as processes over TCP on this machine, clients at your keyboard.';
  static override examples = [
    '<%= config.bin %> serve',
    "printf 'put a 1\\ncrash server1\\nget a\\n' | <%= config.bin %> serve --servers 3",
  ];
  static override flags = {
    ...labFlags,
    servers: Flags.integer({
      description: 'Number of servers, besides those that are always there',
      default: 3,
      min: 0,
      max: 20,
    }),
    clients: Flags.integer({ description: 'Number of clients', default: 2, min: 1, max: 20 }),
    wait: Flags.integer({
      description: 'Seconds to wait for a result before taking the next command',
      default: 10,
      min: 1,
    }),
    'log-level': reportFlags['log-level'],
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const { folder, code } = await labOf(flags);
    const given = await GivenModules.load(code.given);
    const lab = await loading(folder.solution, () => compileLab(folder.solution, given));
    const exitCode = await startServing({
      lab,
      labName: folder.lab,
      folder: path.relative(process.cwd(), folder.solution),
      code,
      servers: flags.servers,
      clients: flags.clients,
      waitS: flags.wait,
      logLevel: flags['log-level'],
    });
    await this.end(exitCode);
  }
}
