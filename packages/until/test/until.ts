import { test } from 'tap'
import { until } from '../src/index.js'

test('until', async (t) => {
  t.test('asks again until the answer is one, and gives it', async (t) => {
    const answers = [undefined, null, false, 0, '', 'plums', 'pears']
    t.equal(await until(() => answers.shift(), 'there is fruit'), 'plums')
    t.same(answers, ['pears'])
  })

  t.test('waits for an answer that takes time', async (t) => {
    t.equal(await until(async () => 'yes', 'it says yes'), 'yes')
  })

  t.test('passes on that asking failed', async (t) => {
    const ask = () => Promise.reject(new Error('no such table'))
    await t.rejects(until(ask, 'the row is there'), { message: 'no such table' })
  })

  t.test('gives up before the test does, and says what it waited for', async (t) => {
    let now = 0
    t.intercept(performance, 'now', { value: () => (now += 30_000) })
    const message = 'Waited 90 seconds in vain until the mail is sent.'
    await t.rejects(
      until(() => false, 'the mail is sent'),
      { message }
    )
  })
})
