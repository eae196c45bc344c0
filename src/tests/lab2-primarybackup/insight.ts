import { STARTUP_VIEWNUM, ViewReply } from '../../lab2.js';
import type { LabInsight } from '../../testing.js';
import { RuleMonitor, show } from './rules.js';

/** What is known of failures of lab 2: the protocol's rules, and views as the timeline. */
export const insight: LabInsight = {
  monitor: () => new RuleMonitor(),
  timeline: () => {
    let newest = STARTUP_VIEWNUM;
    return (step) => {
      if (step.kind === 'crash' || step.kind === 'drop') return undefined;
      for (const { message } of step.effects.sends) {
        if (!(message instanceof ViewReply) || message.view.viewNum <= newest) continue;
        newest = message.view.viewNum;
        return `view ${show(message.view)}`;
      }
      return undefined;
    };
  },
};
