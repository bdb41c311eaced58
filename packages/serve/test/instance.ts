import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { RunningCommand } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { prepareApp } from './fixtures/prepare-app.js'

test('a master whose app prepares', async (t) => {
  t.test('ends at TERM when that is done, and leaves nothing', async (t) => {
    const { master, folder, letGo } = await prepareApp(t)
    const stopping = master.says('stops when what the app prepares is done')
    master.child.kill('SIGTERM')
    await stopping
    await until(() => !existsSync(`${folder}/app.sock`), 'it listens no more')
    t.ok(existsSync(`${folder}/pid`), 'it is still there')
    letGo()
    t.equal(await master.exit, 0, master.output())
    t.match(master.output(), /is prepared.*is released/s)
    t.notMatch(master.output(), 'worker')
    t.same(readdirSync(folder), [])
  })

  t.test('ends at the verb stop, which waits for that', async (t) => {
    const { master, folder, run, letGo } = await prepareApp(t)
    const stopping = master.says('stops when')
    const stop = run('stop')
    await Promise.race([stopping, stop.exit])
    t.match(await outputOf(run('status')), /It is still starting/)
    letGo()
    t.match(await outputOf(stop), `(pid ${master.child.pid}) has ended.`)
    t.equal(await master.exit, 0)
    t.same(readdirSync(folder), [])
  })

  t.test('ends at INT whatever the app does, also after TERM', async (t) => {
    const { master, folder } = await prepareApp(t)
    const stopping = master.says('stops when')
    master.child.kill('SIGTERM')
    await stopping
    master.child.kill('SIGINT')
    t.equal(await master.exit, 0, master.output())
    t.same(readdirSync(folder), [])
  })

  t.test('says at other signals that it is still starting, and goes on', async (t) => {
    const { master, letGo } = await prepareApp(t)
    for (const signal of ['SIGHUP', 'SIGUSR2', 'SIGTTIN', 'SIGTTOU'] as const) {
      const refused = master.says('It is still starting')
      master.child.kill(signal)
      await refused
    }
    const reopened = master.says('logs reopened')
    master.child.kill('SIGUSR1')
    await reopened
    letGo()
    await master.listening
    t.notMatch(master.output(), /Debugger|reloaded|wanted|uccessor/)
    master.child.kill('SIGTERM')
    t.equal(await master.exit, 0)
  })

  t.test('ends at TERM where it is a successor, and the master before it goes on', async (t) => {
    const { master, folder, letGo, prepares } = await prepareApp(t)
    letGo()
    await master.listening
    const prepared = prepares()
    master.child.kill('SIGUSR2')
    const letSuccessorGo = await prepared
    const stopping = master.says('stops when what the app prepares is done')
    const ended = master.says('No successor: It ended before it served (exit code 0)')
    process.kill(Number(readFileSync(`${folder}/pid.2`, 'utf8')), 'SIGTERM')
    await stopping
    letSuccessorGo()
    await ended
    t.same(readdirSync(folder).sort(), ['app.sock', 'pid', 'pid.sock'])
    master.child.kill('SIGTERM')
    t.equal(await master.exit, 0)
    t.same(readdirSync(folder), [])
  })
})

async function outputOf(command: RunningCommand): Promise<string> {
  await command.exit
  return command.output()
}
