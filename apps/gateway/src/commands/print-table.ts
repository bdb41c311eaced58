import { formatTable } from '@larder/serve'

export function printJson(data: unknown): void {
  console.log(JSON.stringify(data, null, 2))
}

/** The first row is the head. */
export function printTable(rows: Parameters<typeof formatTable>[0]): void {
  console.log(formatTable(rows))
}

/** A text for one cell of a table. */
export function oneLine(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
