import type { BlueprintApp } from '@larder/blueprint'
import { staffMember } from '@larder/staff'
import type { FastifyRequest } from 'fastify'
import { listMisses } from '../../search/search-misses.js'
import { FACTS_MISSING } from './list-staff-goods.js'

/** Tells on the front page of the staff whether there are goods, how many lack facts, and what visitors sought in vain. */
export default function fillFront(app: BlueprintApp): void {
  const mayRead = (request: FastifyRequest) => app.staff.can(staffMember(request), 'goods.read')

  app.fillSlot('staff.front.missing', {
    template: 'missing',
    data: async (_input, request) => {
      if (!mayRead(request)) return undefined
      const one = await app.db.good.findFirst({ where: { published: true }, select: { id: true } })
      return one ? undefined : {}
    }
  })

  app.fillSlot('staff.front', {
    template: 'facts-panel',
    data: async (_input, request) => {
      if (!mayRead(request)) return undefined
      return { missing: await app.db.good.count({ where: FACTS_MISSING }) }
    }
  })

  app.fillSlot('staff.front', {
    template: 'misses-panel',
    data: async (_input, request) => {
      if (!mayRead(request)) return undefined
      const misses = await listMisses(app.db, { days: MISSES_OF_DAYS, limit: MOST_MISSES, now: new Date() })
      return misses.length > 0 ? { misses, days: MISSES_OF_DAYS } : undefined
    }
  })
}

const MISSES_OF_DAYS = 30
const MOST_MISSES = 10
