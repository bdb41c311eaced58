import { DATASOURCE_PROVIDER } from '../../../database/provider.js'
import { Connections } from '../../../engine/connections.js'
import { type Datamodel, openEngine } from '../../../engine/engine.js'
import { targetOfModels, writeModelsScript } from '../../../engine/models-script.js'
import { SCHEMA_ENGINE_ERR_NO_FORM } from '../../../errors.js'
import { emptySchema, type Schema } from '../../translate/definitions/schema.js'
import { translateScript } from '../../translate/translate-script.js'
import { writePostgresTypes } from './write-postgres-types.js'

/**
 * The script that leads a MySQL database from some models to others. Prisma's WebAssembly engine
 * writes it for PostgreSQL, which is then translated. No server is needed.
 *
 * @param from none for an empty database
 * @throws SCHEMA_ENGINE_ERR_NO_FORM where something of it has no form in MySQL
 */
export async function writeMysqlScript(from: Datamodel[], to: Datamodel[]): Promise<string> {
  const [before, after] = [forPostgres(from), forPostgres(to)]
  const schema = emptySchema()
  // The translation of a change has to know what is there.
  if (before.length > 0) await translate(await writeModelsScript([], before), schema)
  return before.length + after.length > 0 ? translate(await writeModelsScript(before, after), schema) : ''
}

/** The difference of models, for people; empty where there is none. */
export async function summarizeModels(from: Datamodel[], to: Datamodel[]): Promise<string> {
  const ask = await openEngine(new Connections(undefined))
  const filters = { externalTables: [], externalEnums: [] }
  const targets = { from: targetOfModels(forPostgres(from)), to: targetOfModels(forPostgres(to)) }
  const { exitCode, stdout } = await ask((engine) =>
    engine.diff({ ...targets, script: false, exitCode: true, filters })
  )
  return exitCode === 0 ? '' : (stdout ?? '')
}

async function translate(script: string, schema: Schema): Promise<string> {
  if (!/^\s*[^\s-]/m.test(script)) return ''
  const translation = await translateScript(script, schema)
  const [first] = translation.untranslated
  if (first) throw new SCHEMA_ENGINE_ERR_NO_FORM(first.reason, 'Change them')
  return translation.script
}

function forPostgres(models: Datamodel[]): Datamodel[] {
  return models.map(([file, content]) => [
    file,
    writePostgresTypes(content).replace(DATASOURCE_PROVIDER, (datasource) =>
      datasource.replace('"mysql"', '"postgresql"')
    )
  ])
}
