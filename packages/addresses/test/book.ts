import { blueprint, blueprints } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import session, { takeFlashes } from '@larder/session'
import { type TestClient, testApp, wholeAnswers } from '@larder/testing'
import { createUser, frontDoor } from '@larder/users/testing'
import tap, { test } from 'tap'
import addresses, {
  addressForm,
  EMPTY_ADDRESS,
  findAddresses,
  listCountries,
  MOST_ADDRESSES,
  rememberAddress,
  saveAddress
} from '../src/index.js'
import { addressesBehave } from '../src/testing/index.js'

const BERLIN = {
  name: 'Ada Lovelace',
  street: 'Torstraße 1',
  postal_code: '10115',
  city: 'Berlin',
  country: 'DE'
}
const NOW = new Date('2026-01-01T12:00:00Z')
const AT = { ...EMPTY_ADDRESS, name: 'Ada Lovelace', city: 'Berlin', postalCode: '10115', country: 'DE' }

const lender = blueprint(
  {
    name: 'lender',
    root: new URL(
      `file://${tap.testdir({ templates: { 'form.eta': `<%~ include('addresses:fields', it) %>` } })}/`
    ),
    defaults: {}
  },
  async (app) => {
    app.get('/', async (_request, reply) =>
      reply.view('form', {
        form: addressForm('CN'),
        countries: listCountries('en', ['DE', 'CN']),
        values: { region: '上海市', country: 'CN', name: '<b>', street: 'a\nb', phone: '138 0013 8000' },
        problems: { name: 'Too "bold".' },
        prefix: 'billing_',
        section: 'billing'
      })
    )
  }
)
const app = await testApp(
  tap,
  wholeAnswers,
  [
    blueprints,
    { context: (request: Parameters<typeof takeFlashes>[0]) => ({ flashes: takeFlashes(request) }) }
  ],
  [session, { loginRoute: 'in' }],
  [addresses, { prefix: '/addresses' }],
  [lender, { prefix: '/lender' }],
  frontDoor
)
const { db } = app

test('the address book, served alone', (t) => addressesBehave(t, app))

test('the pages', async (t) => {
  t.test('add, change and remove an address without a script', async (t) => {
    const { client } = await customer()
    const first = await client.visit('/addresses')
    t.match(first.body, 'You have no address here yet.')
    t.equal(first.headers['cache-control'], 'no-store')
    const form = (await client.visit('/addresses/new')).body
    t.match(form, '<option value="DE" selected>')
    t.match(form, 'autocomplete="shipping street-address"')
    t.match(form, '<form method="post" action="/addresses"')
    const { headers, statusCode } = await client.submit('/addresses', { ...BERLIN, action: 'save' })
    t.match({ statusCode, headers }, { statusCode: 303, headers: { location: '/addresses' } })
    const { body } = await client.visit('/addresses')
    t.match(body, 'The address is saved.')
    t.match(body, '<address>Ada Lovelace<br>Torstraße 1<br>10115 Berlin<br>Germany<br></address>')
    const path = /href="(\/addresses\/\d+)"/.exec(body)?.[1] ?? ''
    t.match((await client.visit(path)).body, `<form method="post" action="${path}"`)
    await client.submit(path, { ...BERLIN, city: '<Potsdam>' })
    t.match((await client.visit('/addresses')).body, '10115 &lt;Potsdam&gt;')
    await client.submit(`${path}/remove`)
    t.match((await client.visit('/addresses')).body, /The address is removed\.[\s\S]*no address here yet/)
  })

  t.test('show the form of another country, and save nothing yet', async (t) => {
    const { client } = await customer()
    const typed = { ...BERLIN, country: 'US', action: 'update' }
    const { statusCode, body } = await client.submit('/addresses', typed)
    t.equal(statusCode, 200)
    t.match(body, /ZIP code[\s\S]*value="10115"/)
    t.notMatch(body, 'Please check')
    t.match((await client.post('/addresses', typed)).statusCode, 422)
    t.same((await client.get('/addresses')).json(), { addresses: [] })
  })

  t.test('say what is missing, and keep what was typed', async (t) => {
    const { client } = await customer()
    const { statusCode, body } = await client.submit('/addresses', { ...BERLIN, city: '', name: '<b>' })
    t.equal(statusCode, 422)
    t.match(body, '<a href="#city">Town or city is missing.</a>')
    t.match(body, 'value="&lt;b&gt;"')
    const refused = await client.post('/addresses', { country: 'XX' })
    t.match(refused.json(), { problems: { country: 'Choose a country.' } })
    t.equal((await client.post('/addresses', { ...BERLIN, street: 'x'.repeat(501) })).statusCode, 400)
  })

  t.test('lend the fields to other blueprints', async (t) => {
    const { body, statusCode } = await app.client().visit('/lender')
    t.equal(statusCode, 200, body)
    for (const text of [
      '<option value="CN" selected>China</option>',
      '<label for="billing_name">Name</label>',
      'name="billing_name" type="text" value="&lt;b&gt;" autocomplete="billing name" maxlength="100" required=""',
      'aria-describedby="billing_name-problem" aria-invalid="true"',
      '<small id="billing_name-problem" class="problem">Too &quot;bold&quot;.</small>',
      'autocomplete="billing street-address" maxlength="240" required="">a\nb</textarea>',
      'list="billing_region-offers"',
      '<option value="安徽省" label="Anhui"></option>',
      '<label for="billing_postal_code">Postal code <small>(optional)</small></label>',
      'type="tel" value="138 0013 8000"'
    ]) {
      t.ok(body.includes(text), text)
    }
  })
})

