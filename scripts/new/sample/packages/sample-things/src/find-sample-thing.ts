import type { Database, Prisma } from '@larder/database'
import type { SampleThingView } from './schemas.js'

export function findSampleThing(db: Database, id: number): Promise<SampleThingView | null> {
  return db.sampleThing.findUnique({ where: { id }, select: VIEW })
}

/** The columns of a SampleThingView. */
export const VIEW = { id: true, name: true } as const satisfies Prisma.SampleThingSelect
