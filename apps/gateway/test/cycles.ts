import { execFile } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '@larder/postgres'
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
  const runIn = (command: string, ...args: string[]) =>
    run(path.join(root, 'node_modules/.bin', command), args, folder)

  t.match(await runIn('pnpm', 'install', '--offline'), {
    code: 1,
    output: /cyclic workspace dependencies: .*packages.carts, .*packages.goods/
  })
  t.match(await runIn('turbo', 'boundaries'), {
    code: 1,
    output: /Circular package dependency detected: @larder\/carts -> @larder\/goods/
  })
})

test('no files or folders import each other in a circle, and none is too long', async (t) => {
  t.match(await checkShape(projectFolder()), { code: undefined, output: /^\d+ packages: no circle/ })
})

test('a circle, and what is too long, are refused and named', async (t) => {
  const lines = (count: number) => 'await 0\n'.repeat(count)
  const folder = t.testdir({
    packages: {
      goods: {
        'package.json': '{ "name": "@larder/goods" }',
        src: {
          'index.ts': "export * from './list/list.js'\n",
          list: {
            'list.ts': "import type { Good } from './good.js'\nimport '../show/show.js'\n",
            'good.ts': "export type Good = typeof import('./list.js')\n"
          },
          show: { 'show.ts': '', 'more.ts': "await import('../list/good.js')\n" },
          'long.ts': lines(301),
          'function.ts': `export async function show() {\n${lines(59)}}\n`
        }
      }
    }
  })
  const src = 'packages/goods/src'
  t.match(await checkShape(folder), {
    code: 1,
    output: [
      `${src}: list/good.ts, list/list.ts import each other`,
      `${src}: list, show import each other`,
      `${src}/function.ts:1 show has 61 lines (at most 60)`,
      `${src}/long.ts has 301 lines (at most 300)`
    ].join('\n')
  })
})

const checkShape = (folder: string) =>
  run(process.execPath, [path.join(projectFolder(), 'scripts/shape.mjs'), '--check', folder])

function run(program: string, args: string[], cwd?: string) {
  const env = { ...process.env, NODE_OPTIONS: '', TURBO_TELEMETRY_DISABLED: '1' }
  return new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(program, args, { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr })
    )
  })
}

function packageNeeding(name: string, need: string) {
  const dependencies = { [`@larder/${need}`]: 'workspace:^' }
  return { 'package.json': JSON.stringify({ name: `@larder/${name}`, version: '1.0.0', dependencies }) }
}
