/** `npm run isolation`: how well a box can be isolated from this machine, found out by trying. */
import { probeLadder } from '../src/core/isolation/index.js';

const { level, rungs } = probeLadder();
for (const { level: tried, works, walls, why } of rungs) {
  console.log(`${works ? 'works ' : 'not   '} ${tried}  ${walls}${works ? '' : `: ${why}`}`);
}
console.log(`isolation: level ${level}`);
