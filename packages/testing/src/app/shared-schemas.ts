import makeAjvCompiler from '@fastify/ajv-compiler'
import makeStringifyCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

type BuildSerializer = ReturnType<typeof makeStringifyCompiler>
type Serialize = ReturnType<ReturnType<BuildSerializer>>

const buildStringify = makeStringifyCompiler()
const serializers = new WeakMap<object, Serialize>()

/**
 * Fastify's own compilers, which compile a schema once for all apps of a process: tests start many, of the same plugins. As
 * with Fastify's own, an app with a schema that cannot be compiled does not start.
 */
export const sharedSchemas: FastifyServerOptions['schemaController'] = {
  compilersFactory: { buildValidator: makeAjvCompiler(), buildSerializer }
}

function buildSerializer(...[shared, options]: Parameters<BuildSerializer>): ReturnType<BuildSerializer> {
  const compile = buildStringify(shared, options)
  // What a schema refers to belongs to its app.
  if (shared && Object.keys(shared).length > 0) return compile
  return (route) => {
    const schema = Object(route.schema)
    const serialize = serializers.get(schema) ?? compile(route)
    serializers.set(schema, serialize)
    return serialize
  }
}
