import type { Wording } from '@larder/blueprint'
import { createMissing, type Database } from '@larder/database'
import { SETTINGS_ERR_SECTION_TAKEN, SETTINGS_ERR_UNKNOWN_SECTION } from './errors.js'
import { type Fields, isValue, type Value, type ValuesOf } from './fields.js'

/** A group of settings that is shown, and saved, as one form. */
export interface Section {
  /** `seller` */
  name: string
  label: Wording
  /** What it is for, in a sentence or two. @default none */
  about?: Wording
  fields: Fields
  /** What the code, or the environment, says. */
  defaults: Values
  /** Runs in the transaction that saves it; it rolls back when it throws. @default nothing */
  saved?: (tx: Database, before: Values, after: Values) => Promise<void>
}

/** A section as TypeScript knows it: each field with the type of what it is set to. */
export interface SectionOf<F extends Fields> extends Section {
  fields: F
  defaults: ValuesOf<F>
}

export type Values = Record<string, Value>

interface Stored {
  /** The fields that the owner set, as far as the section knows them. */
  set: Values
  /** 0 where nothing was ever saved. */
  version: number
}

/** The settings as this process knows them, read again when a request finds them older than a second. */
export class SettingsStore {
  readonly #db: Database
  readonly #maxAge: number
  readonly #sections = new Map<string, Section>()
  #values = new Map<string, Values>()
  #revision = 0
  #stored = ''
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  /** @param maxAge milliseconds */
  constructor(db: Database, maxAge: number) {
    this.#db = db
    this.#maxAge = maxAge
  }

  /** @throws SETTINGS_ERR_SECTION_TAKEN */
  add(section: Section): void {
    if (this.#sections.has(section.name)) throw new SETTINGS_ERR_SECTION_TAKEN(section.name)
    this.#sections.set(section.name, section)
    this.#values.set(section.name, section.defaults)
  }

  /** @throws SETTINGS_ERR_UNKNOWN_SECTION (404) */
  section(name: string): Section {
    const section = this.#sections.get(name)
    if (!section) throw new SETTINGS_ERR_UNKNOWN_SECTION(name)
    return section
  }

  sections(): Section[] {
    return [...this.#sections.values()]
  }

  get(name: string): Values {
    return this.#values.get(name) ?? this.section(name).defaults
  }

  /** Another number whenever a reading found another setting. */
  get revision(): number {
    return this.#revision
  }

  isFresh(): boolean {
    return performance.now() - this.#readAt < this.#maxAge
  }

  /** Reads all settings, once for all who ask at the same moment. */
  async load(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const rows = await this.#db.setting.findMany().finally(() => {
      // Also where it fails: the former values serve for another second, before it is tried again.
      this.#readAt = performance.now()
    })
    const all = JSON.stringify(rows)
    if (all !== this.#stored) this.#revision += 1
    this.#stored = all
    const stored = new Map(rows.map(({ name, value }) => [name, value]))
    for (const section of this.#sections.values()) {
      const set = readSet(section, stored.get(section.name))
      this.#values.set(section.name, { ...section.defaults, ...set })
    }
  }
}

/** What is stored of a section. */
export async function findStored(db: Database, section: Section): Promise<Stored> {
  const row = await db.setting.findUnique({ where: { name: section.name } })
  return { set: readSet(section, row?.value), version: row?.version ?? 0 }
}

/**
 * Writes what the owner set of a section. A field that is as the code says is not kept, so that it
 * follows the code.
 *
 * @param version the one that the form was made from; 0 where nothing was saved before
 * @returns false if somebody else saved it meanwhile
 */
export async function saveSection(
  tx: Database,
  section: Section,
  values: Values,
  version: number
): Promise<boolean> {
  const differing = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(section.defaults[name])
  )
  const value = JSON.stringify(Object.fromEntries(differing))
  const { name } = section
  if (version === 0) return (await createMissing(tx, tx.setting, [{ name, value }])) > 0
  const { count } = await tx.setting.updateMany({
    where: { name, version },
    data: { value, version: version + 1 }
  })
  return count > 0
}

function readSet({ fields }: Section, json: string | undefined): Values {
  const stored = new Map(Object.entries(parseObject(json)))
  const known = Object.entries(fields).flatMap(([name, field]): [string, Value][] => {
    const value = stored.get(name)
    return isValue(field, value) ? [[name, value]] : []
  })
  return Object.fromEntries(known)
}

function parseObject(json = '{}'): object {
  const parsed: unknown = JSON.parse(json)
  return typeof parsed === 'object' && parsed !== null ? parsed : {}
}
