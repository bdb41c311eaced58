import { readFileSync } from 'node:fs'
import type { Database } from '@larder/database'
import { LANGUAGE, PAGE_NAMES, type PageName } from './page-names.js'

export interface PageText {
  title: string
  /** Markdown. */
  body: string
  /** 0 for the draft, which nobody has looked at. */
  version: number
}

/** What a page says now: its latest version, or its draft. */
export async function findPage(db: Database, name: PageName): Promise<PageText> {
  const page = await db.page.findUnique({ where: { name_language: { name, language: LANGUAGE } } })
  if (!page) return draftOf(name)
  return (await findVersion(db, name, page.version)) ?? draftOf(name)
}

/** What a page said at a moment: the version that held then, or the draft. */
export async function findPageAt(db: Database, name: PageName, at: Date): Promise<PageText> {
  const held = await db.pageVersion.findFirst({
    where: { name, language: LANGUAGE, at: { lte: at } },
    orderBy: { version: 'desc' },
    select: { version: true }
  })
  return (held && (await findVersion(db, name, held.version))) ?? draftOf(name)
}

/** What a page said in one of its versions. */
export async function findVersion(
  db: Database,
  name: PageName,
  version: number
): Promise<PageText | undefined> {
  const where = { name_language_version: { name, language: LANGUAGE, version } }
  const select = { title: true, body: true, version: true }
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
function draftOf(name: PageName): PageText {
  drafts[name] ??= readFileSync(new URL(`../drafts/${name}.md`, import.meta.url), 'utf8')
  return { title: PAGE_NAMES[name], body: drafts[name], version: 0 }
}

const drafts: Partial<Record<PageName, string>> = {}
