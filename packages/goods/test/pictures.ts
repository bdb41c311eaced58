import { blueprints } from '@larder/blueprint'
import { inTransaction, rollBack } from '@larder/database'
import files from '@larder/files'
import pictures, { addDrawing, addPicture } from '@larder/pictures'
import { samplePhoto } from '@larder/pictures/testing'
import stock from '@larder/stock'
import tasks from '@larder/tasks'
import { testApp } from '@larder/testing'
import tap, { test } from 'tap'
import goods, {
  findPictures,
  type GoodPicture,
  priceForSale,
  removeGoods,
  savePictures
} from '../src/index.js'
import { createGood, hangPicture } from '../src/testing/index.js'

const DRAWING = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320"/>')

const app = await testApp(
  tap,
  [blueprints, { publicUrl: new URL('https://shop.example') }],
  [tasks, { run: false }],
  files,
  stock,
  [pictures, { prefix: '/pictures' }],
  [goods, { prefix: '/goods' }]
)
const { db } = app
const client = app.client()

test('the pictures of a good', async (t) => {
  const one = await newPicture('#aa3311', { alt: 'Plums in a bowl', focusX: 20, focusY: 100 })
  const other = await newPicture('#1133aa')
  const { id, slug } = await createGood(db, { name: 'Plums', slug: 'plums' })
  const save = (...wanted: GoodPicture[]) =>
    inTransaction(db, async (tx) => {
      const saved = await savePictures(tx, id, wanted, ({ picture }) => `https://shop.example/${picture}`)
      return saved.outcome === 'saved' ? saved : rollBack(saved)
    })
  const usesOf = async ({ picture }: GoodPicture) =>
    (await db.fileUse.findMany({ where: { name: picture } })).map(({ owner }) => owner)

  t.test('are written in their order, and used by it', async (t) => {
    t.same(await save(one, other), { outcome: 'saved' })
    t.same(await findPictures(db, id), [one, other])
    t.same(await save(other, one), { outcome: 'saved' }, 'in another order')
    t.same(await findPictures(db, id), [other, one])
    t.same([await usesOf(one), await usesOf(other)], [[`good:${id}`], [`good:${id}`]])
    t.equal((await db.good.findUnique({ where: { id } }))?.picture, `https://shop.example/${other.picture}`)
    t.same(await save(one), { outcome: 'saved' }, 'one less')
    t.same([await usesOf(one), await usesOf(other)], [[`good:${id}`], []])
  })

  t.test('stay as they are where a file is lost', async (t) => {
    const lost = `${'0'.repeat(64)}.webp`
    t.same(await save({ ...other, picture: lost }), { outcome: 'lost', picture: lost })
    t.same(await findPictures(db, id), [one])
  })

  t.test('are cropped at their focus in lists', async (t) => {
    await save(one, other)
    const { body } = await client.visit('/goods')
    const hash = one.picture.slice(0, 64)
    t.match(
      body,
      `src="/pictures/${hash}-640.jpg" alt="" width="320" height="320" class="focus-x-2 focus-y-10"`
    )
    t.match(
      body,
      `<source type="image/webp" srcset="/pictures/${hash}-160.webp 160w, /pictures/${hash}-320.webp 320w`
    )
    t.notMatch(body, other.picture.slice(0, 64), 'the first alone')
  })

  t.test('are all on its page, with what they show', async (t) => {
    const { body } = await client.visit(`/goods/${slug}`)
    t.match(body, 'alt="Plums in a bowl"')
    t.match(body, 'alt="Plums"', 'its name, where nobody said')
    t.match(body, `${other.picture.slice(0, 64)}-640.jpg`)
    const { headers } = await client.get(`/pictures/${one.picture.slice(0, 64)}-320.webp`)
    t.equal(headers['content-type'], 'image/webp')
  })

  t.test('are in JSON, in the feed and beside links by their URLs', async (t) => {
    const hash = one.picture.slice(0, 64)
    const picture = `/pictures/${hash}-640.jpg`
    t.match((await client.get('/goods')).json(), { goods: [{ picture }] })
    const { alt, width, height } = one
    t.match((await client.get(`/goods/${slug}`)).json(), {
      picture,
      pictures: [{ url: `/pictures/${hash}-1280.jpg`, alt, width, height }, { alt: '' }]
    })
    const large = `https://shop.example/pictures/${hash}-1280.jpg`
    t.match((await client.get('/goods/feed.xml')).body, `<g:image_link>${large}</g:image_link>`)
  })

  t.test('are copied into orders by name', async (t) => {
    t.match(await priceForSale(db, [id]), [{ picture: one.picture }])
  })

  t.test('may be drawings', async (t) => {
    const drawn = await createGood(db, { name: 'Pears', slug: 'pears' })
    const drawing = await addDrawing(app, DRAWING)
    await hangPicture(db, drawn.id, drawing)
    t.match((await client.visit('/goods/pears')).body, `<img src="/pictures/${drawing.picture}"`)
  })

  t.test('are given back when it is removed', async (t) => {
    await inTransaction(db, (tx) => removeGoods(tx, [id]))
    t.same([await usesOf(one), await usesOf(other)], [[], []])
    t.same(await app.files.delete(one.picture), { outcome: 'deleted' })
  })
})

async function newPicture(colour: string, fields: Partial<GoodPicture> = {}): Promise<GoodPicture> {
  const picture = await addPicture(app, await samplePhoto(400, 300, colour))
  return { ...picture, alt: '', focusX: 50, focusY: 50, ...fields }
}
