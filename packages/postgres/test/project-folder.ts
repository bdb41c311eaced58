import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { projectFolder } from '../src/project-folder.js'

test('projectFolder', async (t) => {
  const folder = t.testdir({ project: { prisma: { migrations: {} }, packages: { goods: {} } }, other: {} })
  const project = path.join(folder, 'project')
  t.equal(projectFolder(project), project)
  t.equal(projectFolder(path.join(project, 'packages', 'goods')), project)
  t.equal(projectFolder(path.join(project, 'not', 'there')), project)
  mkdirSync(path.join(project, 'packages', 'prisma', 'migrations'), { recursive: true })
  t.equal(
    projectFolder(path.join(project, 'packages', 'goods')),
    path.join(project, 'packages'),
    'the nearest'
  )
  t.throws(() => projectFolder('/'), {
    message:
      'No folder prisma/migrations in / or above. Set DATABASE_URL, or run this from within the project.'
  })
})
