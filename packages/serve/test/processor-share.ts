import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { test } from 'tap'
import { lowerPriority, processorTimeOf } from '../src/master/processor-share.js'

const LINUX = process.platform === 'linux'

test('the time of the processor', { skip: !LINUX && 'needs Linux' }, async (t) => {
  await t.test('grows with what a process does', async (t) => {
    const before = processorTimeOf(process.pid) ?? 0
    const { user, system } = process.cpuUsage()
    t.ok(Math.abs(before - (user + system) / 1_000) < 500, 'in milliseconds')
    while (processorTimeOf(process.pid) === before);
    t.ok((processorTimeOf(process.pid) ?? 0) > before)
  })

  await t.test('is unknown of a process that is gone', async (t) => {
    const child = spawn('true')
    await once(child, 'exit')
    t.equal(processorTimeOf(child.pid), undefined)
    t.equal(processorTimeOf(undefined), undefined)
  })
})

test('a process that goes behind others', { skip: !LINUX && 'needs Linux' }, async (t) => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("here")'])
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const pid = child.pid ?? 0
  const usual = getPriority()
  const mayRaise = canRaise(pid, usual)
  const restore = lowerPriority(pid)
  t.equal(getPriority(pid), mayRaise ? usual + 5 : usual, 'only if it can get its priority back')
  restore()
  for (const thread of readdirSync(`/proc/${pid}/task`)) t.equal(getPriority(Number(thread)), usual)
})

function canRaise(pid: number, usual: number): boolean {
  try {
    setPriority(pid, usual - 1)
    setPriority(pid, usual)
    return true
  } catch {
    return false
  }
}
