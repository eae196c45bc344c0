import { z } from 'zod';

/** The maximum length of anything a lab says to people. */
export const saidText = z.string().max(1 << 20);
/** A place in a student's code, from a process that may lie. */
export const placeData = z.object({ file: saidText, line: z.int(), column: z.int() });

/** A lab's fault, without those that were found with it. */
export const flatFaultData = z.object({
  kind: z.enum(['load', 'export', 'exception', 'no-handler', 'budget', 'state', 'call']),
  message: saidText,
  place: placeData.optional(),
  stack: z.array(saidText).max(100).optional(),
  hint: saidText.optional(),
  cause: z.string().max(100).optional(),
});

/** A lab's fault, from a process that may lie. */
export const faultData = flatFaultData.extend({
  others: z.array(flatFaultData).max(1000).optional(),
});
