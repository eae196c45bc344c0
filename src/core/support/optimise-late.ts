/**
 * The flags that have V8 think of optimising a function later than after 66 KB of its bytecode:
 * none for V8 12 and later, of Node 22 and later, which has no such flag.
 *
 * @param bytes of bytecode that the function has to run first
 * @param v8 the version of V8, `process.versions.v8`
 */
export function flagsToOptimiseLate(bytes: number, v8: string): readonly string[] {
  return Number.parseInt(v8, 10) < 12 ? [`--interrupt-budget=${bytes}`] : [];
}
