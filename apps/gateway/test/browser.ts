import { testApp } from '@larder/testing'
import type { Page } from 'playwright-core'
import { test } from 'tap'
import shop from '../src/app.js'
import { launchBrowser, skip } from './fixtures/browser.js'
import { stockShelf } from './fixtures/shelf.js'

test('a person shops in a browser without JavaScript', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const app = await testApp(t, shop)
  await stockShelf(app)
  const address = await app.listen({ port: 0 })
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const refused: string[] = []
  page.on('console', (message) => refused.push(message.text()))
  const pictures: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.svg')) pictures.push(`${response.status()} ${pathname}`)
  })

  await t.test('registers', async (t) => {
    await page.goto(address)
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Register' }).click()
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Register' }).click()
    t.ok(await page.getByRole('link', { name: 'Ada' }).isVisible(), 'the page says who is signed in')
  })

  await t.test('searches', async (t) => {
    await page.getByLabel('Search by name').fill('apple')
    await page.getByRole('button', { name: 'Search' }).click()
    t.match(await page.getByRole('heading', { level: 1 }).innerText(), 'apple')
    t.equal(await page.locator('.good-card').count(), 1)
    t.ok(pictures.includes('200 /static/pictures/elstar-apples.svg'), 'its picture is shown')
  })

  await t.test('fills the cart and changes a quantity', async (t) => {
    await page.getByRole('link', { name: 'Elstar apples' }).click()
    await page.getByLabel('Quantity').fill('2')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    t.match(await cartText(page), /Elstar apples[\s\S]*Total €6\.98/)
    await page.getByLabel('Quantity of Elstar apples', { exact: true }).fill('3')
    await page.getByRole('button', { name: 'Change the quantity of Elstar apples' }).click()
    t.match(await cartText(page), /Total €10\.47/)
  })

  await t.test('logs out, and the cart is not to be seen', async (t) => {
    await page.getByRole('link', { name: 'Ada' }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    t.ok(await page.getByRole('link', { name: 'Log in' }).isVisible())
    await page.getByRole('link', { name: 'Cart' }).click()
    t.match(await cartText(page), /empty/)
  })

  await t.test('logs in, and finds the cart together with what the guest chose', async (t) => {
    await page.goto(`${address}/goods/bananas`)
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByLabel('Name or e-mail').fill('Ada')
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Cart' }).click()
    t.match(await cartText(page), /Elstar apples[\s\S]*Bananas[\s\S]*Total €12\.46/)
  })

  await t.test('empties the cart', async (t) => {
    await page.getByRole('button', { name: 'Remove Bananas' }).click()
    await page.getByRole('button', { name: 'Remove Elstar apples' }).click()
    t.match(await cartText(page), /empty/)
  })

  t.same(refused, [], 'the Content-Security-Policy refuses nothing of ours')

  await t.test('sees no page wider than a narrow phone', async (t) => {
    const phone = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage()
    for (const path of [
      '/',
      '/goods',
      '/goods/bananas',
      '/carts',
      '/users/login',
      '/users/register',
      '/nowhere'
    ]) {
      await phone.goto(address + path)
      t.equal(await phone.evaluate('document.documentElement.scrollWidth'), 320, path)
    }
  })
})

async function cartText(page: Page): Promise<string> {
  return page.getByRole('main').innerText()
}
