import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { validateWorkflow } from '@action-validator/core'
import { projectFolder } from '@larder/postgres'
import { test } from 'tap'

const root = projectFolder()
const folder = path.join(root, '.github/workflows')
const { scripts, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

test('the workflows of the forge', async (t) => {
  const names = readdirSync(folder)
  t.same(names, ['ci.yml', 'release.yml'])
  for (const name of names) {
    const text = readFileSync(path.join(folder, name), 'utf8')

    await t.test(`${name} is valid`, (t) => {
      t.same(validateWorkflow(text).errors, [])
      t.end()
    })

    await t.test(`${name} takes actions by their full versions`, (t) => {
      const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action)
      t.ok(actions.length > 0)
      for (const action of actions) t.match(action, /^[\w/-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})$/)
      t.end()
    })

    await t.test(`${name} runs what is there, and may write nothing`, (t) => {
      for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) t.ok(scripts[script], script)
      t.match(text, /^permissions:\n {2}contents: read\n/m)
      t.notMatch(text, /: write(?!\n)|(?<!id-token): write/)
      t.end()
    })
  }
})

test('CI runs on each version of Node that is promised', (t) => {
  const ci = readFileSync(path.join(folder, 'ci.yml'), 'utf8')
  const [, list = ''] = /node: \[(.*)\]/.exec(ci) ?? []
  const versions = [...list.matchAll(/\d+/g)].map(([version]) => version)
  t.equal(engines.node, `>=${versions[0]}.19`)
  const promised = readFileSync(path.join(root, 'docs/stability.md'), 'utf8')
  t.match(promised, `| Node | ${versions[0]}.19 or later, ${versions.slice(1).join(', ')} |`)
  const tested = readFileSync(path.join(root, 'scripts/test/other-nodes.mjs'), 'utf8')
  t.match(tested, `const VERSIONS = [${versions.slice(1).join(', ')}]`)
  t.end()
})

test('a fault in a workflow is found', (t) => {
  const ci = readFileSync(path.join(folder, 'ci.yml'), 'utf8')
  t.not(validateWorkflow(ci.replace('runs-on:', 'run-on:')).errors.length, 0)
  t.end()
})
