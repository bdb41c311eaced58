import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectFolder } from '@larder/postgres'
import { test } from 'tap'
import { register } from 'tsx/esm/api'

test('every error of every package has the name of its constant as its code', async (t) => {
  t.teardown(register())
  const tables = findTables()
  t.ok(tables.length >= 11, 'all tables are found')
  let errors = 0
  for (const table of tables) {
    const exported: Record<string, unknown> = await import(pathToFileURL(table).href)
    for (const [name, make] of Object.entries(exported)) {
      t.notMatch(name, /^[A-Z].*[a-z]/, `${name} in ${table} is no class of its own`)
      if (typeof make !== 'function' || !/^[A-Z\d_]+$/.test(name)) continue
      t.equal(Reflect.construct(make, []).code, name)
      errors += 1
    }
  }
  t.ok(errors > 80)
})

/** Each `errors.ts` of the workspace. */
function findTables(): string[] {
  const root = projectFolder()
  const packages = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name, 'src'))
  )
  return [...packages, path.join(root, 'infra/src')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(({ name }) => name === 'errors.ts')
        .map(({ parentPath, name }) => path.join(parentPath, name))
    )
}
