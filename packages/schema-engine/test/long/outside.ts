import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { startServer } from '../fixtures/server.js'

const run = promisify(execFile)
const workspace = fileURLToPath(new URL('../../../..', import.meta.url))
/** The engine, and what it depends on of ours. */
const PACKAGES = ['schema-engine', 'mysql']

const server = await startServer()
t.teardown(server.stop)

const folder = mkdtempSync(path.join(os.tmpdir(), 'an app '))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const url = server.url()
const { NODE_OPTIONS, ...inherited } = process.env
// The wish for another engine must come from the configuration alone.
const env = { ...inherited, DATABASE_URL: url, NO_COLOR: '1', PRISMA_SCHEMA_ENGINE_BINARY: undefined }

t.test('the package, as it would be published, serves a project that npm has installed', async (t) => {
  const pnpm = path.join(workspace, 'node_modules/pnpm/bin/pnpm.cjs')
  const tarballs = path.join(folder, 'tarballs')
  for (const name of PACKAGES) {
    const cwd = path.join(workspace, 'packages', name)
    await run(process.execPath, [pnpm, 'pack', '--pack-destination', tarballs], { cwd, env })
  }
  const packed = readdirSync(tarballs).map((tarball) => path.join(tarballs, tarball))

  write('package.json', '{ "private": true, "type": "module" }')
  // Without scripts nothing fetches the native engine.
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--save-dev']
  const wanted = ['prisma@7.10.0', ...packed]
  await run('npm', ['install', ...options, ...wanted], { cwd: folder, env })
  t.strictSame(readdirSync(path.join(folder, 'node_modules/@larder')).sort(), PACKAGES.sort())

  write('prisma.config.ts', CONFIG)
  write('prisma/schema.prisma', model('name String'))
  t.match(await prisma('migrate dev --name init'), /now in sync/)
  t.strictSame(await columns(), ['id', 'name'])
  write('prisma/schema.prisma', model('name String\n  age Int?'))
  t.match(await prisma('migrate dev --name age'), /now in sync/)
  t.strictSame(await columns(), ['age', 'id', 'name'])

  const made = readdirSync(path.join(folder, 'prisma/migrations')).filter((name) => !name.includes('.'))
  t.match(made.sort(), [/^\d{14}_init$/, /^\d{14}_age$/])
  const anew = server.url()
  t.match(await prisma('migrate deploy', anew), /successfully applied/)
  t.strictSame(await columns(anew), ['age', 'id', 'name'])
  t.match(await prisma('migrate status', anew), /up to date/)
})

const CONFIG = `
import { enginePath } from '@larder/schema-engine'

process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= enginePath

export default { schema: 'prisma/schema.prisma', datasource: { url: process.env.DATABASE_URL } }
`

function model(fields: string): string {
  return `datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id Int @id\n  ${fields}\n}\n`
}

function write(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), content)
}

async function prisma(command: string, database = url): Promise<string> {
  const args = [path.join(folder, 'node_modules/prisma/build/index.js'), ...command.split(' ')]
  const { stdout, stderr } = await run(process.execPath, args, {
    cwd: folder,
    env: { ...env, DATABASE_URL: database }
  })
  return stdout + stderr
}

async function columns(database = url): Promise<unknown[]> {
  const sql = `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'User' ORDER BY 1`
  return (await server.query(database, sql)).map(({ name }) => name)
}
