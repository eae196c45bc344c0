/** The process's exit codes, and what they mean. */
export const EXIT_CODES = {
  0: 'everything asked for was done, and every test passed',
  1:
    'a test failed, or the process that ran its code crashed; `--typecheck`: types are wrong; ' +
    '`replay`: the failure is still there; `check`: a handler is not pure; `serve`: what clients ' +
    'saw is not linearizable',
  2:
    'no answer: a mistake on the command line or in a file, a lab that does not load, or a ' +
    'machine does not have enough files, processes, threads or memory. The message says what to ' +
    'do, and has a code (below)',
  3:
    'nothing failed, but something is inconclusive: a safety net ended a search, or the machine ' +
    'was too busy',
  4: 'a test of the lab is wrong itself, which its author has to mend',
  70: 'a bug in labtest itself; the message says what to report',
  129: 'the terminal was closed (SIGHUP); finished results are reported and saved',
  130: 'Ctrl-C (SIGINT); finished results are reported and saved',
  141: 'the output was closed (by `head`, or by `q` in less); finished results are saved',
  143: '`kill` (SIGTERM); finished results are reported and saved',
} as const;
