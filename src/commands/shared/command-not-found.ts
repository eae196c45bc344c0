import process from 'node:process';
import type { Hook } from '@oclif/core/hooks';
import { nearName } from './near-name.js';
import { programName, shownLine } from '../../core/support/index.js';

/** oclif calls this when there is no command with the typed name. */
const commandNotFound: Hook.CommandNotFound = function ({ id, config }) {
  const names = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id);
  const near = nearName(id, names);
  const meant = near === undefined ? '' : ` Did you mean ${near.replaceAll(':', ' ')}?`;
  process.stderr.write(
    `labtest: there is no command ${shownLine(id)}.${meant}\n` +
      `  All commands: ${programName(process.env)} --help\n`,
  );
  process.exit(2);
};

export default commandNotFound;
