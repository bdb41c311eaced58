import { blueprints } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import files, { useFile } from '@larder/files'
import pictures, { addDrawing, addPicture, pictureSources } from '@larder/pictures'
import { samplePhoto } from '@larder/pictures/testing'
import tasks from '@larder/tasks'
import { testApp } from '@larder/testing'
import sharp from 'sharp'
import { test } from 'tap'

const DRAWING = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><title>Pear</title></svg>'
)

test('pictures', async (t) => {
  const app = await testApp(t, blueprints, [tasks, { run: false }], files, [
    pictures,
    { prefix: '/pictures' }
  ])
  const client = app.client()
  const sourcesOf = pictureSources(app.urlFor)
  const { picture, width, height } = await addPicture(app, await samplePhoto(1_000, 500))
  const hash = picture.slice(0, 64)

  t.test('have their usual size at once', async (t) => {
    t.same([width, height], [1_000, 500])
    for (const [suffix, type, format] of [
      ['webp', 'image/webp', 'webp'],
      ['jpg', 'image/jpeg', 'jpeg']
    ] as const) {
      const file = `${hash}-640.${suffix}`
      t.ok(await app.files.get(file))
      const { statusCode, headers, rawPayload } = await client.get(`/pictures/${file}`)
      t.equal(statusCode, 200)
      t.match(headers, {
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        etag: `"${file}"`
      })
      t.match(await sharp(rawPayload).metadata(), { format, width: 640, height: 320 })
    }
  })

  t.test('are not sent to those who have them', async (t) => {
    const url = `/pictures/${hash}-640.webp`
    const { headers } = await client.get(url)
    const again = await client.request({ url, headers: { 'if-none-match': String(headers.etag) } })
    t.equal(again.statusCode, 304)
    t.equal(again.body, '')
    t.match(again.headers, { 'cache-control': /immutable/, etag: headers.etag })
  })

  t.test('have their other sizes by a task, and none wider than they are', async (t) => {
    t.equal(await app.files.get(`${hash}-320.webp`), undefined)
    t.match(await app.tasks.runDue(), [{ kind: 'pictures.make-sizes', status: 'done' }])
    const widths = [160, 320, 640, 1280].map(async (size) => {
      const file = await app.files.get(`${hash}-${size}.webp`)
      return (await sharp(file?.bytes).metadata()).width
    })
    t.same(await Promise.all(widths), [160, 320, 640, 1_000])
  })

  t.test('have a size when it is asked for before', async (t) => {
    const other = await addPicture(app, await samplePhoto(400, 400, '#aa0000'))
    const url = `/pictures/${other.picture.slice(0, 64)}-160.jpg`
    const answers = await Promise.all([client.get(url), client.get(url), client.get(url)])
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [200, 200, 200]
    )
    t.match(await sharp(answers[0].rawPayload).metadata(), { format: 'jpeg', width: 160, height: 160 })
  })

  t.test('are one if the same is sent twice', async (t) => {
    const count = await app.db.file.count()
    t.equal((await addPicture(app, await samplePhoto(1_000, 500))).picture, picture)
    t.equal(await app.db.file.count(), count)
  })

  t.test('go with all their sizes', async (t) => {
    const { picture } = await addPicture(app, await samplePhoto(90, 90, '#123456'))
    await inTransaction(app.db, (tx) => useFile(tx, picture, 'good:1'))
    t.same(await app.files.delete(picture), { outcome: 'in-use' })
    await app.db.fileUse.deleteMany()
    t.same(await app.files.delete(picture), { outcome: 'deleted' })
    t.equal((await client.get(`/pictures/${picture.slice(0, 64)}-640.jpg`)).statusCode, 404)
  })

  t.test('show nobody what was sent, nor another name', async (t) => {
    for (const name of [picture, `${hash}-641.webp`, `${hash}-640.png`, `${'0'.repeat(64)}-640.jpg`, 'x.svg'])
      t.equal((await client.get(`/pictures/${name}`)).statusCode, 404, name)
  })

  t.test('on a page have a width for each size', async (t) => {
    t.same(sourcesOf({ picture, width, height }), {
      src: `/pictures/${hash}-640.jpg`,
      srcset: [160, 320, 640, 1_280]
        .map((size) => `/pictures/${hash}-${size}.webp ${Math.min(size, 1_000)}w`)
        .join(', '),
      small: `/pictures/${hash}-320.webp`,
      large: `/pictures/${hash}-1280.jpg`,
      width,
      height
    })
    const small = sourcesOf({ picture, width: 200, height: 100 })
    t.equal(small.srcset, `/pictures/${hash}-160.webp 160w, /pictures/${hash}-320.webp 200w`)
  })

  t.test('that are drawings have one size, and run no scripts', async (t) => {
    const drawing = await addDrawing(app, DRAWING)
    t.match(drawing, { picture: /^[0-9a-f]{64}\.svg$/, width: 320, height: 200 })
    const { src, srcset } = sourcesOf(drawing)
    t.equal(srcset, undefined)
    const { headers, rawPayload } = await client.get(src)
    t.match(headers, {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; sandbox"
    })
    t.ok(rawPayload.equals(DRAWING))
    await t.rejects(addDrawing(app, Buffer.from('<svg></svg>')), { code: 'PICTURES_ERR_DRAWING' })
  })
})
