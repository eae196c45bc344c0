/** The process's exit codes, and what they mean. */
export const EXIT_CODES = {
  0: 'all that was asked for was done, and every test passed',
  1:
    'a test failed, or the process that ran its code crashed; `--typecheck`: types are wrong; ' +
    '`replay`: the failure is still there; `check`: a handler is not pure; `serve`: what clients ' +
    'saw is not linearizable',
  2:
    'no answer could be given: what was typed, a file, or a lab that does not load; or the ' +
    'machine does not give enough files, processes, threads or memory. The message says what to ' +
    'do, and has a code (below)',
  3:
    'nothing failed, and something is inconclusive: a safety net ended a search, or the machine ' +
    'was too busy',
  4: 'a test of the lab is wrong itself, which its author has to mend',
  70: 'a bug of labtest itself, told with what to report',
  129: 'the terminal was closed (SIGHUP); finished results are reported and saved',
  130: 'Ctrl-C (SIGINT); finished results are reported and saved',
  141: 'nobody reads on (`head` has seen enough, `q` in less); what was finished is saved',
  143: '`kill` (SIGTERM); finished results are reported and saved',
} as const;
