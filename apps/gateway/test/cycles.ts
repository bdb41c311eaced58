import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '@larder/database'
import { test } from 'tap'

test('packages that depend on each other are refused, and named', async (t) => {
  const root = projectFolder()
  const folder = t.testdir({
    'package.json': '{ "name": "shop", "private": true, "packageManager": "pnpm@10.34.9" }',
    packages: {
      goods: packageNeeding('goods', 'carts'),
      carts: packageNeeding('carts', 'goods')
    }
  })
  for (const settings of ['pnpm-workspace.yaml', 'turbo.json']) {
    copyFileSync(path.join(root, settings), path.join(folder, settings))
  }
  const run = (command: string, ...args: string[]) =>
    new Promise<{ code: unknown; output: string }>((resolve) => {
      const env = { ...process.env, NODE_OPTIONS: '', TURBO_TELEMETRY_DISABLED: '1' }
      const program = path.join(root, 'node_modules/.bin', command)
      execFile(program, args, { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, output: stdout + stderr })
      )
    })

  t.match(await run('pnpm', 'install', '--offline'), {
    code: 1,
    output: /cyclic workspace dependencies: .*packages.carts, .*packages.goods/
  })
  t.match(await run('turbo', 'boundaries'), {
    code: 1,
    output: /Circular package dependency detected: @larder\/carts -> @larder\/goods/
  })
})

function packageNeeding(name: string, need: string) {
  const dependencies = { [`@larder/${need}`]: 'workspace:^' }
  return { 'package.json': JSON.stringify({ name: `@larder/${name}`, version: '1.0.0', dependencies }) }
}
