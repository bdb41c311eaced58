import { test } from 'tap'
import { makeProject } from '../fixtures/prisma-project.js'

const NAME = '20260101000000_init'

test('what larder-db has applied or undone stock Prisma takes for that', async (t) => {
  const { verb, prisma, write } = await makeProject(t, 'model Person {\n  id Int @id\n}\n')
  write(
    NAME,
    'migration.sql',
    'CREATE TABLE "Person" (id int NOT NULL, CONSTRAINT "Person_pkey" PRIMARY KEY (id));'
  )
  write(NAME, 'down.sql', 'DROP TABLE "Person";')
  const upToDate = async () => {
    t.match(await verb('upgrade'), { code: 0 })
    t.match(await prisma('migrate', 'status'), { code: 0, output: /up to date/ })
    t.match(await prisma('migrate', 'dev'), { code: 0, output: /Already in sync/ })
  }
  await upToDate()
  t.match(await verb('downgrade'), { code: 0 })
  t.match(await prisma('migrate', 'status'), {
    code: 1,
    output: new RegExp(`not yet been applied:\\s+${NAME}`)
  })
  await upToDate()
})
