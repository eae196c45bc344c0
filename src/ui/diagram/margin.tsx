import { GUTTER, LABELS_FROM_ROW } from './layout.js';
import { rowClasses, rowPlace, type SceneProps } from './scene.js';
import { fitted } from './text-width.js';

/**
 * What stays at the left while lanes scroll: the numbers or times of rows, and the names of bands.
 */
export function Margin({ sight, ...props }: SceneProps & { readonly sight: number }) {
  const { drawing, places, range, scale } = props;
  const { rows, bands } = drawing;
  const { tops } = places;
  const inSight = rows.slice(range.from, range.to + 1);
  return (
    <div class="margin" aria-hidden="true">
      <div
        class="gutter"
        style={{ width: `${GUTTER - 6}px`, height: `${(tops.at(-1) ?? 0) + 24}px` }}
      >
        {inSight.map((entry, i) => {
          const { top, height } = rowPlace(props, range.from + i);
          const classes = rowClasses(entry, range.from + i, props);
          return (
            <span
              key={entry.id}
              class={`number ${classes}`}
              style={{ top: `${top}px`, height: `${height}px`, lineHeight: `${scale.row}px` }}
            >
              {scale.row < LABELS_FROM_ROW ? '' : (entry.atMs?.toFixed(1) ?? entry.id)}
            </span>
          );
        })}
      </div>
      {bands
        .filter(({ from, to }) => to >= range.from && from <= range.to + 1)
        .map(({ from, text }) => (
          <span
            key={from}
            class="band-name"
            title={text}
            style={{ left: `${GUTTER + 2}px`, top: `${(tops[from] ?? 0) + 3}px` }}
          >
            {fitted(text, sight - GUTTER - 20, 'bold')}
          </span>
        ))}
    </div>
  );
}
