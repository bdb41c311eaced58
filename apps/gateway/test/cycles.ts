import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
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

test('no source file imports itself by way of others, not even a type', (t) => {
  const root = projectFolder()
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(path.join(root, parent)).map((name) => path.join(root, parent, name, 'src'))
  )
  const files = [...folders, path.join(root, 'infra/src')].filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
      .map((file) => path.join(folder, file))
  )
  t.ok(files.length > 200)
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  const done = new Set<string>()
  for (const file of files) t.same(findCycle(file, []), [], path.relative(root, file))
  t.end()

  /** The files of a cycle that begins at the end of `way`; none where there is no cycle. */
  function findCycle(file: string, way: string[]): string[] {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file].map((one) => path.basename(one))
    if (done.has(file)) return []
    for (const next of imports.get(file) ?? []) {
      const cycle = findCycle(next, [...way, file])
      if (cycle.length > 0) return cycle
    }
    done.add(file)
    return []
  }
})

function importsOf(file: string): string[] {
  const names = [...readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)\.js'/g)]
  return names.map(([, name = '']) => path.resolve(path.dirname(file), `${name}.ts`))
}

function packageNeeding(name: string, need: string) {
  const dependencies = { [`@larder/${need}`]: 'workspace:^' }
  return { 'package.json': JSON.stringify({ name: `@larder/${name}`, version: '1.0.0', dependencies }) }
}
