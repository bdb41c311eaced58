/** Rows as aligned columns. */
export function formatTable(rows: (string | number | undefined)[][]): string {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '')))
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return lines.map((line) => line.trimEnd()).join('\n')
}
