import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { LANGUAGE, type PageName } from './page-names.js'

export interface PageText {
  title: string
  /** Markdown. */
  body: string
  /** 0 for the draft, which nobody has looked at. */
  version: number
  /** BCP 47: a page that nobody has written in a language is shown in another one. */
  language: string
}

/**
 * What a page says now: its latest version, or its draft. It is in the language of `t` where there
 * is such a text.
 */
export async function findPage(db: Database, name: PageName, t: Translate): Promise<PageText> {
  const where = { name, language: { in: [t.language, LANGUAGE] } }
  const pages = await db.page.findMany({ where, select: { language: true, version: true } })
  const page = pages.find(({ language }) => language === t.language) ?? pages[0]
  const written = page && (await findVersion(db, name, page.version, page.language))
  return written ?? draftOf(name, t)
}

/**
 * What a page said at a moment: the version that held then, or the draft, which is in the language
 * of `t` where there is such a draft.
 */
export async function findPageAt(db: Database, name: PageName, at: Date, t: Translate): Promise<PageText> {
  const held = await db.pageVersion.findFirst({
    where: { name, language: LANGUAGE, at: { lte: at } },
    orderBy: { version: 'desc' },
    select: { version: true }
  })
  return (held && (await findVersion(db, name, held.version))) ?? draftOf(name, t)
}

/** What a page said in one of its versions. */
export async function findVersion(
  db: Database,
  name: PageName,
  version: number,
  language = LANGUAGE
): Promise<PageText | undefined> {
  const where = { name_language_version: { name, language, version } }
  const select = { title: true, body: true, version: true, language: true }
  const row = await db.pageVersion.findUnique({ where, select })
  return row ? { ...row, body: Buffer.from(row.body).toString('utf8') } : undefined
}

/** The version of a page that holds now; null for a draft. */
export async function currentVersion(db: Database, name: PageName): Promise<number | null> {
  const where = { name_language: { name, language: LANGUAGE } }
  return (await db.page.findUnique({ where, select: { version: true } }))?.version ?? null
}

/** The version of each page that was written. */
export async function findVersions(db: Database): Promise<Map<string, number>> {
  const rows = await db.page.findMany({
    where: { language: LANGUAGE },
    select: { name: true, version: true }
  })
  return new Map(rows.map(({ name, version }) => [name, version]))
}

/** The draft of a page: it names the seller by what is set, and what is still missing. */
function draftOf(name: PageName, t: Translate): PageText {
  const languages = [t.language, LANGUAGE]
  const language = languages.find((one) => existsSync(draftFile(name, one))) ?? LANGUAGE
  const file = draftFile(name, language)
  const body = drafts.get(file) ?? readFileSync(file, 'utf8')
  drafts.set(file, body)
  return { title: t.of('pages:name', name), body, version: 0, language }
}

function draftFile(name: PageName, language: string): string {
  return fileURLToPath(new URL(`../drafts/${language}/${name}.md`, import.meta.url))
}

const drafts = new Map<string, string>()
