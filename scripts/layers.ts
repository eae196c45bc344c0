/** `npm run layers`: is every import allowed by the table of layers? */
import { existsSync } from 'node:fs';
import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

import { allowedFor, DOORS, LAYERS } from './layer-table.js';

/** Tests and their fixtures may import anything that has a door. */
const TEST = '[.](test|fixture)[.]ts$';
const NODE_OR_NPM = ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'];

/** One rule per layer for what it may import; two more if it is pure or may import types only. */
function rulesOfLayers(): IForbiddenRuleType[] {
  return LAYERS.flatMap((layer) => {
    const from = { path: `^src/core/${layer.name}/`, pathNot: TEST };
    const allowed = [layer.name, ...allowedFor(layer)].join('|');
    const rules: IForbiddenRuleType[] = [
      {
        name: `layer-${layer.name}`,
        comment: `${layer.name} may import: ${allowedFor(layer).join(', ') || 'nothing'}`,
        severity: 'error',
        from,
        to: { path: '^src/', pathNot: `^src/core/(${allowed})/` },
      },
    ];
    if (layer.pure) {
      const to = { dependencyTypes: NODE_OR_NPM as never };
      const comment = `${layer.name} uses no node: module and no npm package`;
      rules.push({ name: `pure-${layer.name}`, comment, severity: 'error', from, to });
    }
    for (const name of layer.typesOnly ?? []) {
      const to = { path: `^src/core/${name}/`, dependencyTypesNot: ['type-only' as const] };
      const comment = `${layer.name} may import types of ${name}, and nothing that runs`;
      rules.push({ name: `types-${layer.name}`, comment, severity: 'error', from, to });
    }
    return rules;
  });
}

/** The rules between the simulator and the checker, and within the checker. */
function engineRules(): IForbiddenRuleType[] {
  const core = '^src/core/';
  return [
    {
      name: 'simulator-and-checker-apart',
      comment: 'what they share is `system`',
      severity: 'error',
      from: { path: `${core}(simulator|checker)/` },
      to: { path: `${core}(simulator|checker)/`, pathNot: `${core}$1/` },
    },
    {
      name: 'strategies-apart',
      comment: 'the strategies share `interned` and `crew`, which know neither',
      severity: 'error',
      from: { path: `${core}checker/(interned|crew|breadth-first|probes)/` },
      to: { path: `${core}checker/(breadth-first|probes)/`, pathNot: `${core}checker/$1/` },
    },
    {
      name: 'naive-stands-alone',
      comment: 'what the strategies are compared with imports none of them',
      severity: 'error',
      from: { path: `${core}checker/naive[.]ts$` },
      to: { path: `${core}checker/(interned|crew|breadth-first|probes)/` },
    },
  ];
}

/** The rules between src/core and what is around it. */
function outerRules(): IForbiddenRuleType[] {
  const doors = `^src/(${DOORS.join('|').replaceAll('.', '[.]')})$`;
  const core = '^src/core/';
  return [
    {
      name: 'no-import-past-an-index',
      comment: 'import a folder of core through its index.ts; `given` is a folder of doors',
      severity: 'error',
      from: { path: '^(src|selftest|bench|evaluation)/', pathNot: core },
      to: {
        path: `${core}[^/]+/`,
        pathNot: [
          `${core}[^/]+/index[.]ts$`,
          `${core}given/`,
          // What a page may import from it is a rule of its own.
          `${core}debugger/protocol[.]ts$`,
          '[.]fixture[.]ts$',
        ],
      },
    },
    {
      name: 'no-import-past-an-index-in-core',
      comment: 'import another folder of core through its index.ts',
      severity: 'error',
      from: { path: `${core}([^/]+)/` },
      to: {
        path: `${core}[^/]+/`,
        pathNot: [`${core}$1/`, `${core}[^/]+/index[.]ts$`, `${core}given/`, '[.]fixture[.]ts$'],
      },
    },
    {
      name: 'commands-use-core',
      comment: "commands parse flags, call core's doors and print",
      severity: 'error',
      from: { path: '^src/commands/', pathNot: TEST },
      to: { path: '^src/', pathNot: [`${core}[^/]+/index[.]ts$`, '^src/commands/'] },
    },
    {
      name: 'lab-tests-use-doors',
      comment: 'lab tests import what any course may: labtest, its given classes and testing',
      severity: 'error',
      from: { path: '^src/tests/', pathNot: TEST },
      to: { pathNot: [doors, '^src/tests/'] },
    },
    {
      name: 'ui-knows-the-protocol',
      comment: "the debugger's page imports types of debugger/protocol.ts and nothing else of ours",
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/', pathNot: ['^src/ui/', `${core}debugger/protocol[.]ts$`] },
    },
    {
      name: 'labs-use-labtest',
      comment: 'a lab imports labtest and its own files',
      severity: 'error',
      // Code that attacks a box from inside is not a lab.
      from: { path: '^(labs|solutions)/([^/]+)/', pathNot: '^solutions/hostile/escapes/' },
      to: { pathNot: ['^$1/$2/', doors, '^labtest(/|$)'] },
    },
  ];
}

const PLACES = ['src', 'selftest', 'bench', 'evaluation', 'labs', 'solutions'];

const { output } = await cruise(
  PLACES.filter((place) => existsSync(place)),
  {
    validate: true,
    ruleSet: { forbidden: [...rulesOfLayers(), ...engineRules(), ...outerRules()] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|logs)/' },
    tsPreCompilationDeps: true,
  },
  {},
  { tsConfig: extractTSConfig('tsconfig.json') },
);
if (typeof output === 'string') throw new TypeError('dependency-cruiser gave text');

for (const { from, to, rule } of output.summary.violations) {
  const comment = output.summary.ruleSetUsed?.forbidden?.find(({ name }) => name === rule.name);
  console.error(`${from}\n  imports ${to}\n  ${rule.name}: ${comment?.comment ?? ''}`);
}
const { totalCruised, totalDependenciesCruised, violations } = output.summary;
const counts = `${totalCruised} files, ${totalDependenciesCruised ?? 0} imports`;
console.log(`layers: ${counts}, ${violations.length} against the rules`);
process.exitCode = violations.length === 0 ? 0 : 1;
