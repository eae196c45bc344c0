/**
 * The behaviour of the page that {@link toHtml} writes, in the browser's language as it is: there
 * is no build step between this text and the file. Everything of the trace gets into the page as
 * text nodes, never as markup.
 */
export const PAGE_SCRIPT = String.raw`
'use strict';
const { lanes, steps, cut } = JSON.parse(document.getElementById('trace').textContent);
const timed = steps.some((step) => step.atMs !== undefined);
const ROW = 26, TOP = 8, HEAD = 30, LEFT = timed ? 100 : 36, LANE = 104;
const diagram = document.getElementById('diagram');
const details = document.getElementById('details');
const search = document.getElementById('search');
const found = document.getElementById('found');
const SVG = 'http://www.w3.org/2000/svg';
const rowOf = new Map(steps.map((step, i) => [step.number, i]));
const x = (lane) => LEFT + Math.max(0, lanes.indexOf(lane)) * LANE + LANE / 2;
const y = (row) => TOP + row * ROW + ROW / 2;

function draw(name, attributes, parent, text) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}
function short(text, max) { return text.length > max ? text.slice(0, max - 1) + '…' : text; }

const width = LEFT + lanes.length * LANE + 460, height = TOP + steps.length * ROW + 20;
// The names of the lanes stay in sight while the steps scroll below them.
const head = draw('svg', { class: 'head', width, height: HEAD }, diagram);
const svg = draw('svg', { width, height, role: 'img' }, diagram);
const marker = draw('marker', { id: 'head', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7,
  markerHeight: 7, orient: 'auto-start-reverse' }, draw('defs', {}, svg));
draw('path', { d: 'M0 0 L8 4 L0 8 z', fill: 'context-stroke' }, marker);
for (const lane of lanes) {
  draw('text', { x: x(lane), y: 20, 'text-anchor': 'middle', 'font-weight': 600 }, head, lane);
  draw('line', { class: 'lane', x1: x(lane), x2: x(lane), y1: 0, y2: height }, svg);
}
if (cut > 0) draw('text', { x: 8, y: 20, class: 'time' }, head, cut + ' cut');

function drawArrow(group, step, row) {
  if (step.from === undefined) return;
  const target = step.node ?? step.from;
  const cause = rowOf.get(step.cause);
  const fromRow = cause === undefined ? row - 0.4 : cause;
  const lost = step.kind === 'drop';
  const [x1, y1, x2, y2] = [x(step.from), y(fromRow), lost ? x(step.from) + 40 : x(target), y(row)];
  const d = x1 === x2
    ? ['M', x1, y1, 'C', x1 + 40, y1, x1 + 40, y2, x2 + 6, y2].join(' ')
    : 'M' + x1 + ' ' + y1 + ' L' + (x2 + (x2 > x1 ? -6 : 6)) + ' ' + y2;
  draw('path', { class: lost ? 'arrow lost' : 'arrow', d }, group);
}

const groups = steps.map((step, row) => {
  const group = draw('g', { class: step.isStart ? 'start' : '' }, svg);
  draw('rect', { class: 'row', x: 0, y: y(row) - ROW / 2, width, height: ROW }, group)
    .addEventListener('click', () => choose(row));
  draw('text', { class: 'time', x: 8, y: y(row) + 4 }, group,
    step.number + (step.atMs === undefined ? '' : '  ' + step.atMs.toFixed(2) + ' ms'));
  const place = step.node ?? step.from;
  if (place !== undefined) {
    drawArrow(group, step, row);
    if (step.kind !== 'drop') {
      draw('circle', { class: 'dot ' + step.kind, cx: x(place), cy: y(row), r: 5 }, group);
    }
  }
  const label = step.subject === '' || step.kind === 'drop' ? step.title : step.subject;
  const at = LEFT + lanes.length * LANE;
  draw('text', { x: at, y: y(row) + 4 }, group, short(label, 60));
  draw('title', {}, group, step.title);
  return group;
});

function section(title, lines) {
  if (lines.length === 0) return;
  const heading = document.createElement('h3');
  heading.textContent = title;
  const block = document.createElement('pre');
  block.textContent = lines.join('\n');
  details.append(heading, block);
}
let chosen = -1;
function choose(row) {
  if (row < 0 || row >= steps.length) return;
  groups[chosen]?.classList.remove('chosen');
  chosen = row;
  groups[row].classList.add('chosen');
  const step = steps[row];
  details.replaceChildren();
  const heading = document.createElement('h2');
  heading.textContent = step.number + '. ' + step.title;
  details.append(heading);
  const cause = rowOf.get(step.cause);
  if (cause !== undefined) {
    const button = document.createElement('button');
    button.textContent = 'sent by step ' + step.cause;
    button.addEventListener('click', () => choose(cause));
    details.append(button);
  }
  section('changes', step.changes);
  section('sends', step.sends.map(({ to, text }) => 'to ' + to + ': ' + text));
  section('sets', step.sets);
  section('results', step.results);
  section('log', step.log);
  const top = y(row) + HEAD - diagram.clientHeight / 2;
  if (Math.abs(diagram.scrollTop - top) > diagram.clientHeight / 2 - ROW) diagram.scrollTop = top;
}
const texts = steps.map((step) => JSON.stringify(step).toLowerCase());
function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0, first = -1;
  groups.forEach((group, row) => {
    const hit = words.length > 0 && words.every((word) => texts[row].includes(word));
    group.classList.toggle('found', hit);
    if (hit && count++ === 0) first = row;
  });
  found.textContent = words.length === 0 ? '' : count + ' of ' + steps.length + ' steps';
  if (first >= 0) choose(first);
}
search.addEventListener('input', find);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move === undefined || (document.activeElement === search && event.key === 'ArrowUp')) return;
  event.preventDefault();
  choose(chosen + move);
});
choose(steps.length - 1);
`;
