/**
 * A field's key as a person reads it: `#log`, even where several classes have a `#log` and the key
 * is `#log@Server`.
 */
export function displayFieldName(key: string): string {
  return key.startsWith('#') ? (key.split('@', 1)[0] ?? key) : key;
}
