import { DATASOURCE_PROVIDER } from '../../cli/provider.js'
import { Connections } from '../../engine/connections.js'
import { type Datamodel, openEngine } from '../../engine/engine.js'
import { SCHEMA_ENGINE_ERR_NO_FORM } from '../../errors.js'
import { emptySchema } from '../translate/schema.js'
import { translateScript } from '../translate/translate-script.js'

/**
 * The difference between two sets of models, in MySQL's words. Prisma's WebAssembly engine writes it
 * for PostgreSQL, which is then translated. No server is needed.
 *
 * @param from undefined for none
 * @throws SCHEMA_ENGINE_ERR_NO_FORM where something of it has no form in MySQL
 */
export async function diffModels(
  from: Datamodel[],
  to: Datamodel[]
): Promise<{ summary: string; script: string }> {
  const schema = emptySchema()
  // The translation of a change has to know what is there.
  await translate(await diff([], from, true), schema)
  const script = await translate(await diff(from, to, true), schema)
  return { summary: await diff(from, to, false), script }
}

async function translate(script: string, schema: ReturnType<typeof emptySchema>): Promise<string> {
  if (script === '') return ''
  const translation = await translateScript(script, schema)
  const [first] = translation.untranslated
  if (first) throw new SCHEMA_ENGINE_ERR_NO_FORM(first.reason)
  return translation.script
}

async function diff(from: Datamodel[], to: Datamodel[], script: boolean): Promise<string> {
  if (from.length + to.length === 0) return ''
  const ask = await openEngine(new Connections(undefined))
  const filters = { externalTables: [], externalEnums: [] }
  const { exitCode, stdout } = await ask((engine) =>
    engine.diff({ from: targetOf(from), to: targetOf(to), script, exitCode: true, filters })
  )
  return exitCode === 0 ? '' : (stdout ?? '')
}

function targetOf(models: Datamodel[]) {
  if (models.length === 0) return { tag: 'empty' } as const
  const files = models.map(([path, content]) => ({
    path,
    content: content.replace(DATASOURCE_PROVIDER, (datasource) =>
      datasource.replace('"mysql"', '"postgresql"')
    )
  }))
  return { tag: 'schemaDatamodel', files } as const
}
