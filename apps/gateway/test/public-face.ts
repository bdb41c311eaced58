import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '@larder/postgres'
import { test } from 'tap'

const INDEX = `
import { Fruit, type Sugar } from './fruit.js';
/** Cooks it. */
export declare function cook(fruit: Fruit, oven?: import('oven').Oven): Promise<void>;
export { Fruit as Berry } from './fruit.js';
export type { Oven } from 'oven';
declare module '@larder/blueprint' { interface Routes { 'jam.list': {} } }
`
const FRUIT = `
export interface Sugar { grams: number }
interface Hidden { name: string }
export interface Fruit { sugar: Sugar; name: string }
`

test('what users of a package hold on to stands in one file', async (t) => {
  const folder = t.testdir(workspace())
  t.match(await runApi(folder), { code: undefined, output: '1 packages, 1 with a changed face.\n' })
  const face = readFileSync(path.join(folder, 'packages/jam/api.md'), 'utf8')

  await t.test('exports with their types, and the types that these name', (t) => {
    t.match(face, "function cook(fruit: Fruit, oven?: import('oven').Oven): Promise<void>;")
    t.match(face, "export { Oven } from 'oven'")
    t.match(face, /export interface Fruit \{[^}]*\}\nexport \{ Fruit as Berry \}/)
    t.match(face, /\/\/ Named by these, and not exported:\n\ninterface Sugar \{\s+grams: number;\s+\}/)
    t.notMatch(face, 'Hidden')
    t.notMatch(face, 'Cooks it')
    t.end()
  })

  await t.test('routes, templates, messages, tables, variables', (t) => {
    t.match(face, "interface Routes {\n        'jam.list': {};")
    t.match(face, 'templates/list.eta: jars, title\n')
    t.match(face, 'jam:left {n} {where}\n')
    t.match(face, 'model Jar → jars\n  id Int @id\n')
    t.match(face, '\nJAM_SUGAR\n')
    t.end()
  })
})

test('a change of what is public is refused until it is written down', async (t) => {
  const folder = t.testdir(workspace())
  await runApi(folder)
  t.match(await runApi(folder, '--check'), { code: undefined, output: /^1 packages show/ })

  writeFileSync(
    path.join(folder, 'packages/jam/dist/fruit.d.ts'),
    FRUIT.replace('grams: number', 'grams: bigint')
  )
  t.match(await runApi(folder, '--check'), {
    code: 1,
    output:
      /^packages\/jam\/api\.md:\n {2}- +grams: number;\n {2}\+ +grams: bigint;\nlarder: .*"npm run api" writes it/
  })
})

function workspace() {
  return {
    packages: {
      jam: {
        'package.json': JSON.stringify({
          name: '@larder/jam',
          files: ['dist', 'templates'],
          exports: { '.': { types: './dist/index.d.ts' } }
        }),
        dist: { 'index.d.ts': INDEX, 'fruit.d.ts': FRUIT },
        languages: { 'en.json': '{ "left": "{n, plural, one {one jar} other {# jars}} in {where}" }' },
        src: {
          'index.ts':
            "blueprint({ name: 'jam', root: new URL('../', import.meta.url) }); const row = { env: 'JAM_SUGAR' }"
        },
        templates: { 'list.eta': '<% const { jars } = it %><%= it.title %>' }
      },
      // Not published.
      spoon: { 'package.json': '{ "name": "@larder/spoon", "private": true }' }
    },
    prisma: { schema: { 'jam.prisma': 'model Jar {\n  id Int @id\n  @@map("jars")\n}\n' } }
  }
}

function runApi(folder: string, ...args: string[]) {
  const script = path.join(projectFolder(), 'scripts/api.mjs')
  return new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, [script, ...args, folder], (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr })
    )
  })
}
