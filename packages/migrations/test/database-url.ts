import { sslmodeAdvice as adviceOfClient } from '@larder/database'
import { sslmodeAdvice } from '@larder/schema-engine'
import { test } from 'tap'

// Neither package can import the other, so each has the rule.
test('the client and the schema engine read sslmode alike', async (t) => {
  const modes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify', 'unknown']
  const ends = ['', '&schema=shop', '&uselibpqcompat=true', 'd']
  for (const mode of modes) {
    for (const end of ends) {
      const url = `postgresql://larder@db.example/shop?sslmode=${mode}${end}`
      t.equal(adviceOfClient(url), sslmodeAdvice(url), url)
    }
  }
  t.match(sslmodeAdvice('postgresql://db.example/shop?sslmode=require'), /taken for verify-full/)
})
