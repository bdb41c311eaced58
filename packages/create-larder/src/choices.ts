import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { ALL } from './features.js'
import { Refused } from './refused.js'

export const DATABASES = ['embedded', 'postgres', 'mysql'] as const
export type Database = (typeof DATABASES)[number]

/** The languages that Larder's pages and mails are written in. */
export const SPOKEN = ['en', 'zh-Hans']

/** What a project is to be like. */
export interface Choices {
  /** Where it is to be. */
  folder: string
  /** What it is called: the last part of the folder. */
  name: string
  /** Of FEATURES, with all that they need. */
  features: string[]
  database: Database
  /** Tags of BCP 47, the default first. */
  languages: string[]
}

/** @throws Refused where there can be no project of this name, or the folder has something */
export function checkFolder(given: string): { folder: string; name: string } {
  const folder = path.resolve(given)
  const name = path.basename(folder)
  // What npm takes for a package, systemd for a unit, and nginx for an upstream.
  if (!/^[a-z][a-z0-9-]{0,23}$/.test(name) || /-$/.test(name)) {
    throw new Refused(
      `'${name}' cannot be the name of a shop. Take small letters, digits and hyphens, at most 24, a letter first: my-shop.`
    )
  }
  const place = nearestPlace(folder)
  if (!statSync(place).isDirectory()) throw new Refused(`${place} is a file. Name another folder.`)
  if (place !== folder) return { folder, name }
  const [found] = readdirSync(folder)
  if (found !== undefined) throw new Refused(`${folder} is not empty: it has ${found}. Name another folder.`)
  return { folder, name }
}

/** A path, or what of it is there. */
function nearestPlace(target: string): string {
  return existsSync(target) ? target : nearestPlace(path.dirname(target))
}

/** @throws Refused where one is unknown */
export function checkFeatures(given: string[]): string[] {
  const unknown = given.find((name) => !ALL.includes(name))
  if (unknown !== undefined) {
    throw new Refused(`There is no feature '${unknown}'. There are ${ALL.join(', ')}; all, or none.`)
  }
  return given
}

/** @throws Refused where it is none of DATABASES */
export function checkDatabase(given: string): Database {
  const database = DATABASES.find((one) => one === given)
  if (!database) throw new Refused(`There is no database '${given}'. Choose ${DATABASES.join(', ')}.`)
  return database
}

/** @throws Refused where one is no tag of BCP 47 */
export function checkLanguages(given: string[]): string[] {
  try {
    const tags = Intl.getCanonicalLocales(given)
    if (tags.length > 0) return tags
  } catch {
    // Said below.
  }
  throw new Refused(`'${given.join()}' are no languages. Write tags of BCP 47: en,zh-Hans.`)
}

/** Words with commas between them. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}