test('the book', async (t) => {
  t.test('has the default first, then the address that was used last', async (t) => {
    const { client } = await customer()
    const [one, two, three] = [await add(client, '1'), await add(client, '2'), await add(client, '3')]
    t.same(await idsOf(client), [three, two, one])
    const { addresses } = (await client.post(`/addresses/${one}/default`)).json()
    t.match(addresses, [
      { id: one, is_default: true, street: 'Street 1', lines: ['Ada Lovelace', 'Street 1'] }
    ])
    t.same(await idsOf(client), [one, three, two])
    t.equal(await add(client, '2'), two, 'one that is there counts as used')
    t.same(await idsOf(client), [one, two, three])
    t.match((await client.get(`/addresses/${two}`)).json(), {
      id: two,
      is_default: false,
      postal_code: '10115'
    })
    const { body } = await client.visit('/addresses')
    t.equal(body.match(/Make default</g)?.length, 2)
  })

  t.test('is nobody else’s', async (t) => {
    const { client } = await customer()
    const id = await add(client, '1')
    const other = (await customer()).client
    const answers = [
      await other.get(`/addresses/${id}`),
      await other.visit(`/addresses/${id}`),
      await other.post(`/addresses/${id}`, BERLIN),
      await other.post(`/addresses/${id}/default`),
      await other.post(`/addresses/${id}/remove`)
    ]
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [404, 404, 404, 404, 404]
    )
    t.match((await client.get('/addresses')).json(), {
      addresses: [{ id, is_default: false, street: 'Street 1' }]
    })
    t.match((await other.get('/addresses')).json(), { addresses: [] })
  })

  t.test('has the same address once', async (t) => {
    const { client } = await customer()
    const added = await Promise.all(Array.from({ length: 8 }, () => client.post('/addresses', BERLIN)))
    t.equal(new Set(added.map((response) => response.json().id)).size, 1)
    const id = await add(client, '2')
    const changed = await client.post(`/addresses/${id}`, BERLIN)
    t.match({ status: changed.statusCode, ...changed.json() }, { status: 409, code: 'ADDRESSES_ERR_SAME' })
    const page = await client.submit(`/addresses/${id}`, BERLIN)
    t.match(
      page,
      { statusCode: 409, body: /in your book already[\s\S]*value="10115"/ },
      'and is to be typed once'
    )
    t.equal((await client.post(`/addresses/${id}`, { ...BERLIN, street: 'Street 2' })).statusCode, 200)
    t.equal((await idsOf(client)).length, 2)
  })

  t.test('has one default, whatever two tabs do at once', async (t) => {
    const { client } = await customer()
    const ids = [
      await add(client, '1'),
      await add(client, '2'),
      await add(client, '3'),
      await add(client, '4')
    ]
    const made = await Promise.all(ids.map((id) => client.post(`/addresses/${id}/default`)))
    t.ok(made.every(({ statusCode }) => statusCode === 200))
    const { addresses } = (await client.get('/addresses')).json()
    t.same(
      addresses.map((address: { is_default: boolean }) => address.is_default),
      [true, false, false, false]
    )
  })

  t.test('takes so many, and says so', async (t) => {
    const { client, id } = await customer()
    await fill(id, MOST_ADDRESSES - 1)
    const added = await Promise.all(
      ['a', 'b', 'c'].map((street) => client.post('/addresses', { ...BERLIN, street }))
    )
    t.same(added.map(({ statusCode }) => statusCode).sort(), [201, 409, 409])
    t.match(
      added.map((response) => response.json()).find(({ code }) => code),
      {
        code: 'ADDRESSES_ERR_FULL',
        message: 'Your book has 20 addresses, which are the most. Please remove one first.'
      }
    )
    t.match((await client.visit('/addresses')).body, '20 addresses are the most. Remove one to add another.')
    t.equal(await add(client, '1'), (await idsOf(client))[0], 'one that is there is no more')
  })

  t.test('remembers an address in the place of the one used longest ago, but for the default', async (t) => {
    const { client, id } = await customer()
    await fill(id, MOST_ADDRESSES)
    const before = await idsOf(client)
    await client.post(`/addresses/${before.at(-1)}/default`)
    await inTransaction(db, (tx) => rememberAddress(tx, id, { ...AT, street: 'New 1' }, NOW))
    const book = await findAddresses(db, id)
    t.equal(book.length, MOST_ADDRESSES)
    t.match(book, [
      { id: before.at(-1), isDefault: true },
      { address: { street: 'New 1' } },
      { id: before[0] }
    ])
    t.notOk(book.some((booked) => booked.id === before.at(-2)))
  })

  t.test('goes with its customer, who is asked to log in again', async (t) => {
    const { client, id } = await customer()
    await add(client, '1')
    await db.user.delete({ where: { id } })
    t.equal(await db.address.count({ where: { userId: id } }), 0)
    t.equal((await client.post('/addresses', BERLIN)).statusCode, 401)
  })
})

