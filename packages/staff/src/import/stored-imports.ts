import type { Database, Prisma } from '@larder/database'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { ENCODINGS, type Encoding } from '../csv/read-csv.js'

/** What is wrong with a line of a file. */
export const LineProblem = Type.Object({
  line: Type.Integer({ description: 'Of the file, from 1; 0 of the whole file.' }),
  column: Type.String({ description: 'Empty of the whole line.' }),
  problem: Type.String({ description: 'What is wrong, and what to do.' })
})
export type LineProblem = Type.Static<typeof LineProblem>

/** An import without its file. */
export type StoredImport = Prisma.StaffImportGetPayload<{ select: typeof SHOWN }>

export interface SentFile {
  fileName: string
  encoding: Encoding
  content: Buffer<ArrayBuffer>
}

const SHOWN = {
  ...{ id: true, fileName: true, encoding: true, status: true, actor: true, createdAt: true },
  ...{ total: true, done: true, created: true, changed: true, unchanged: true, refused: true }
} satisfies Prisma.StaffImportSelect

/** @returns its id */
export async function storeImport(
  db: Database,
  { kind, actor, ...file }: SentFile & { kind: string; actor: string }
): Promise<number> {
  const { id } = await db.staffImport.create({ data: { ...file, kind, actor }, select: { id: true } })
  return id
}

/** The latest imports of a kind. */
export function listImports(db: Database, kind: string): Promise<StoredImport[]> {
  return db.staffImport.findMany({ where: { kind }, orderBy: { id: 'desc' }, take: 10, select: SHOWN })
}

export function findImport(db: Database, kind: string, id: number): Promise<StoredImport | null> {
  return db.staffImport.findFirst({ where: { kind, id }, select: SHOWN })
}

/** The problems of an import that are kept. */
export async function readProblems(db: Database, id: number): Promise<LineProblem[]> {
  const found = await db.staffImport.findUnique({ where: { id }, select: { problems: true } })
  return found?.problems ? PROBLEMS.Parse(JSON.parse(textOf(found.problems))) : []
}

/** The file of an import, and what the check saw; undefined where it is not in this state any more. */
export async function readFile(
  db: Database,
  id: number,
  status: StoredImport['status']
): Promise<(SentFile & { seen: string[] }) | undefined> {
  const found = await db.staffImport.findFirst({
    where: { id, status },
    select: { fileName: true, encoding: true, content: true, seen: true }
  })
  if (!found?.content) return undefined
  const { fileName, seen } = found
  const encoding = isEncoding(found.encoding) ? found.encoding : 'utf-8'
  return {
    fileName,
    encoding,
    content: Buffer.from(found.content),
    seen: seen ? textOf(seen).split('\n') : []
  }
}

/** Writes how far an import is, on a connection of its own: others see it while a transaction goes on. */
export async function showProgress(db: Database, id: number, done: number, total: number): Promise<void> {
  await db.staffImport.updateMany({ where: { id }, data: { done, total } })
}

/** Writes that a file can be applied. */
export async function passImport(
  db: Database,
  id: number,
  { seen, ...counts }: { created: number; changed: number; unchanged: number; seen: string[] }
): Promise<void> {
  const data = { ...counts, seen: Buffer.from(seen.join('\n')), status: 'checked' as const }
  await db.staffImport.updateMany({ where: { id, status: 'checking' }, data })
}

/** Has a checked file applied. @returns false where it is not in that state any more */
export async function startImport(db: Database, id: number): Promise<boolean> {
  const data = { status: 'running', done: 0 } as const
  return (await db.staffImport.updateMany({ where: { id, status: 'checked' }, data })).count === 1
}

/** Writes that a file is applied. @returns false where another process has done it */
export async function finishImport(tx: Database, id: number): Promise<boolean> {
  const data = { status: 'done', content: null, seen: null } as const
  return (await tx.staffImport.updateMany({ where: { id, status: 'running' }, data })).count === 1
}

/** Writes that a file is not applied, and why. @param count of all problems, of which these may be the first */
export async function refuseImport(
  db: Database,
  id: number,
  problems: readonly LineProblem[],
  count = problems.length
): Promise<void> {
  const data = {
    ...{ status: 'refused' as const, content: null, seen: null },
    refused: count,
    problems: Buffer.from(JSON.stringify(problems))
  }
  await db.staffImport.updateMany({ where: { id, status: { in: ['checking', 'running'] } }, data })
}

/** Deletes the imports that were sent before a moment. */
export async function deleteOldImports(db: Database, kind: string, before: Date): Promise<void> {
  await db.staffImport.deleteMany({ where: { kind, createdAt: { lt: before } } })
}

function isEncoding(name: string): name is Encoding {
  return ENCODINGS.some((encoding) => encoding === name)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

const PROBLEMS = Compile(Type.Array(LineProblem))
