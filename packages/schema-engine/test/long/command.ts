import { spawn } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { enginesVersion } from '@prisma/engines-version'
import t from 'tap'
import { enginePath } from '../../src/index.js'
import { StandInCli } from '../fixtures/prisma-cli.js'
import { outcomeOf, Project } from '../fixtures/project.js'
import { startServer } from '../fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

t.test('an engine of another build than the CLI refuses in one line', async (t) => {
  const url = server.url()
  const cli = new StandInCli(t)
  cli.belongTo('0123456789abcdef')
  const { code, output } = await cli.run([...datasource(url), 'cli', 'create-database'])
  t.equal(code, 1)
  t.match(messageOf(output), `This is schema engine ${enginesVersion}, but the Prisma CLI`)
  t.match(messageOf(output), /needs 0123456789abcdef: install/)
  t.notOk((await server.databases()).includes(nameOf(url)), 'and does nothing')
})

t.test('a database is created, found and dropped', async (t) => {
  const url = server.url({ query: '&schema=other' })
  const cli = new StandInCli(t)
  const run = (command: string) => cli.run([...datasource(url), 'cli', command])

  const missing = await run('can-connect-to-database')
  t.equal(missing.code, 1)
  t.equal(codeOf(missing.output), 'P1003')

  t.strictSame(await run('create-database'), { code: 0, output: '' })
  t.strictSame(await run('can-connect-to-database'), { code: 0, output: '' })
  t.strictSame(await server.query(url, "SELECT 1 AS found FROM pg_namespace WHERE nspname = 'other'"), [
    { found: 1 }
  ])
  t.strictSame(await run('create-database'), { code: 0, output: '' }, 'one that is there will do')

  t.strictSame(await run('drop-database'), { code: 0, output: '' })
  t.notOk((await server.databases()).includes(nameOf(url)))
})

t.test('what makes no sense is answered with one line', async (t) => {
  const message = async (...args: string[]) => messageOf((await outcomeOf(spawn(enginePath, args))).output)

  t.match(await message(...datasource('postgresql://u:p#@h/d'), 'cli', 'create-database'), /percent-encoded/)
  t.match(
    await message(...datasource('postgresql://u:p%@h/d%'), 'cli', 'create-database'),
    /percent-encoded|begin an encoded/
  )
  t.match(await message('cli', 'create-database'), /URL is missing/)
  t.match(await message(...datasource(server.url()), 'cli', 'dance'), /no command "dance"/)
  t.match(await message('--dance'), /Unknown option '--dance'.*--help/)
  t.match(await message('--datasource', '{'), /--datasource is not JSON/)
  t.match(
    await message(...datasource('postgresql://u@localhost:1/d'), 'cli', 'create-database'),
    /localhost:1 cannot be reached: .*ECONNREFUSED/
  )
})

t.test('help and version need neither CLI nor database', async (t) => {
  const cli = new StandInCli(t)
  cli.belongTo('0123456789abcdef')
  t.match(await cli.run(['--help']), {
    code: 0,
    output: /can-connect-to-database, create-database, drop-database/
  })
  t.strictSame(await cli.run(['--version']), { code: 0, output: `schema-engine-cli ${enginesVersion}\n` })
})

t.test('an executable that was not built says so to the user of the CLI', async (t) => {
  const project = new Project(t, server.url())
  project.write('bin/schema-engine.js', readFileSync(enginePath, 'utf8'))
  const engine = path.join(project.folder, 'bin/schema-engine.js')
  chmodSync(engine, 0o755)
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: engine }
  t.match(await project.prisma('migrate deploy', { env }), {
    code: 1,
    output: /is not built: run "npm run build"/
  })
})

t.test('calls that there are not, and what is no call, leave the session alive', async (t) => {
  const cli = new StandInCli(t)
  const input = ['nonsense', call(1, 'dance'), call(2, 'getDatabaseVersion'), ''].join('\n')
  const url = server.url({ database: 'postgres' })
  const { code, output } = await cli.run(datasource(url), { input })
  const [first, second] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(first, { id: 1, error: { data: { message: /no call "dance"/, is_panic: false } } })
  t.match(second, { id: 2, result: /^PostgreSQL 18/ })
  t.equal(code, 0)
})

t.test('a panic is told to every call, and to the user', async (t) => {
  const cli = new StandInCli(t)
  const url = server.url({ database: 'postgres' })
  const input = [call(1, 'debugPanic'), call(2, 'getDatabaseVersion'), ''].join('\n')
  const { output } = await cli.run(datasource(url), { input })
  for (const line of output.trim().split('\n')) {
    t.match(JSON.parse(line).error, { data: { is_panic: true, message: /debugPanic artificial panic/ } })
  }
  t.equal(output.trim().split('\n').length, 2)

  const project = new Project(t, server.url({ database: 'postgres' }))
  const shown = await project.prisma('migrate status', { env: { FORCE_PANIC_SCHEMA_ENGINE: '1' } })
  t.match(shown, { code: 1, output: /The schema engine panicked: .*\n.*artificial panic/ })
})

t.test("other providers get Prisma's own engine", async (t) => {
  const cli = new StandInCli(t)
  await cli.installEngine('echo "native: $@"; cat; echo "variable: $PRISMA_SCHEMA_ENGINE_BINARY"; exit 3')

  const args = ['--datasource', '{"url":"sqlserver://u:p@h"}', 'cli', 'can-connect-to-database']
  t.strictSame(await cli.run(args), { code: 3, output: `native: ${args.join(' ')}\nvariable: \n` })

  const schema = 'datasource db {\n  // provider = "postgresql"\n  provider = "cockroachdb"\n}'
  const input = `${call(1, 'introspect', { schema: { files: [{ path: 'a.prisma', content: schema }] } })}\n`
  const cockroach = datasource('postgresql://u:p@h/d')
  t.strictSame(await cli.run(cockroach, { input }), {
    code: 3,
    output: `native: ${cockroach.join(' ')}\n${input}variable: \n`
  })
})

t.test("one line says that Prisma's own engine cannot be had", async (t) => {
  const cli = new StandInCli(t)
  const env = { PRISMA_ENGINES_MIRROR: 'http://127.0.0.1:1' }
  for (const [url, provider] of [
    ['sqlserver://h', 'sqlserver'],
    ['file:./dev.db', 'sqlite']
  ] as const) {
    const { code, output } = await cli.run([...datasource(url), 'cli', 'create-database'], { env })
    t.equal(code, 1)
    const reason = "needs Prisma's own schema engine, which could not be had: .*ECONNREFUSED"
    t.match(messageOf(output), new RegExp(`^${provider} ${reason}`))
  }
})

function datasource(url: string): string[] {
  return ['--datasource', JSON.stringify({ url })]
}

function call(id: number, method: string, params?: object): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params })
}

/** The CLI skips the first line of what an engine says, and takes each further one for JSON. */
function fieldsOf(output: string): { message: string; error_code: string } {
  const [, line = '', ...more] = output.split('\n')
  if (more.length > 0) throw new Error(`The CLI would fail to read this:\n${output}`)
  return JSON.parse(line).fields
}

function messageOf(output: string): string {
  return fieldsOf(output).message
}

function codeOf(output: string): string {
  return fieldsOf(output).error_code
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}
