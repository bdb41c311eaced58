import { requireRole } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** A field more of a good: a table of the café's own, shown in a slot of the good's page. */
export default async function growers(app: FastifyInstance) {
  app.fillSlot('goods.show.after-price', {
    template: 'grower',
    data: async ({ good }) => {
      const grower = await app.db.goodGrower.findUnique({ where: { goodId: good.id } })
      return grower ? { grower: grower.name } : undefined
    }
  })

  app.post<{ Params: { slug: string }; Body: { name: string } }>(
    '/:slug',
    { preHandler: requireRole('staff'), schema: { body: GROWER } },
    async (request, reply) => {
      const { slug } = request.params
      const { name } = request.body
      const good = await app.db.good.findUnique({ where: { slug }, select: { id: true } })
      if (!good) return reply.code(404).send({ message: 'We have no such good.' })
      const goodId = good.id
      await app.db.goodGrower.upsert({ where: { goodId }, create: { goodId, name }, update: { name } })
      return { slug, name }
    }
  )
}

const GROWER = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: { type: 'string', minLength: 1, maxLength: 80 } }
} as const
