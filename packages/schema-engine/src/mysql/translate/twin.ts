import { createHash } from 'node:crypto'
import { SCHEMA_ENGINE_ERR_TO_TRANSLATE } from '../../errors.js'

/**
 * The first line of a twin: which script of PostgreSQL it was made of.
 *
 * @param name the migration's folder and the script's name: `20261123042620_init/migration.sql`
 */
export function writeTwinTitle(name: string, script: string): string {
  return `-- MySQL's form of ${name} (SHA-256 ${hashOf(script)}).\n`
}

/** Whether a twin was made of this script of PostgreSQL. Line ends do not matter. */
export function isTwinOf(twin: string, script: string): boolean {
  const [, , hash] = TITLE.exec(twin) ?? []
  return hash === hashOf(script)
}

const TITLE = /^-- MySQL's form of (.*) \(SHA-256 ([0-9a-f]{64})\)\.\s/

/** What stands in a twin for a statement that a person has to translate. */
export function writeMarkedPlace(text: string, line: number, reason: string): string {
  const lines = text.trim().split(/\r?\n/)
  return [`${MARK} (line ${line}): ${reason}`, ...lines.map((one) => `--   ${one}`)].join('\n')
}

/** The lines, from 1, of the places in a twin that wait for a person. */
export function findMarkedPlaces(twin: string): number[] {
  return twin.split('\n').flatMap((text, place) => (text.startsWith(MARK) ? [place + 1] : []))
}

/** @throws SCHEMA_ENGINE_ERR_TO_TRANSLATE where a place in a script waits for a person */
export function refuseMarkedPlaces(script: string): void {
  const [line] = findMarkedPlaces(script)
  if (line === undefined) return
  const [, name = 'the script'] = TITLE.exec(script) ?? []
  throw new SCHEMA_ENGINE_ERR_TO_TRANSLATE(name, line)
}

const MARK = '-- TO TRANSLATE BY HAND'

/** SHA-256 in hexadecimal digits. Line ends do not matter. */
export function hashOf(script: string): string {
  return createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('hex')
}
