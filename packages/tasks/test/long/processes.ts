import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { enqueue, listTasks } from '@larder/tasks'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { COUNT, tasksApp } from '../fixtures/tasks-app.js'

test('a process that is killed in the middle of a task', async (t) => {
  const app = await tasksApp(t, () => {}, { run: false })
  await enqueue(app.db, COUNT, { by: 7 })
  const first = startProcess(t, app.databaseUrl, false)
  t.same(await once(first, 'message'), [{ by: 7, attempts: 1 }, undefined])
  first.kill('SIGKILL')
  const second = startProcess(t, app.databaseUrl, true)
  t.same(await once(second, 'message'), [{ by: 7, attempts: 2 }, undefined], 'has it done by another')
  await t.resolves(untilDone(app, 1))
})

test('four processes, two of which are killed', async (t) => {
  const app = await tasksApp(t, () => {}, { run: false })
  const numbers = Array.from({ length: 400 }, (_, index) => index)
  await app.db.$transaction(async (tx) => {
    for (const by of numbers) await enqueue(tx, COUNT, { by })
  })
  const times = new Map<number, number>()
  const processes = [1, 2, 3, 4].map(() => startProcess(t, app.databaseUrl, true))
  for (const process of processes) {
    process.on('message', ({ by }: { by: number }) => times.set(by, (times.get(by) ?? 0) + 1))
  }
  for (const process of processes.slice(0, 2)) {
    await once(process, 'message')
    process.kill('SIGKILL')
  }
  await untilDone(app, numbers.length)
  t.equal(times.size, numbers.length, 'do every task')
  const repeated = [...times.values()].filter((count) => count > 1).length
  t.ok(repeated <= 2 * 4, 'and twice at most what the killed ones had in hand')
})

function startProcess(t: Test, url: string, ends: boolean): ChildProcess {
  const process = fork(PROCESS, [url, String(ends)])
  t.teardown(() => void process.kill('SIGKILL'))
  return process
}

const PROCESS = fileURLToPath(new URL('../fixtures/working-process.mjs', import.meta.url))

function untilDone(app: Awaited<ReturnType<typeof tasksApp>>, count: number): Promise<unknown> {
  return until(async () => {
    const tasks = await listTasks(app.db, { kind: COUNT.name, status: 'done', limit: count })
    return tasks.length === count
  }, `${count} tasks are done`)
}
