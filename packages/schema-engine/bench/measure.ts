// Seconds by the clock, the median of some rounds in turns, for a history of 20 migrations and one of 200.
import { performance } from 'node:perf_hooks'
import { Project } from '../test/fixtures/project.js'
import { startServer } from '../test/fixtures/server.js'

// Only to see that it runs: the figures mean nothing.
const smoke = process.argv.includes('--smoke')
const ROUNDS = smoke ? 1 : 3
const HISTORIES = smoke ? [2] : [20, 200]
const CASES: [name: string, command: string, fresh: boolean][] = [
  ['the CLI alone (prisma --help)', '--help', false],
  ['migrate deploy, fresh database', 'migrate deploy', true],
  ['migrate deploy, nothing to do', 'migrate deploy', false],
  ['migrate status, nothing to do', 'migrate status', false],
  ['migrate dev, fresh database', 'migrate dev --name next', true],
  ['migrate dev, nothing to do', 'migrate dev --name next', false]
]

const undo: (() => unknown)[] = []
const t = { teardown: (work: () => unknown) => void undo.unshift(work) }
const server = await startServer()
t.teardown(server.stop)
try {
  const histories = await Promise.all(HISTORIES.map(prepare))
  const taken = CASES.map(() => histories.map((): number[] => []))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, [, command, fresh]] of CASES.entries()) {
      for (const [j, project] of histories.entries()) {
        taken[i]?.[j]?.push(await time(project, command, fresh ? { DATABASE_URL: server.url() } : {}))
      }
    }
  }
  const columns = HISTORIES.map((count) => `${count} migrations`.padStart(16)).join(' ')
  console.log(`${'seconds'.padEnd(31)}${columns}`)
  for (const [i, [name]] of CASES.entries()) {
    console.log(
      `${name.padEnd(31)}${(taken[i] ?? []).map((seconds) => median(seconds).padStart(16)).join(' ')}`
    )
  }
} finally {
  for (const work of undo) await work()
}

/** A project with so many migrations, all of them applied. */
async function prepare(migrations: number): Promise<Project> {
  const project = new Project(t, server.url())
  for (let i = 0; i < migrations; i++) {
    project.migration(`${1000 + i}_table`, `CREATE TABLE "T${i}" (id int PRIMARY KEY, name text);`)
  }
  const models = Array.from(
    { length: migrations },
    (_, i) => `model T${i} {\n  id Int @id\n  name String?\n}\n`
  )
  project.write('prisma/schema/users.prisma', models.join('\n'))
  await time(project, 'migrate deploy', {})
  return project
}

async function time(project: Project, command: string, env: NodeJS.ProcessEnv): Promise<number> {
  const begin = performance.now()
  const { code, output } = await project.prisma(command, { env })
  if (code !== 0) throw new Error(output)
  return (performance.now() - begin) / 1000
}

function median(numbers: number[]): string {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]?.toFixed(2) ?? ''
}
