import { INFRA_ERR_PATH } from '../errors.js'

/**
 * Writes a path as an argument of an nginx directive.
 *
 * @throws INFRA_ERR_PATH for characters that nginx cannot quote
 */
export function quote(path: string): string {
  if (/["\\$\n]/.test(path)) throw new INFRA_ERR_PATH(path)
  return `"${path}"`
}

/** Joins lines, without those that an option has left out. */
export function lines(...given: (string | false | 0 | undefined)[]): string {
  return given.filter(Boolean).join('\n')
}

/** Indents by the braces, and leaves no more than one line empty, none beside a brace. */
export function tidy(text: string): string {
  let depth = 0
  const lines = text.split('\n').map((line) => {
    if (line.startsWith('}')) depth -= 1
    const indented = line && '  '.repeat(depth) + line
    if (line.endsWith('{')) depth += 1
    return indented
  })
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .replace(/\n\n( *\})/g, '\n$1')
}
