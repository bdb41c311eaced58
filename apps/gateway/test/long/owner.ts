import { randomBytes } from 'node:crypto'
import { recordMessages } from '@larder/mail'
import { type TestApp, testApp } from '@larder/testing'
import { setRole } from '@larder/users'
import { authenticatorApp } from '@larder/users/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type Test, test } from 'tap'
import shop from '../../src/app.js'
import { findProblems } from '../../src/commands/verify.js'
import { fill, fillContact, send } from '../fixtures/in-browser/ways.js'

const GOODS = [
  { name: 'Elstar apples', unit: '1 kg', price: '3.49', content: '1000' },
  { name: 'Quinces', unit: '500 g', price: '2.10', content: '500' },
  { name: 'Medlars', unit: '250 g', price: '4', content: '250' }
]

/** Of the shop's own country, and of the one that it delivers to. */
const TAXES = [
  ['CH', 'standard', '8.1'],
  ['CH', 'reduced', '2.6'],
  ['DE', 'standard', '19'],
  ['DE', 'reduced', '7']
] as const

test('an owner sets up an empty shop, sells, sends and pays back, all in the browser', async (t) => {
  const secretKey = randomBytes(32).toString('base64')
  const app = await testApp(t, [shop, { secretKey, wrongPasswords: 0 }])
  const address = await app.listen({ port: 0 })
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  t.teardown(() => browser.close())
  const owner = await openPage(t, browser)

  await becomeAdmin(owner, app, address)
  await setUpShop(owner)
  for (const good of GOODS) await addGood(owner, good)

  const guest = await openPage(t, browser)
  const number = await buy(guest, address)
  await fulfil(owner, number)
  await payBack(owner)

  const order = await app.db.order.findUniqueOrThrow({ where: { number } })
  t.match(order, {
    payment: 'refunded',
    delivery: 'sent',
    currency: 'CHF',
    total: 1_188,
    paid: 1_188,
    refunded: 1_188
  })
  t.match((await guest.reload())?.status(), 200)
  t.match(await guest.getByRole('main').innerText(), 'Refunded')
  t.same(await app.db.$transaction(findProblems, { isolationLevel: 'RepeatableRead' }), [])
  const actions = await app.db.auditEntry.groupBy({ by: ['action'], _count: true })
  t.ok(actions.length >= 10, `${actions.length} kinds of changes are in the log`)
})

async function openPage(t: Test, browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  page.on('response', (response) => {
    if (response.status() >= 500) t.fail(`${response.url()} answers ${response.status()}`)
  })
  return page
}

/** Registers, is made an admin on the machine, and sets up the second factor at the first visit. */
async function becomeAdmin(page: Page, app: TestApp, address: string): Promise<void> {
  await page.goto(`${address}/users/register`)
  const [mail] = await recordMessages(app, async () => {
    await fill(page, { 'E-mail': 'owner@example.org', Name: 'Olga Owner', Password: PASSWORD })
    await send(page, 'Register')
  })
  await page.goto(
    mail?.links.find((link) => link.includes('?token='))?.replace(/^http:\/\/[^/]+/, address) ?? ''
  )
  await send(page, 'Confirm')
  await setRole(app.db, 'owner@example.org', 'admin')
  await page.goto(`${address}/staff`)
  await fill(page, { 'E-mail or user name': 'owner@example.org', Password: PASSWORD })
  await send(page, 'Log in')
  const code = authenticatorApp(await page.locator('code.secret').innerText())
  await fill(page, { Code: code(), 'Your password': PASSWORD })
  await send(page, 'Turn on two-step log-in')
  await send(page, 'I have kept them')
  await page.getByRole('heading', { name: 'Today' }).first().waitFor()
}

