import { listRoutes } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'

/** Whether the shop has a route of this name: a link to a feature that it does without is not to be shown. */
export function routeFinder(app: FastifyInstance): (name: string) => boolean {
  let names: Set<string | undefined> | undefined
  return (name) => {
    // Once the app is ready there are no more.
    names ??= new Set(listRoutes(app).map((route) => route.name))
    return names.has(name)
  }
}
