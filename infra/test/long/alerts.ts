import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'

const folder = fileURLToPath(new URL('../../monitoring', import.meta.url))
const promtool = (...args: string[]) => spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
const skip = promtool('--version').error && 'promtool is not installed'

test('Prometheus takes the alert rules, and raises them when it should', { skip }, (t) => {
  for (const args of [
    ['check', 'config', 'prometheus.yml'],
    ['test', 'rules', 'alerts.test.yml']
  ]) {
    const { status, stdout, stderr } = promtool(...args)
    t.equal(status, 0, `promtool ${args.join(' ')}: ${stdout}${stderr}`)
  }
  t.end()
})
