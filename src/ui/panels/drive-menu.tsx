import { useState } from 'preact/hooks';
import { usePage } from '../page.js';

const STATES_DEFAULT = 200_000;
const EVENTS_DEFAULT = 60;

/** Lets the checker or the simulator continue from here. */
export function DriveMenu() {
  const { state } = usePage();
  const { system } = state;
  if (system === undefined || !system.can.step) return undefined;
  return (
    <details class="menu drive">
      <summary>Drive</summary>
      <div class="menu-body">
        {system.can.search && <SearchForm />}
        <RunForm />
      </div>
    </details>
  );
}

function SearchForm() {
  const { state, send } = usePage();
  const [goal, setGoal] = useState('violation');
  const [states, setStates] = useState(STATES_DEFAULT);
  const goals = (state.here?.predicates ?? []).filter(({ role }) => role !== 'invariant');
  const chosen = goal === 'violation' ? goal : Number(goal);
  return (
    <fieldset disabled={state.busy !== undefined}>
      <legend>Search from here</legend>
      <label>
        for{' '}
        <select value={goal} onChange={(event) => setGoal(event.currentTarget.value)}>
          <option value="violation">a violation</option>
          {goals.map(({ name, index }) => (
            <option key={index} value={String(index)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        in at most <Count value={states} min={1} max={100_000_000} set={setStates} /> states
      </label>
      <button
        class="primary"
        onClick={(event) => {
          send({ kind: 'search', goal: chosen, states });
          close(event.currentTarget);
        }}
      >
        Search
      </button>
    </fieldset>
  );
}

function RunForm() {
  const { state, send } = usePage();
  const [seed, setSeed] = useState(1);
  const [events, setEvents] = useState(EVENTS_DEFAULT);
  return (
    <fieldset disabled={state.busy !== undefined}>
      <legend>Run on</legend>
      <label>
        with seed <Count value={seed} min={0} max={1_000_000} set={setSeed} />
      </label>
      <label>
        for <Count value={events} min={1} max={20_000} set={setEvents} /> events
      </label>
      <button
        class="primary"
        onClick={(event) => {
          send({ kind: 'run-on', seed, events });
          close(event.currentTarget);
        }}
      >
        Run
      </button>
    </fieldset>
  );
}

interface CountProps {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly set: (value: number) => void;
}

/** A number input: an invalid value stays in the field and changes nothing. */
function Count({ value, min, max, set }: CountProps) {
  return (
    <input
      type="number"
      min={min}
      max={max}
      value={value}
      onInput={(event) => {
        const { valueAsNumber } = event.currentTarget;
        if (valueAsNumber >= min && valueAsNumber <= max) set(Math.floor(valueAsNumber));
      }}
    />
  );
}

function close(inside: HTMLElement): void {
  inside.closest('details')?.removeAttribute('open');
}
