import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Test, test } from 'tap'
import type { Choices } from '../src/choices.js'
import { ALL } from '../src/features.js'
import { writeFiles } from '../src/write-files.js'

test('a project has its name, its packages and its settings', (t) => {
  const project = write(t, { name: 'the-orchard', languages: ['zh-Hans', 'en'] })
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.match(project.json('package.json'), {
    name: 'the-orchard',
    dependencies: { '@larder/checkout': `^${version}`, fastify: /^\^5/ },
    devDependencies: { '@larder/infra': `^${version}` }
  })
  t.match(project.json('larder.json'), { app: 'src/app.ts', languages: 'zh-Hans,en' })
  t.match(project.read('README.md'), /^# The orchard\n/)
  t.match(project.json('infra/deploy.json'), { name: 'the_orchard' })
  t.ok(project.has('infra/systemd/the-orchard@.service'))
  t.ok(project.has('.gitignore'))
  t.ok(project.has('.npmrc'))
  t.ok(project.has('src/recipes/languages/zh-Hans.json'))
  t.notMatch(project.read('development.env'), 'DATABASE_URL')
  for (const file of project.files()) t.notMatch(project.read(file), /my[-_ ]shop/i, file)
  t.end()
})

test('what is left out is nowhere', (t) => {
  const project = write(t, { features: ['carts', 'favourites'] })
  const { dependencies } = project.json('package.json')
  t.ok('@larder/favourites' in dependencies)
  t.notOk('@larder/orders' in dependencies)
  const app = project.read('src/app.ts')
  t.match(app, "import carts from '@larder/carts'")
  t.match(app, "app.register(favourites, { prefix: '/favourites' })")
  for (const file of ['src/app.ts', 'prisma/seed.ts', 'package.json'])
    t.notMatch(
      project.read(file),
      /orders|checkout|delivery|createMethod|payments|reviews|stock-?alerts/i,
      file
    )
  t.notOk(project.has('test/orders.ts'))
  t.notOk(project.has('languages/zh-Hans.json'))
  t.ok(project.has('languages/en.json'))
  t.end()
})

test('a server of one’s own has a place for its URL', (t) => {
  t.match(write(t, { database: 'mysql' }).read('development.env'), /^DATABASE_URL=mysql:.*:3306\/larder$/m)
  const postgres = write(t, { database: 'postgres' }).read('development.env')
  t.match(postgres, /^DATABASE_URL=postgresql:.*:5432\/larder$/m)
  t.end()
})

test('the project registers features as the gateway does', (t) => {
  const lines = registered('template/src/app.ts').filter((line) => !line.includes('recipes'))
  const theirs = registered('../../apps/gateway/src/features.ts')
  t.same(
    lines,
    theirs.filter((line) => lines.includes(line))
  )
  t.match(lines, { length: 27 }, 'all that Larder comes with')
  t.end()
})

/** The lines of the list of features. */
function registered(file: string): string[] {
  const lines = readFileSync(file, 'utf8').matchAll(/^ *(await app\.register\(.*)$/gm)
  return [...lines].map(([, line = '']) => line)
}

function write(t: Test, given: Partial<Choices>) {
  const folder = t.testdir()
  const whole: Choices = { folder, name: 'jam', features: ALL, database: 'embedded', languages: ['en'] }
  writeFiles(folder, { ...whole, ...given })
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8')
  return {
    read,
    json: (file: string) => JSON.parse(read(file)),
    has: (file: string) => existsSync(path.join(folder, file)),
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  }
}
