import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { SchemaEngine } from '../engine/engine.js'
import { writeMissingTwins } from '../mysql/twins-folder.js'

/**
 * Writes the twin for MySQL of a migration that Prisma's CLI is about to write, in a project that has
 * twins.
 */
export async function writeTwin(
  { migrationsList }: { migrationsList: MigrationList },
  {
    generatedMigrationName: name,
    migrationScript: script
  }: Awaited<ReturnType<SchemaEngine['createMigration']>>,
  print: (message: string) => void
): Promise<void> {
  if (!script) return
  const written = await writeMissingTwins(migrationsList.baseDir, [{ name, script }])
  for (const line of written.flatMap(({ todo }) => todo)) print(line)
}
