import { test } from 'tap'
import { type Answered, COMBINED, formatAccessLog } from '../src/logs/access-log-format.js'

const ANSWERED: Answered = {
  address: '203.0.113.9',
  method: 'GET',
  url: '/goods?category=fruit',
  version: '1.1',
  status: 200,
  length: 1234,
  elapsed: 1_234.5678,
  ...headers({
    referer: 'https://shop.example/',
    'user-agent': 'curl/8',
    authorization: 'Basic dG9tOnNlY3JldA=='
  }),
  responseHeader: (name) => ({ 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] })[name]
}

function headers(given: Record<string, string>): Pick<Answered, 'requestHeader'> {
  return { requestHeader: (name) => given[name] }
}

test('the access log', async (t) => {
  t.test('is in the combined format by default', async (t) => {
    t.match(
      formatAccessLog(COMBINED)(ANSWERED),
      /^203\.0\.113\.9 - tom \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/goods\?category=fruit HTTP\/1\.1" 200 1234 "https:\/\/shop\.example\/" "curl\/8"$/
    )
  })

  t.test("knows gunicorn's atoms", async (t) => {
    const format =
      '%(m)s %(U)s %(q)s %(H)s %(B)s %(T)s %(M)s %(D)s %(L)s %(p)s %({Content-Type}o)s %({x-none}i)s'
    t.equal(
      formatAccessLog(format)(ANSWERED),
      `GET /goods category=fruit HTTP/1.1 1234 1 1234 1234567 1.234568 <${process.pid}> text/html -`
    )
    t.equal(formatAccessLog('%({set-cookie}o)s')(ANSWERED), 'a=1, b=2')
    t.equal(formatAccessLog('%(q)s|%(b)s|%(B)s')({ ...ANSWERED, url: '/', length: 0 }), '-|-|0')
  })

  t.test('lets no visitor write a line or leave the quotes', async (t) => {
    const client = headers({ 'user-agent': 'a" 200 "\\\n127.0.0.1 \u0085\u2028é' })
    t.equal(
      formatAccessLog('"%(a)s"')({ ...ANSWERED, ...client }),
      '"a\\" 200 \\"\\\\\\x0a127.0.0.1 \\x85\\u2028é"'
    )
  })

  t.test('refuses an atom that it does not know', async (t) => {
    t.throws(() => formatAccessLog('%(h)s %({HOME}e)s'), {
      message: /There is no %\(\{HOME\}e\)s.*one of h l u/
    })
  })
})
