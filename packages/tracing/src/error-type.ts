/** The code or the name of an error. Its message and its stack may have values of a visitor. */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && error.code ? String(error.code) : error.name
}
