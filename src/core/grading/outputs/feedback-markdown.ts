import { pointsOf, type Feedback, type TestFeedback } from './feedback.js';
import { counted, shownText } from '../../support/index.js';
import { scoreWords } from '../score.js';

/** A student's feedback as Markdown: what students wrote stands in fences that it cannot close. */
export function feedbackMarkdown(feedback: Feedback): string {
  const { title, students, score, remarks, tests, hidden, commit } = feedback;
  const lines = [
    `# ${inline(title)}`,
    '',
    `**${scoreWords(score)}** · ${inline(students)}`,
    ...(commit === undefined ? [] : ['', `Commit \`${commit}\``]),
    ...(remarks.length === 0 ? [] : ['', ...remarks.map((remark) => `- ${inline(remark)}`)]),
    '',
    '| test | | points | |',
    '| --- | --- | ---: | --- |',
    ...tests.map(row),
    ...(hidden === 0 ? [] : ['', `The mark counts ${counted(hidden, 'hidden test')} as well.`]),
    ...tests.filter(({ lines: told }) => told.length > 0).flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}

function row(mark: TestFeedback): string {
  const { test, verdict, note } = mark;
  const cells = [test.number, inline(test.title), pointsOf(mark)];
  const said = note === undefined ? verdict : `${verdict}; ${inline(note)}`;
  return `| ${[...cells, said].join(' | ')} |`;
}

function section({ test, lines, traces }: TestFeedback): string[] {
  return [
    '',
    `## ${test.number} ${inline(test.title)}`,
    '',
    ...fenced(lines.join('\n')),
    ...(traces.length === 0 ? [] : ['', `Trace: ${traces.map(link).join(', ')}`]),
  ];
}

function link(file: string): string {
  return `[${file}](${file})`;
}

function fenced(text: string): string[] {
  const visible = shownText(text);
  const longest = Math.max(2, ...[...visible.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, visible, fence];
}

/** One line in which nothing is markup. */
function inline(text: string): string {
  return shownText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&-]/g, '\\$&');
}
