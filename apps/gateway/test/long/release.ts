import { test } from 'tap'
import { registryDouble } from '../fixtures/registry-double.js'
import { JAM, releaseWorkspace } from '../fixtures/release-workspace.js'

test('a dry run packs and tries all that would be published, anywhere', async (t) => {
  const workspace = releaseWorkspace(t)
  workspace.write('packages/jam/README.md', '# Jam')
  const { code, output } = await workspace.release(['--dry-run'])
  t.equal(code, 0, output)
  t.match(output, /^larder: 2 packages, version 0\.2\.0, a dry run\nlarder: 1\/5 building …\n/)
  t.match(output, 'larder: nothing is wrong with these 2 packages.')
  t.match(output, 'larder: here it would not be published: only CI publishes.')
  t.match(output, 'larder: here it would not be published: the checkout has changes')
  t.same(workspace.leftBehind(), [])
})

test('what is wrong with a tarball is named', async (t) => {
  const workspace = releaseWorkspace(t)
  const manifest = JSON.parse(JAM['package.json'])
  workspace.write('packages/jam/package.json', {
    ...manifest,
    description: undefined,
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/nowhere.js' },
      './spread': { types: './dist/spread.d.cts', default: './dist/index.js' }
    },
    peerDependencies: { '@larder/lid': 'link:../lid' }
  })
  workspace.write('packages/jam/README.md', 'See `templates/list.eta`.')
  workspace.write('packages/jam/dist/spread.d.cts', 'export declare const jam: number\n')
  workspace.write('packages/jam/dist/index.test.js', "import 'pectin'\n")
  workspace.write('packages/jam/dist/index.js.map', '{ "sources": ["../src/index.ts"] }')
  const { code, output } = await workspace.release(['--dry-run'])
  t.equal(code, 1)
  for (const problem of [
    'it needs @larder/lid link:../lid, which is no version',
    'its package.json has no description',
    'dist/index.test.js is a test',
    'dist/index.js.map points to ../src/index.ts, which is not there',
    'README.md names templates/list.eta, which is not there',
    'dist/index.test.js imports pectin, which its package.json does not name',
    'publint: pkg.exports["."].default is ./dist/nowhere.js but the file does not exist.',
    'are the types wrong: '
  ]) {
    t.match(output, `larder: looking into each tarball: @larder/jam: ${problem}`)
  }
  t.notMatch(output, '@larder/spoon: ')
  t.same(workspace.leftBehind(), [])
})

test('a package that cannot be imported where it is installed is named', async (t) => {
  const workspace = releaseWorkspace(t)
  workspace.write(
    'packages/jam/dist/index.js',
    "import { fork } from '@larder/spoon'\nexport const jam = fork\n"
  )
  const { code, output } = await workspace.release(['--dry-run'])
  t.equal(code, 1)
  t.match(output, /trying them in a fresh project: @larder\/jam: it cannot be imported:[\s\S]*fork/)
})

test('packages of several versions, or with changes that wait for one, are no release', async (t) => {
  const workspace = releaseWorkspace(t)
  const registry = await registryDouble(t)
  workspace.write('packages/lid/package.json', { name: '@larder/lid', private: true, version: '0.1.0' })
  workspace.write('.changeset/brave-jam.md', '---\n"@larder/jam": minor\n---\nJam')
  workspace.write('CHANGELOG.md', '# Changes\n')
  workspace.commit()
  const reasons = [
    'packages/lid has the version 0.1.0, and others 0.2.0',
    'CHANGELOG.md has no "## 0.2.0"',
    '.changeset has brave-jam.md'
  ]
  const { code, output } = await workspace.release([], registry.env)
  t.equal(code, 2)
  for (const reason of reasons) t.match(output, `larder: not published: ${reason}`)
  t.same(registry.taken, [])

  const tried = await workspace.release(['--dry-run'])
  t.equal(tried.code, 0, 'a dry run goes on')
  for (const reason of reasons) t.match(tried.output, `larder: here it would not be published: ${reason}`)
})

test('a release gives all packages one version, and moves the texts of changes into one file', async (t) => {
  const workspace = releaseWorkspace(t)
  workspace.write('.changeset/a.md', '---\n"@larder/spoon": patch\n---\n\nIt bends no more.\n')
  workspace.write(
    '.changeset/b.md',
    '---\n"@larder/spoon": minor\n"@larder/jam": patch\n---\n\nOf silver.\nAnd gold.\n'
  )
  workspace.commit()
  t.match(await workspace.version(), { code: 0, output: /larder: 0\.3\.0, with 2 changes in CHANGELOG\.md/ })
  for (const name of ['jam', 'spoon', 'lid'])
    t.match(JSON.parse(workspace.read(`packages/${name}/package.json`)), { version: '0.3.0' })
  t.equal(
    workspace.read('CHANGELOG.md'),
    `# Changes

## 0.3.0

### New

- **jam, spoon**: Of silver.
  And gold.

### Mended

- **spoon**: It bends no more.

## 0.2.0

Jam.
`
  )
  t.match(await workspace.version(), { code: 1, output: 'larder: .changeset has no change to release.' })
})

test('nothing is published but by CI, from main, without changes, with a token', async (t) => {
  const workspace = releaseWorkspace(t)
  const registry = await registryDouble(t)
  workspace.write('packages/jam/README.md', '# Jam')
  const { code, output } = await workspace.release([], { ...registry.env, CI: '', NODE_AUTH_TOKEN: '' })
  t.equal(code, 2)
  for (const reason of ['only CI publishes', 'the checkout has changes', 'NODE_AUTH_TOKEN is not set'])
    t.match(output, `larder: not published: ${reason}`)

  workspace.commit()
  const attested = { ...registry.env, ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/' }
  t.match(await workspace.release([], attested), {
    code: 2,
    output: 'packages/jam/package.json and 1 others name no repository.'
  })
  t.same(registry.taken, [])
})

test('a release goes on where it stopped', async (t) => {
  const workspace = releaseWorkspace(t)
  const registry = await registryDouble(t)

  registry.refusals.set('@larder/jam', [{ status: 503 }, { status: 403 }, { status: 409, isTaken: true }])
  const stopped = await workspace.release([], registry.env)
  t.equal(stopped.code, 1)
  t.match(stopped.output, '  @larder/spoon published\n')
  t.match(stopped.output, /publishing: @larder\/jam: npm publish failed \(E503\)/)
  t.match(
    stopped.output,
    'publishing: 1 are there, the others are not. Run it again: it goes on where it stopped.'
  )
  t.same(registry.taken, ['@larder/spoon'], 'what others need comes first')

  const forbidden = await workspace.release([], registry.env)
  t.equal(forbidden.code, 1)
  t.match(forbidden.output, '  @larder/spoon was there before\n')
  t.match(forbidden.output, '(E403). The token may not publish this package')

  const done = await workspace.release([], registry.env)
  t.equal(done.code, 0, 'the registry had taken it, whatever it answered')
  t.match(done.output, 'larder: 1 published, 1 were there before.')
  t.same(registry.taken, ['@larder/spoon', '@larder/jam'])
  t.same(registry.tokens, new Set(['Bearer npm_anna']))
  t.same(workspace.leftBehind(), [])
})

test('Ctrl-C leaves nothing', async (t) => {
  const workspace = releaseWorkspace(t)
  const { code, output } = await workspace.release(['--dry-run'], {}, (output, interrupt) => {
    if (output.includes('4/5')) interrupt()
  })
  t.equal(code, 130, output)
  t.notMatch(output, '5/5')
  t.same(workspace.leftBehind(), [])
})
