import { Connections } from './connections.js'
import { type Datamodel, openEngine } from './engine.js'

/**
 * The script that leads a PostgreSQL database from some models to others, as Prisma writes it. Needs no
 * database.
 *
 * @param before the schema files; none for an empty database
 */
export async function writeModelsScript(
  before: readonly Datamodel[],
  after: readonly Datamodel[]
): Promise<string> {
  const ask = await openEngine(new Connections(undefined))
  const filters = { externalTables: [], externalEnums: [] }
  const options = {
    from: targetOfModels(before),
    to: targetOfModels(after),
    script: true,
    exitCode: null,
    filters
  }
  const { stdout } = await ask((engine) => engine.diff(options))
  return stdout?.trimStart() ?? ''
}

/** What the engine compares: nothing where there are no models. */
export function targetOfModels(models: readonly Datamodel[]) {
  if (models.length === 0) return { tag: 'empty' } as const
  const files = models.map(([path, content]) => ({ path, content }))
  return { tag: 'schemaDatamodel', files } as const
}
