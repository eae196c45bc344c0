/** Works on items, several at once, and hands over what came of them in the order of the items. */
export async function inOrder<Item, Done>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Done>,
  done: (result: Done) => void,
): Promise<void> {
  const results = new Map<number, Done>();
  let [begun, told] = [0, 0];
  const worker = async (): Promise<void> => {
    while (begun < items.length) {
      const index = begun++;
      results.set(index, await work(items[index] as Item));
      for (; results.has(told); told++) {
        done(results.get(told) as Done);
        results.delete(told);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