test('the database refuses a default of another customer, and a second one', async (t) => {
  const [one, other] = [await customer(), await customer()]
  await fill(one.id, 2)
  const [first, second] = await findAddresses(db, one.id)
  const give = (id = 0, defaultOf = 0) => db.address.update({ where: { id }, data: { defaultOf } })
  await t.rejects(give(first?.id, other.id), { message: /addresses_default_of_check/ })
  await give(first?.id, one.id)
  await t.rejects(give(second?.id, one.id), { code: 'P2002' })
})

async function customer(): Promise<{ client: TestClient; id: number }> {
  const { id } = await createUser(db)
  const client = app.client()
  await client.post(`/in/${id}`)
  return { client, id }
}

/** @returns its id */
async function add(client: TestClient, number: string): Promise<number> {
  const response = await client.post('/addresses', { ...BERLIN, street: `Street ${number}` })
  return response.json().id
}

async function idsOf(client: TestClient): Promise<number[]> {
  const { addresses } = (await client.get('/addresses')).json()
  return addresses.map(({ id }: { id: number }) => id)
}

/** Each was used a second after the one before it. */
async function fill(userId: number, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const usedAt = new Date(NOW.getTime() - 60_000 + number * 1_000)
    await inTransaction(db, (tx) => saveAddress(tx, userId, { ...AT, street: `Street ${number}` }, usedAt))
  }
}
