import { type Wording, writeText } from '@larder/blueprint'
import type { Database } from '@larder/database'

/**
 * A field of a section of settings: how it is asked for, and what it takes. Write the types of the
 * parameters of its functions, or TypeScript does not infer the types of the fields.
 */
export interface Field {
  /** `email` is an address; `lines` a list of texts, one a line; `choice` one of `choices`; `picture` a text of `readPicture`. */
  kind: 'text' | 'email' | 'lines' | 'flag' | 'choice' | 'picture'
  label: Wording
  /** What to write there, in a sentence. @default none */
  hint?: Wording
  /** Characters, of `lines` of all together. @default 200 */
  maxLength?: number
  /** Whether it may be empty. @default false */
  optional?: boolean
  /** Of a `choice`: each value with its label in a language. */
  choices?: (language: string) => readonly (readonly [value: string, label: string])[]
  /** Says what is wrong with a value; undefined if nothing is. */
  check?: (value: string) => Wording | undefined
  /** Says why it cannot be changed any more; undefined if it can. */
  locked?: (db: Database) => Promise<Wording | undefined>
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
export type Problems = Record<string, Wording>

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
export function problemOf(field: Field, value: Value): Wording | undefined {
  if (typeof value === 'boolean') return undefined
  const { label, maxLength = 200, optional = false, choices, check } = field
  const text = [value].flat().join('\n')
  if (text === '')
    return optional ? undefined : (t) => t('settings:problem.empty', { label: writeText(label, t) })
  if (text.includes('\0')) return (t) => t('settings:problem.character', { label: writeText(label, t) })
  if (text.length > maxLength)
    return (t) => t('settings:problem.length', { label: writeText(label, t), most: maxLength })
  if (choices && !choices('en').some(([choice]) => choice === text))
    return (t) => t('settings:problem.choice', { label: writeText(label, t) })
  return check?.(text)
}
