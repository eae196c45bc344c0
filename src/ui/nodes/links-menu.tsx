import type { LinkChange } from '../../core/debugger/protocol.js';
import { usePage } from '../page.js';

/** Which links are on: a row for each sender, a column for each receiver. */
export function LinksMenu() {
  const { state, send } = usePage();
  const links = state.here?.links ?? [];
  if (state.system?.can.step !== true || links.length === 0) return undefined;
  const nodes = [...new Set(links.map(({ from }) => from))];
  const off = links.filter(({ isOn }) => !isOn).length;
  const change = (to: LinkChange): void => {
    send({ kind: 'take', deed: { kind: 'links', change: to } });
  };
  return (
    <details class="menu links">
      <summary>Links{off > 0 && ` · ${off} off`}</summary>
      <div class="menu-body">
        <table>
          <caption>A click turns a link on or off</caption>
          <thead>
            <tr>
              <th scope="col">from ↓ to →</th>
              {nodes.map((to) => (
                <th key={to} scope="col">
                  {to}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {nodes.map((from) => (
              <tr key={from}>
                <th scope="row">{from}</th>
                {nodes.map((to) => {
                  const link = links.find((each) => each.from === from && each.to === to);
                  return (
                    <td key={to}>
                      {link !== undefined && (
                        <button
                          class={link.isOn ? 'is-on' : 'is-off'}
                          aria-pressed={link.isOn}
                          aria-label={`The link from ${from} to ${to}`}
                          onClick={() => change({ what: 'link', from, to, on: !link.isOn })}
                        >
                          {link.isOn ? '✓' : '✗'}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <button disabled={off === 0} onClick={() => change({ what: 'all', on: true })}>
          Turn all links and timers on
        </button>
      </div>
    </details>
  );
}