async function setUpShop(page: Page): Promise<void> {
  await follow(page, 'Settings')
  await follow(page, 'Currency and place')
  await fill(page, { Currency: 'CHF' })
  await page.getByLabel('Country').selectOption('CH')
  await send(page, 'Save')
  await follow(page, 'Settings')
  await follow(page, 'The seller')
  await page.locator('#name').fill('Olga’s 菜')
  await page.locator('#address').fill('Am Markt 2\n8001 Zürich')
  await send(page, 'Save')

  await follow(page, 'Tax')
  for (const [country, category, rate] of TAXES) {
    await fill(page, { Country: country, Category: category, Rate: rate })
    await send(page, 'Add the rate')
  }

  await follow(page, 'Delivery')
  await follow(page, 'New method')
  await page.locator('#name').fill('Post')
  await page.locator('#code').fill('post')
  await page.locator('#price').fill('4.90')
  await page.locator('#areas').fill('DE')
  await page.locator('#active').check()
  await send(page, 'Save')

  await follow(page, 'Legal pages')
  await follow(page, 'Terms')
  await send(page, 'Save')

  await follow(page, 'Categories')
  await page.locator('#name').fill('Fruit')
  await send(page, 'Make the category')
}

async function addGood(page: Page, { name, unit, price, content }: (typeof GOODS)[number]): Promise<void> {
  await follow(page, 'Products')
  await follow(page, 'New product')
  await page.locator('#name').fill(name)
  await page.locator('#unit').fill(unit)
  await page.locator('#price').fill(price)
  await page.locator('#content').fill(content)
  await page.locator('#content_unit').selectOption('g')
  await page.locator('#category').selectOption({ label: 'Fruit' })
  await send(page, 'Save')
  await follow(page, 'Pictures')
  const buffer = await page.screenshot({ type: 'jpeg' })
  await page.locator('#files').setInputFiles({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer })
  await send(page, 'Add')
  await page.getByLabel('What it shows').fill(`${name} on a table`)
  await send(page, 'Save')

  await follow(page, 'Stock')
  await follow(page, 'All')
  await follow(page, name)
  await page.locator('#units').fill('20')
  await page.locator('#move-note').fill('The first delivery')
  await send(page, 'Change the stock')

  await follow(page, 'Products')
  await follow(page, name)
  if (await page.getByRole('button', { name: 'Publish', exact: true }).isVisible())
    await send(page, 'Publish')
}

/** @returns the order's number */
async function buy(page: Page, address: string): Promise<string> {
  await page.goto(`${address}/goods`)
  const card = page.getByRole('link', { name: /^Elstar apples/ })
  await Promise.all([page.waitForEvent('load'), card.click()])
  await page.getByRole('img', { name: 'Elstar apples on a table' }).waitFor()
  await page.getByLabel('Quantity').fill('2')
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await follow(page, 'To the cart')
  await follow(page, 'Go to checkout')
  await page.getByLabel('Country').selectOption('DE')
  await press(page, 'Update')
  await fillContact(page)
  await press(page, 'Update')
  await page.getByRole('radio', { name: /^Post/ }).first().check()
  await page.getByRole('radio', { name: 'Pay on delivery' }).check()
  await press(page, 'Update')
  await send(page, 'Order with obligation to pay')
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** The money comes, and the order goes. */
async function fulfil(page: Page, number: string): Promise<void> {
  await follow(page, 'Orders')
  await follow(page, number)
  await send(page, 'Pack')
  await page.locator('#tracking').fill('RR123456789CH')
  await send(page, 'It is on its way')
  await send(page, 'Record it')
}

async function payBack(page: Page): Promise<void> {
  await page.locator('#refund').fill('11.88')
  await page.locator('#reason').fill('They were not ripe')
  await send(page, 'Pay it back')
  await send(page, 'I have paid it back')
}

/** The first button of this name. */
async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).first().click()])
}

async function follow(page: Page, link: string): Promise<void> {
  const named = page.getByRole('link', { name: link, exact: true })
  await Promise.all([page.waitForEvent('load'), named.first().click()])
}

const PASSWORD = 'medlar jam and toast'
