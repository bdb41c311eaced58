import { currentUser, requireUser } from '@larder/session'
import { PrismaPg } from '@prisma/adapter-pg'
import type { FastifyInstance } from 'fastify'
import { PrismaClient } from './generated/client.js'

/** The café's own part: an ordinary Fastify plugin with a table of its own. */
export default async function recipes(app: FastifyInstance, { url }: { url: string }) {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) })
  app.addHook('onClose', () => db.$disconnect())

  app.get('/', { name: 'recipes', templates: ['recipes'] }, async (_request, reply) => {
    return reply.view('recipes', { recipes: await db.recipe.findMany({ orderBy: { title: 'asc' } }) })
  })

  const schema = { body: RECIPE }
  app.post<{ Body: NewRecipe }>('/', { preHandler: requireUser, schema }, async (request, reply) => {
    const recipe = { ...request.body, author: currentUser(request).name }
    return reply.code(201).send(await db.recipe.create({ data: recipe }))
  })
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
