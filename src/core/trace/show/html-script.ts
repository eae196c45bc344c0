/**
 * The behaviour of the page that {@link toHtml} writes, in the browser's language as it is: there
 * is no build step between this text and the file. Everything of the trace gets into the page as
 * text nodes, never as markup. Only the rows in sight are drawn, so that a long trace is as quick
 * as a short one.
 */
export const PAGE_SCRIPT = String.raw`
'use strict';
const { lanes, steps, first, startLength } = JSON.parse(
  document.getElementById('trace').textContent);
const [diagram, details, search, found] = ['diagram', 'details', 'search', 'found']
  .map((id) => document.getElementById(id));
const timed = steps.some((step) => step.atMs !== undefined);
const ROW = 26, HEAD = 30, LEFT = timed ? 128 : 56, AROUND = 12;
const LABEL = { min: 190, max: 900 }, LANE = { min: 48, max: 112 };
const rowOf = new Map(steps.map((step, row) => [step.number, row]));
const causes = steps.map((step, row) => rowOf.get(step.cause) ?? row);
const laneOf = new Map(lanes.map((lane, i) => [lane, i]));
let lane = LANE.max, chosen = -1, hits = [], hitRows = new Set();

const x = (name) => LEFT + (laneOf.get(name) ?? 0) * lane + lane / 2;
const y = (row) => row * ROW + ROW / 2;
const right = () => LEFT + lanes.length * lane;

function draw(name, attributes, parent, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}
const pen = document.createElement('canvas').getContext('2d');
/** As much of a text as fits. */
function short(text, width, font = '12px system-ui, sans-serif') {
  pen.font = font;
  const needs = (part) => pen.measureText(part).width;
  if (needs(text) <= width) return text;
  let length = Math.max(1, Math.floor(text.length * width / needs(text)));
  while (length > 1 && needs(text.slice(0, length) + '…') > width) length--;
  return text.slice(0, length) + '…';
}

/** The number at the end distinguishes server1 from server2. */
function shortName(name, width) {
  const font = '600 11px system-ui, sans-serif';
  if (short(name, width, font) === name) return name;
  const number = /\d*$/.exec(name)[0];
  return short(name.slice(0, name.length - number.length) + ' ', width - 8 * number.length, font)
    .trimEnd() + number;
}

// The names of the lanes stay in sight while the steps scroll below them.
const head = draw('svg', { class: 'head', height: HEAD }, diagram);
const svg = draw('svg', { height: steps.length * ROW, role: 'img' }, diagram);
const tip = draw('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7,
  markerHeight: 7, orient: 'auto-start-reverse' }, draw('defs', {}, svg));
draw('path', { d: 'M0 0 L8 4 L0 8 z', fill: 'context-stroke' }, tip);
const scene = draw('g', {}, svg);

/** From when to when a node is there, as rows: again and again when it comes back. */
const lives = lanes.map((name) => {
  const spans = [];
  steps.forEach((step, row) => {
    if (step.node !== name) return;
    if (step.kind === 'add') spans.push([row, steps.length - 1]);
    else if (spans.length === 0) spans.push([0, steps.length - 1]);
    if (step.kind === 'crash') spans.at(-1)[1] = row;
  });
  return spans.length > 0 ? spans : [[0, steps.length - 1]];
});

function layOut() {
  const room = diagram.clientWidth - LEFT - LABEL.min;
  lane = Math.max(LANE.min, Math.min(LANE.max, Math.floor(room / Math.max(1, lanes.length))));
  const width = right() + Math.max(LABEL.min,
    Math.min(LABEL.max, diagram.clientWidth - right() - 20));
  for (const each of [head, svg]) each.setAttribute('width', width);
  head.replaceChildren();
  for (const name of lanes) {
    const group = draw('g', {}, head);
    draw('title', {}, group, name);
    draw('text', { x: x(name), y: 20, class: 'name' }, group, shortName(name, lane - 3));
  }
  paint();
}

function paint() {
  const top = Math.floor(diagram.scrollTop / ROW) - AROUND;
  const from = Math.max(0, top);
  const to = Math.min(steps.length - 1, top + Math.ceil(diagram.clientHeight / ROW) + 2 * AROUND);
  scene.replaceChildren();
  lives.forEach((spans, i) => {
    for (const [a, b] of spans) if (a <= to && b >= from) {
      draw('line', { class: 'lane', x1: x(lanes[i]), x2: x(lanes[i]),
        y1: y(Math.max(a, from)) - (a < from ? ROW : 0),
        y2: y(Math.min(b, to)) + (b > to || b === steps.length - 1 ? ROW / 2 : 0) }, scene);
    }
  });
  for (let row = from; row <= to; row++) paintRow(steps[row], row);
  const border = startLength - first;
  if (border > from && border <= to) {
    draw('line', { class: 'border', x1: 0, x2: '100%', y1: border * ROW, y2: border * ROW }, scene);
  }
  steps.forEach((step, row) => {
    if (row >= from && causes[row] <= to) paintArrow(step, row);
  });
}

function paintRow(step, row) {
  const state = (row === chosen ? ' chosen' : '') + (hitRows.has(row) ? ' found' : '');
  const group = draw('g', { class: (step.isStart ? 'start' : '') + state }, scene);
  draw('rect', { class: 'row', x: 0, y: row * ROW, width: '100%', height: ROW }, group)
    .addEventListener('click', () => choose(row));
  const time = step.atMs === undefined ? '' : step.atMs.toFixed(2) + ' ms';
  draw('text', { class: 'time', x: 8, y: y(row) + 4 }, group, step.number);
  draw('text', { class: 'time end', x: LEFT - 8, y: y(row) + 4 }, group, time);
  const place = step.kind === 'lose' ? undefined : step.node ?? step.from;
  if (place !== undefined) {
    draw('circle', { class: 'dot ' + step.kind, cx: x(place), cy: y(row), r: 5 }, group);
  }
  const label = step.subject === '' || step.kind === 'lose' ? step.title : step.subject;
  const room = svg.getAttribute('width') - right() - 12;
  draw('text', { x: right() + 6, y: y(row) + 4 }, group, short(label, room));
  draw('title', {}, group, step.title);
}

function paintArrow(step, row) {
  if (step.from === undefined || step.node === undefined && step.kind !== 'lose') return;
  const lost = step.kind === 'lose';
  const known = causes[row] !== row;
  const [x1, y1] = [x(step.from), known ? y(causes[row]) : y(row) - ROW * 0.4];
  const [x2, y2] = [lost ? x1 + lane * 0.4 : x(step.node), y(row)];
  const d = x1 === x2
    ? ['M', x1, y1, 'C', x1 + lane * 0.4, y1, x1 + lane * 0.4, y2, x2 + 6, y2]
    : ['M', x1, y1, 'L', x2 + (lost ? 0 : x2 > x1 ? -6 : 6), y2];
  const state = row === chosen ? ' chosen' : step.isStart ? ' start' : '';
  draw('path', { class: (lost ? 'arrow lost' : 'arrow') + state, d: d.join(' ') }, scene);
}

function section(title, lines) {
  if (lines.length === 0) return;
  const heading = document.createElement('h3');
  heading.textContent = title;
  const block = document.createElement('pre');
  block.textContent = lines.join('\n');
  details.append(heading, block);
}
function link(text, row) {
  const button = document.createElement('button');
  button.textContent = text;
  button.addEventListener('click', () => choose(row));
  details.append(button);
}
function choose(row) {
  if (steps.length === 0) return;
  chosen = Math.max(0, Math.min(steps.length - 1, row));
  const step = steps[chosen];
  details.replaceChildren();
  const heading = document.createElement('h2');
  heading.textContent = step.number + '. ' + step.title;
  details.append(heading);
  if (causes[chosen] !== chosen) link('sent by step ' + step.cause, causes[chosen]);
  section('changes', step.changes);
  section('does', step.effects);
  section('log', step.log);
  if (details.querySelector('pre') === null && step.node !== undefined && step.kind !== 'crash') {
    const nothing = 'changes, sends and sets nothing';
    section(step.isTold ? nothing : 'not in this trace: what it did', ['']);
  }
  const top = chosen * ROW, room = diagram.clientHeight - HEAD - 2 * ROW;
  if (top < diagram.scrollTop) diagram.scrollTop = top;
  else if (top > diagram.scrollTop + room) diagram.scrollTop = top - room;
  paint();
}

let texts;
function find() {
  texts ??= steps.map((step) => JSON.stringify(step).toLowerCase());
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  hits = words.length === 0 ? [] : [...steps.keys()]
    .filter((row) => words.every((word) => texts[row].includes(word)));
  hitRows = new Set(hits);
  found.textContent = words.length === 0 ? '' : hits.length + ' of ' + steps.length + ' steps';
  if (hits.length > 0) choose(hits[0]);
  else paint();
}
function nextHit(isBack) {
  const after = isBack ? hits.findLast((row) => row < chosen) : hits.find((row) => row > chosen);
  const hit = after ?? (isBack ? hits.at(-1) : hits[0]);
  if (hit !== undefined) choose(hit);
}

search.addEventListener('input', find);
diagram.addEventListener('scroll', () => requestAnimationFrame(paint));
addEventListener('resize', layOut);
addEventListener('keydown', (event) => {
  const typing = document.activeElement === search;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const page = Math.floor(diagram.clientHeight / ROW) - 1;
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  if (event.key in moves) choose(chosen + moves[event.key]);
  else if (event.key === 'Enter' && typing) nextHit(event.shiftKey);
  else if (event.key === 'Escape' && typing) search.blur();
  else if (typing) return;
  else if (event.key === '/') search.focus();
  else if (event.key === 'n' || event.key === 'N') nextHit(event.shiftKey);
  else if (event.key === 'Home' || event.key === 'End') {
    choose(event.key === 'Home' ? 0 : steps.length - 1);
  } else return;
  event.preventDefault();
});
layOut();
choose(steps.length - 1);
`;
