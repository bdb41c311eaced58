import { DATABASE_ERR_MODELS } from '../errors.js'
import { Prisma } from '../generated/client.js'
import type { PrismaClient } from './register.js'

/**
 * Checks that a client of the app's own was made of Larder's models as this version has them, and
 * not of those of the version before.
 *
 * @throws DATABASE_ERR_MODELS
 */
export function checkModels(client: object): asserts client is PrismaClient {
  const missing = Object.values(Prisma.ModelName).flatMap((model) => {
    const fields = fieldsOf(client, model)
    if (!fields) return [model]
    const known = Object.keys(Reflect.get(Prisma, `${model}ScalarFieldEnum`))
    return known.filter((field) => !fields.includes(field)).map((field) => `${model}.${field}`)
  })
  if (missing.length === 0) return
  const few = missing.slice(0, MOST_NAMED).join(', ')
  const more = missing.length - MOST_NAMED
  throw new DATABASE_ERR_MODELS(more > 0 ? `${few} and ${more} more` : few)
}

/** Prisma has no public list of a client's fields; this is what its own extensions read. */
function fieldsOf(client: object, model: string): unknown[] | undefined {
  const { models = {} } = Object(Reflect.get(client, '_runtimeDataModel'))
  const fields: unknown = models[model]?.fields
  return Array.isArray(fields) ? fields.map(({ name }) => name) : undefined
}

const MOST_NAMED = 5
