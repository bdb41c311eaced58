import { readFileSync } from 'node:fs'

/** Without the byte order mark that some editors write. */
export function readText(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
}
