/** As much of a text as a column of so many characters takes, which counts no halves of them. */
export function shorten(text: string, length: number): string {
  return text.length > length ? [...text].slice(0, length).join('') : text
}
