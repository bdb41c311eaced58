import type { Database } from '@larder/database'

/** A field of a section of settings: how it is asked for, and what it takes. */
export interface Field {
  /** `lines` is a list of texts, one a line; `choice` one of `choices`; `picture` a text of `readPicture`. */
  kind: 'text' | 'lines' | 'flag' | 'choice' | 'picture'
  label: string
  /** What to write there, in a sentence. @default none */
  hint?: string
  /** Characters, of `lines` of all together. @default 200 */
  maxLength?: number
  /** Whether it may be empty. @default false */
  optional?: boolean
  /** Of a `choice`: each value with its label. */
  choices?: readonly (readonly [value: string, label: string])[]
  /**
   * Says what is wrong with a value; undefined if nothing is. Write the type of its parameter, or
   * TypeScript does not infer the types of the fields.
   */
  check?: (value: string) => string | undefined
  /** Says why it cannot be changed any more; undefined if it can. */
  locked?: (db: Database) => Promise<string | undefined>
}

export type Fields = Record<string, Field>

/** What the fields of a section are set to. */
export type ValuesOf<F extends Fields> = {
  [Name in keyof F]: F[Name]['kind'] extends 'lines'
    ? string[]
    : F[Name]['kind'] extends 'flag'
      ? boolean
      : string
}

export type Value = string | string[] | boolean
export type Problems = Record<string, string>

/** Whether a value that was stored is one that the field takes: another version may have written it. */
export function isValue(field: Field, value: unknown): value is Value {
  if (field.kind === 'flag') return typeof value === 'boolean'
  if (field.kind !== 'lines') return typeof value === 'string' && problemOf(field, value) === undefined
  return (
    Array.isArray(value) &&
    value.every((line): line is string => typeof line === 'string') &&
    problemOf(field, value.join('\n')) === undefined
  )
}

/** Reads what a form or a program sent for a field. A box that is not checked is not sent. */
export function readValue({ kind }: Field, sent: unknown): Value {
  if (kind === 'flag') return sent === true || sent === 'yes' || sent === 'true'
  if (kind !== 'lines') return String(sent ?? '').trim()
  const lines = Array.isArray(sent) ? sent.map(String) : String(sent ?? '').split(/\r?\n/)
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

/** What is wrong with a value, in a sentence; undefined if nothing is. */
export function problemOf(field: Field, value: Value): string | undefined {
  if (typeof value === 'boolean') return undefined
  const { label, maxLength = 200, optional = false, choices, check } = field
  const text = [value].flat().join('\n')
  if (text === '') return optional ? undefined : `Fill in «${label}».`
  if (text.includes('\0')) return `«${label}» has a character that cannot be stored.`
  if (text.length > maxLength) return `«${label}» takes at most ${maxLength} characters.`
  if (choices && !choices.some(([choice]) => choice === text))
    return `Choose one of the values of «${label}».`
  return check?.(text)
}
