/** Truncates to `length` code points, as varchar(n) counts them. */
export function shorten(text: string, length: number): string {
  return text.length > length ? [...text].slice(0, length).join('') : text
}
