import { STATUS_CODES } from 'node:http'
import type { SwaggerTransform } from '@fastify/swagger'
import { listRoutes, type RouteEntry } from '@larder/blueprint'
import { requireUser } from '@larder/session'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { asSent } from './as-sent.js'

/** What programs get where something went wrong, from every route. */
export const ErrorAnswer = Type.Object(
  {
    statusCode: Type.Integer(),
    error: Type.String({ description: 'What HTTP calls the status.' }),
    message: Type.String(),
    code: Type.Optional(Type.String({ description: 'The name of the error: `GOODS_ERR_NOT_FOUND`.' })),
    requestId: Type.Optional(Type.String({ description: 'To be told with a complaint, from 500 on.' }))
  },
  { $id: 'Error' }
)

/**
 * Adds to a route's own schemas what is known of it by how it is declared: the blueprint and the name, what it takes, and the
 * answers that hooks and the error handler give in its place.
 */
export function describeRoute(app: FastifyInstance): SwaggerTransform {
  return ({ schema, url: told, route }) => {
    // Fastify tells of `/goods` as `/goods/`, where it serves both.
    const url = told.length > 1 ? told.replace(/\/$/, '') : told
    const row = listRoutes(app).find((row) => row.url === url && row.method === route.method)
    if (!row || schema?.hide) return { schema: { ...schema, hide: true }, url }
    const described: FastifySchema = {
      ...schema,
      tags: [configOf(route).probe ? 'operations' : row.blueprint || 'app'],
      operationId: operationId(row, listRoutes(app)),
      ...(schema?.querystring !== undefined && { querystring: asSent(schema.querystring) }),
      ...(schema?.params !== undefined && { params: asSent(schema.params) }),
      ...(schema?.body !== undefined && { body: asSent(schema.body), consumes: BODIES }),
      ...(needsUser(route) && { security: [{ session: [] }] }),
      ...(permissionOf(route) && { security: [{ session: [] }, { token: [] }] }),
      response: { ...answers(row, schema), ...errors(route, schema) }
    }
    return { schema: described, url }
  }
}

const BODIES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

/** The route's name; where others have it at the same address, with the method. */
function operationId({ method, url, name }: RouteEntry, table: RouteEntry[]): string | undefined {
  if (name) return name
  const named = table.find((row) => row.url === url && row.name)
  return named && `${named.name}.${method.toLowerCase()}`
}

function answers(row: RouteEntry, schema: FastifySchema | undefined): Record<string, object> {
  const declared: Record<string, { description?: string }> = { ...(schema?.response ?? {}) }
  const page = row.method === 'GET' && row.templates.length > 0 && { 'text/html': { schema: Type.String() } }
  if (Object.keys(declared).length === 0) {
    return {
      200: page ? { description: 'The page.', content: page } : { description: 'Done.', type: 'null' }
    }
  }
  return Object.fromEntries(
    Object.entries(declared).map(([status, answer]) => [
      status,
      {
        description: answer.description ?? STATUS_CODES[status] ?? '',
        content: { 'application/json': { schema: answer }, ...(status === '200' && page) }
      }
    ])
  )
}

/** Those that a route's own schemas say nothing of. */
function errors(route: RouteOptions, schema: FastifySchema | undefined): Record<string, object> {
  const reads = route.method === 'GET'
  const takes = schema?.body ?? schema?.params ?? schema?.querystring
  const possible = {
    400: takes !== undefined && 'What was sent cannot be read.',
    401: (needsUser(route) || permissionOf(route)) && 'Nobody is signed in.',
    403: permissionOf(route)
      ? `It needs the permission \`${permissionOf(route)}\`, and of people a second factor.`
      : !reads && 'A browser sends this for another site.',
    404: route.url.includes('/:') && 'There is nothing of that name.',
    429: configOf(route).rateLimit && 'Too often; `Retry-After` says when again.',
    default: 'Any other error.'
  }
  const declared = new Set(Object.keys(schema?.response ?? {}))
  return Object.fromEntries(
    Object.entries(possible)
      .filter(([status, why]) => why && !declared.has(status))
      .map(([status, description]) => [
        status,
        { description, content: { 'application/json': { schema: Type.Ref('Error#') } } }
      ])
  )
}

/** What plugins that need not be there have routes say of themselves. */
function configOf({ config }: RouteOptions): Record<string, unknown> {
  return { ...config }
}

/** What a member of staff needs for it. */
function permissionOf(route: RouteOptions): string | undefined {
  const { permission } = configOf(route)
  return typeof permission === 'string' ? permission : undefined
}

function needsUser({ preHandler }: RouteOptions): boolean {
  return [preHandler].flat().includes(requireUser)
}
