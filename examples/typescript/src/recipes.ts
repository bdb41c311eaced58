import type { PrismaClient } from '@larder/database'
import { currentUser, requireUser } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** The café's own part: an ordinary Fastify plugin with a table of its own, in the client of all. */
export default async function recipes(app: FastifyInstance) {
  app.get('/', { name: 'recipes', templates: ['recipes'] }, async (_request, reply) => {
    return reply.view('recipes', { recipes: await listRecipes(app.db) })
  })

  const schema = { body: RECIPE }
  app.post<{ Body: NewRecipe }>('/', { preHandler: requireUser, schema }, async (request, reply) => {
    const { title, goodSlug } = request.body
    const good = await app.db.good.findUnique({ where: { slug: goodSlug } })
    if (!good) return reply.code(404).send({ message: 'We have no such good.' })
    const author = currentUser(request).name
    const { id } = await app.db.recipe.create({ data: { title, author, goodId: good.id } })
    return reply.code(201).send({ id, title, author, goodSlug })
  })
}

async function listRecipes(db: PrismaClient) {
  const found = await db.recipe.findMany({
    orderBy: { title: 'asc' },
    select: { title: true, author: true, good: { select: { slug: true } } }
  })
  return found.map(({ good, ...recipe }) => ({ ...recipe, goodSlug: good.slug }))
}

interface NewRecipe {
  title: string
  goodSlug: string
}

const RECIPE = {
  type: 'object',
  required: ['title', 'goodSlug'],
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 120 },
    goodSlug: { type: 'string', minLength: 1, maxLength: 80 }
  }
} as const
