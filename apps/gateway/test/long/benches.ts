import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { test } from 'tap'
import { root } from '../fixtures/documented-commands.js'

test('every bench runs to its end', async (t) => {
  const args = ['run', '--silent', 'bench', '--', 'all', '--smoke']
  const { stdout } = await promisify(execFile)('npm', args, { cwd: root })
  t.match(stdout, '× Eta alone')
  t.match(stdout, '| a good | Larder |')
  t.match(stdout, '| an order of 3 goods | Larder |')
  t.match(stdout, '| log-ins/s |')
  t.match(stdout, 'raw Fastify + pg')
  t.match(stdout, 'Flask + gunicorn')
  t.match(stdout, '2 migrations')
})
