import { usePage } from '../page.js';
import { fittedName, GUTTER, TIGHT_LANE, type Scale } from './layout.js';

interface HeadProps {
  readonly lanes: readonly string[];
  readonly scale: Scale;
  readonly width: number;
}

/** The names of the lanes, which stay in place while the steps scroll below them. */
export function DiagramHead({ lanes, scale, width }: HeadProps) {
  const { state, view, setView } = usePage();
  const move = (lane: string, by: number): void => {
    const all = (state.here?.nodes ?? []).map(({ address }) => address);
    const ordered = [...lanes, ...all.filter((address) => !lanes.includes(address))];
    const at = ordered.indexOf(lane);
    const to = Math.max(0, Math.min(lanes.length - 1, at + by));
    ordered.splice(to, 0, ...ordered.splice(at, 1));
    setView({ order: ordered });
  };
  const isTight = scale.lane < TIGHT_LANE;
  return (
    <div class={`lanes-head ${isTight ? 'is-tight' : ''}`} style={{ width: `${width}px` }}>
      <span class="corner" style={{ width: `${GUTTER - 6}px` }} />
      {lanes.map((lane, i) => {
        const node = state.here?.nodes.find(({ address }) => address === lane);
        return (
          <span
            key={lane}
            class={`lane-name ${node?.role ?? ''} ${node?.isUp === false ? 'is-down' : ''}`}
            style={{ left: `${GUTTER + i * scale.lane}px`, width: `${scale.lane}px` }}
            title={lane}
          >
            <button
              class="lane-move"
              aria-label={`Move ${lane} to the left`}
              disabled={i === 0}
              onClick={() => move(lane, -1)}
            >
              ‹
            </button>
            <span class="lane-text">
              {fittedName(lane, isTight ? scale.lane : scale.lane - 20)}
            </span>
            <button
              class="lane-move"
              aria-label={`Hide ${lane}`}
              onClick={() => setView({ hidden: new Set([...view.hidden, lane]) })}
            >
              ×
            </button>
          </span>
        );
      })}
    </div>
  );
}
