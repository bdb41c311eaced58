import type { Database, Prisma } from '@larder/database'
import type { SampleThingView } from './schemas.js'

export interface SampleThingsPage {
  sampleThings: SampleThingView[]
  /** Sample things on all pages. */
  total: number
  page: number
  pages: number
}

/** One page of the sample things, the newest first. Pages are counted from 1; one after the last is empty. */
export async function listSampleThings(
  db: Database,
  { page = 1, pageSize }: { page?: number; pageSize: number }
): Promise<SampleThingsPage> {
  const [sampleThings, total] = await Promise.all([
    db.sampleThing.findMany({
      select: shown,
      orderBy: { id: 'desc' },
      skip: (page - 1) * pageSize,
      take: pageSize
    }),
    db.sampleThing.count()
  ])
  return { sampleThings, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}

export function findSampleThing(db: Database, id: number): Promise<SampleThingView | null> {
  return db.sampleThing.findUnique({ where: { id }, select: shown })
}

const shown = { id: true, name: true } as const satisfies Prisma.SampleThingSelect
