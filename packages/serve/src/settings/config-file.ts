import { readFileSync } from 'node:fs'
import { SERVE_ERR_CONFIG_FILE } from '../errors.js'

/**
 * The settings of a JSON file, by their long names on the command line: `{ "workers": 4, "bind": ["127.0.0.1:5000"] }`.
 * JSON and no program: it is read again at every reload, by a master that may be root.
 *
 * @returns each value as it would be written on the command line
 * @throws SERVE_ERR_CONFIG_FILE
 */
export function readConfigFile(file: string, known: string[]): Record<string, string> {
  const settings = parse(file)
  const unknown = Object.keys(settings).filter((key) => !known.includes(key))
  if (unknown.length > 0) {
    throw new SERVE_ERR_CONFIG_FILE(file, `has no setting of ours by the name of ${unknown.join(', ')}.`)
  }
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, textOf(file, key, value)]))
}

function parse(file: string): object {
  let settings: unknown
  try {
    settings = JSON.parse(new TextDecoder().decode(readFileSync(file)))
  } catch (error) {
    if (file.endsWith('.py')) throw new SERVE_ERR_CONFIG_FILE(file, FROM_PYTHON)
    const reason = error instanceof Error ? error.message : String(error)
    throw new SERVE_ERR_CONFIG_FILE(file, `cannot be read as JSON (${reason}).`)
  }
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings
  throw new SERVE_ERR_CONFIG_FILE(file, 'is not a JSON object like { "workers": 4 }.')
}

function textOf(file: string, key: string, value: unknown): string {
  const parts = Array.isArray(value) ? value : [value]
  if (parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part))) return parts.join(',')
  throw new SERVE_ERR_CONFIG_FILE(file, `has something else than text, numbers or on and off for ${key}.`)
}

const FROM_PYTHON =
  'is Python, and is not run. Write its settings as JSON: { "workers": 4, "bind": ["127.0.0.1:5000"] }.'
