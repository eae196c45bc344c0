/**
 * Works on several items at once, and delivers their results in the order of the items. No two
 * items have the same `lane`, counted from 0, at the same time.
 */
export async function inOrder<Item, Done>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, lane: number) => Promise<Done>,
  done: (result: Done) => void,
): Promise<void> {
  const results = new Map<number, Done>();
  let [begun, told] = [0, 0];
  const worker = async (lane: number): Promise<void> => {
    while (begun < items.length) {
      const index = begun++;
      results.set(index, await work(items[index] as Item, lane));
      for (; results.has(told); told++) {
        done(results.get(told) as Done);
        results.delete(told);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, lane) => worker(lane)));
}
