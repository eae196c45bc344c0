/**
 * How a person reads the key of a field: `#log`, also where classes that share the name `#log`
 * made it `#log@Server`.
 */
export function displayFieldName(key: string): string {
  return key.startsWith('#') ? (key.split('@', 1)[0] ?? key) : key;
}
