import { z } from 'zod';

/** Nothing a lab says to people is longer. */
export const saidText = z.string().max(1 << 20);
/** Where in a student's code, as somebody says who may lie. */
export const placeData = z.object({ file: saidText, line: z.int(), column: z.int() });

/** A fault of a lab, without those that were found with it. */
export const flatFaultData = z.object({
  kind: z.enum(['load', 'export', 'exception', 'no-handler', 'budget', 'state', 'call']),
  message: saidText,
  place: placeData.optional(),
  stack: z.array(saidText).max(100).optional(),
  hint: saidText.optional(),
  cause: z.string().max(100).optional(),
});

/** A fault of a lab, as a process says that may lie. */
export const faultData = flatFaultData.extend({
  others: z.array(flatFaultData).max(1000).optional(),
});
