import { BLUEPRINT_ERR_OPTION } from './errors.js'

/** The type of an option. */
export type OptionType =
  | 'boolean'
  | 'function'
  | 'number'
  | 'string'
  | 'setting'
  | 'URL'
  | 'string[]'
  | 'lists'
  | 'object'

/**
 * Checks the types of a plugin's options at boot: JavaScript and the environment may give anything.
 * An undefined option counts as missing.
 *
 * @throws BLUEPRINT_ERR_OPTION
 */
export function checkOptions(plugin: string, options: object, types: Record<string, OptionType>): void {
  for (const [name, type] of Object.entries(types)) {
    const value: unknown = Reflect.get(options, name)
    if (value !== undefined && !isA(type, value)) throw new BLUEPRINT_ERR_OPTION(name, plugin, NAMES[type])
  }
}

/** Checks options against the types of their defaults. What is a text may be a setting. */
export function checkByDefaults(plugin: string, options: object, defaults: object): void {
  const types: Record<string, OptionType> = {}
  for (const [name, value] of Object.entries(defaults)) {
    const type = typeof value
    if (type === 'string') types[name] = 'setting'
    if (type === 'boolean' || type === 'function' || type === 'number') types[name] = type
  }
  checkOptions(plugin, options, types)
}

function isA(type: OptionType, value: unknown): boolean {
  if (type === 'setting') return typeof value === 'string' || typeof value === 'function'
  if (type === 'URL') return value instanceof URL
  if (type === 'string[]') return Array.isArray(value) && value.every((one) => typeof one === 'string')
  if (type === 'lists') {
    return (
      typeof value === 'object' && value !== null && Object.values(value).every((one) => isA('string[]', one))
    )
  }
  // No option of ours is a number below zero.
  return typeof value === type && (type !== 'number' || Number(value) >= 0)
}

const NAMES: Record<OptionType, string> = {
  boolean: 'true or false',
  function: 'a function',
  number: 'a number from 0',
  string: 'text',
  setting: 'text',
  URL: 'a URL object: new URL(…)',
  'string[]': 'a list of texts',
  lists: 'lists of texts by name',
  object: 'an object'
}
