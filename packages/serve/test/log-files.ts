import { replace } from '@larder/testing'
import { test } from 'tap'
import { isTerminalLog, openLogs } from '../src/logs/log-files.js'

const ON_STDERR = { errorLogfile: '-' }

test('a log on a terminal has lines for people', async (t) => {
  const written: string[] = []
  replace(t, process.stderr, 'isTTY', true)
  replace(t, process.stderr, 'write', (text: string) => written.push(text) > 0)
  t.ok(isTerminalLog(ON_STDERR))
  openLogs(ON_STDERR).error.write('{"level":50,"time":0,"pid":7,"msg":"worker 1 died"}\n')
  t.equal(written.length, 1)
  t.match(written[0], /^\[\d\d:\d\d:\d\d\] .*ERROR.*: .*worker 1 died.*\n$/)
})
