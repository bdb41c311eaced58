import type { Database } from '@larder/database'
import { VIEW } from './find-sample-thing.js'
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
      select: VIEW,
      orderBy: { id: 'desc' },
      skip: (page - 1) * pageSize,
      take: pageSize
    }),
    db.sampleThing.count()
  ])
  return { sampleThings, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}
