import { test } from 'tap'
import type { Message } from '../src/messages.js'

test('a message between processes', async (t) => {
  t.test('has only what JSON keeps', async (t) => {
    const message: Message<{ type: 'x'; list: { text: string; count?: number }[] }> = {
      type: 'x',
      list: [{ text: 'a' }]
    }
    t.same(JSON.parse(JSON.stringify(message)), message)
  })

  t.test('cannot have what arrives as something else', async () => {
    // @ts-expect-error: a URL arrives as text.
    const address: Message<{ url: URL }> = { url: new URL('http://localhost') }
    // @ts-expect-error: so does a Date.
    const day: Message<{ type: 'day'; at?: Date }> = { type: 'day', at: new Date(0) }
    // @ts-expect-error: and unknown may be anything.
    const anything: Message<{ list: unknown[] }> = { list: [] }
    return void [address, day, anything]
  })
})
