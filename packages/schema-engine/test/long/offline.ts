import { existsSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { Project } from '../fixtures/project.js'

const NOWHERE = 'postgresql://nobody@localhost:1/nowhere'

t.test('generate, validate and seed need no database', async (t) => {
  const project = new Project(t, NOWHERE)
  project.write(
    'prisma/schema/client.prisma',
    'generator client {\n  provider = "prisma-client"\n  output = "../../generated"\n}\n'
  )
  const generated = await project.prisma('generate')
  t.ok(existsSync(path.join(project.folder, 'generated/models/User.ts')), generated.output)

  project.model('name Strange')
  t.match(await project.prisma('validate'), { code: 1, output: /Type "Strange" is neither a built-in type/ })

  project.write('seed.js', `import { writeFileSync } from 'node:fs'\nwriteFileSync('seeded', 'yes')`)
  const seeded = await project.prisma('db seed')
  t.equal(project.read('seeded'), 'yes', seeded.output)
})

t.test('models are compared without a database, and only they', async (t) => {
  const project = new Project(t)
  const diff = (from: string) =>
    project.prisma(`migrate diff --from-${from} --to-schema prisma/schema --script -o out.sql`)
  t.match(await diff('empty'), { code: 0 })
  t.match(project.read('out.sql'), /CREATE TABLE "User"/)
  project.migration('1_init', 'CREATE TABLE "User" ();')
  t.match(await diff('migrations prisma/migrations'), { code: 1, output: /database/ })
})
