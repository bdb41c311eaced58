// Prisma makes a client for one provider. This makes the second one, of a copy of the models that names MySQL.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { copySchema } from '@larder/schema-engine'

const root = path.resolve(import.meta.dirname, '../../..')
const output = path.resolve(import.meta.dirname, '../src/mysql/generated')
// Below the root, where prisma finds its packages.
const folder = mkdtempSync(path.join(root, 'node_modules/.larder-schema-'))
try {
  copySchema({ from: `${root}/prisma/schema`, to: folder, output })
  const config = ['--config', `${root}/prisma.config.ts`, '--schema', folder]
  const { status } = spawnSync('prisma', ['generate', ...config], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
