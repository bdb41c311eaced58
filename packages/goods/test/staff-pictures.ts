import { samplePhoto } from '@larder/pictures/testing'
import { staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { findPictures } from '../src/index.js'
import { readList } from '../src/staff/pictures/read-list.js'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const { db } = app
const client = await staffClient(app, { role: 'staff' })

const HTML = 'text/html'
const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
)

test('uploading pictures', async (t) => {
  const red = await samplePhoto(400, 300, '#aa2211')
  const blue = await samplePhoto(300, 400, '#2211aa')

  t.test('adds several at once, behind those that there are', async (t) => {
    const { id } = await createGood(db, { name: 'Plums' })
    const sent = await upload(id, { 'red.jpg': red, 'blue.png': blue })
    t.equal(sent.statusCode, 200)
    t.same(sent.json(), { added: 2, refused: [] })
    t.match(await findPictures(db, id), [
      { width: 400, height: 300, alt: '', focusX: 50, focusY: 50 },
      { width: 300, height: 400 }
    ])
    const entries = await db.auditEntry.findMany({ where: { subjectType: 'good', subjectId: `${id}` } })
    t.match(entries, [{ action: 'goods.add-picture', actorId: client.member.id }, {}])
  })

  t.test('by a plain form leads back to the page, and says what was refused', async (t) => {
    const { id } = await createGood(db, {})
    const sent = await upload(id, { 'red.jpg': red, 'drawing.png': SVG, 'empty.jpg': Buffer.alloc(0) }, HTML)
    t.equal(sent.statusCode, 303)
    t.equal(sent.headers.location, `/staff/goods/${id}/pictures`)
    const { body } = await client.visit(`/staff/goods/${id}/pictures`)
    t.match(body, 'One picture is added.')
    t.match(body, 'drawing.png: We cannot read this file as a picture.')
    t.match(body, 'empty.jpg: This file is empty.')
  })

  t.test('refuses what is no picture, by any name and type', async (t) => {
    const { id } = await createGood(db, {})
    for (const name of ['drawing.svg', 'drawing.png']) {
      const sent = await upload(id, { [name]: SVG })
      t.equal(sent.statusCode, 422)
      t.match(sent.json(), { added: 0, refused: [{ file: name }] })
    }
    const none = await upload(id, { '': Buffer.alloc(0) })
    t.match(none.json(), { added: 0, refused: [{ problem: 'Choose a picture first.' }] })
    t.same(await findPictures(db, id), [])
  })

  t.test('refuses the same one twice, and more than twelve', async (t) => {
    const { id } = await createGood(db, {})
    await upload(id, { 'red.jpg': red })
    t.match((await upload(id, { 'again.jpg': red })).json(), {
      added: 0,
      refused: [{ problem: 'The product has this picture already.' }]
    })
    for (let made = 1; made < 12; made++)
      await upload(id, { 'another.jpg': await samplePhoto(20 + made, 20) })
    t.match((await upload(id, { 'blue.jpg': blue })).json(), {
      refused: [{ problem: 'A product has 12 pictures at most.' }]
    })
    t.equal((await findPictures(db, id)).length, 12)
  })

  t.test('of 15 MB more than is taken ends with the file', async (t) => {
    const { id } = await createGood(db, {})
    const sent = await upload(id, { 'large.jpg': Buffer.alloc(25 * 1024 * 1024), 'red.jpg': red })
    t.equal(sent.statusCode, 413)
    t.equal(sent.json().code, 'PICTURES_ERR_TOO_LARGE')
    t.same(await findPictures(db, id), [])
  })

  t.test('of more than all pictures can have is refused before it is read', async (t) => {
    const { id } = await createGood(db, {})
    const sent = await upload(id, { 'red.jpg': red }, 'application/json', { 'content-length': '200000000' })
    t.equal(sent.statusCode, 413)
    t.equal(sent.json().code, 'GOODS_ERR_UPLOAD')
  })

  t.test('is for staff, and for goods that there are', async (t) => {
    t.equal((await upload(999_999, { 'red.jpg': red })).statusCode, 404)
    const { id } = await createGood(db, {})
    const guest = await app.client().request({ method: 'POST', url: `/staff/goods/${id}/pictures/files` })
    t.equal(guest.statusCode, 401)
  })

  t.test('at once by two people keeps both', async (t) => {
    const { id } = await createGood(db, {})
    const sent = await Promise.all([upload(id, { 'red.jpg': red }), upload(id, { 'blue.jpg': blue })])
    t.same(
      sent.map(({ statusCode }) => statusCode),
      [200, 200]
    )
    t.equal((await findPictures(db, id)).length, 2)
  })
})

test('the pictures of a good', async (t) => {
  const { id, slug } = await createGood(db, { name: 'Pears' })
  const url = `/staff/goods/${id}/pictures`
  await upload(id, {
    'a.jpg': await samplePhoto(90, 90, '#010203'),
    'b.jpg': await samplePhoto(90, 90, '#302010')
  })
  const read = async () => (await client.get(url)).json()
  const [first, second] = (await read()).pictures

  t.test('are shown with their fields', async (t) => {
    const { body } = await client.visit(url)
    t.match(body, `name="pictures[0][picture]" value="${first.picture}"`)
    t.match(body, `${first.picture.slice(0, 64)}-160.webp 90w`)
    t.match(body, 'name="pictures[1][alt]"')
    t.match(body, 'enctype="multipart/form-data"')
  })

  t.test('are those of its copy, too, and stay when the good loses them', async (t) => {
    const copy = (await client.post(`/staff/goods/${id}/copy`)).json()
    const same = await findPictures(db, id)
    t.same(await findPictures(db, copy.id), same)
    const uses = await db.fileUse.findMany({ where: { name: first.picture }, orderBy: { owner: 'asc' } })
    t.same(uses.map(({ owner }) => owner).sort(), [`good:${id}`, `good:${copy.id}`].sort())
  })

  t.test('are changed by a form', async (t) => {
    const { version } = await read()
    const fields = {
      version,
      'pictures[0][picture]': first.picture,
      'pictures[0][alt]': 'A pear',
      'pictures[0][place]': 2,
      'pictures[0][focus_x]': 10,
      'pictures[0][focus_y]': 90,
      'pictures[1][picture]': second.picture,
      'pictures[1][alt]': '',
      'pictures[1][place]': 1,
      'pictures[1][focus_x]': 50,
      'pictures[1][focus_y]': 50
    }
    const saved = await client.submit(url, fields)
    t.equal(saved.statusCode, 303)
    t.match((await read()).pictures, [
      { picture: second.picture },
      { picture: first.picture, alt: 'A pear', focusX: 10, focusY: 90 }
    ])
    t.match((await client.visit(`/goods/${slug}`)).body, 'alt="A pear"')

    const stale = await client.submit(url, { ...fields, 'pictures[0][alt]': 'An old pear' })
    t.equal(stale.statusCode, 409, 'but not from what is over')
    t.match(stale.body, 'An old pear')
    t.match(stale.body, 'A pear')
  })

  t.test('come to the place that is typed for one of them', async (t) => {
    const sent = (...places: (number | 'gone')[]) =>
      readList(
        places.map((place, index) => {
          const picture = `${index + 1}`
          return place === 'gone' ? { picture, place: index + 1, remove: 'yes' } : { picture, place }
        })
      )
        .map(({ picture }) => picture)
        .join('')
    t.equal(sent(3, 2, 3), '231', 'down')
    t.equal(sent(1, 2, 1), '312', 'up')
    t.equal(sent(3, 2, 1), '321')
    t.equal(sent(2, 2, 3), '213')
    t.equal(sent(10, 30, 20), '132')
    t.equal(sent(2, 3, 3), '312', 'two at once')
    t.equal(sent(3, 2, 3, 4, 3), '23154', 'the first of two that want it')
    t.equal(sent('gone', 2, 3, 2), '243', 'whatever is removed')
    t.equal(sent('gone', 3, 4, 5), '234')
  })

  t.test('that somebody has added meanwhile stay as they are', async (t) => {
    const { id } = await createGood(db, {})
    const url = `/staff/goods/${id}/pictures`
    const read = async () => (await client.get(url)).json()
    const fieldsOf = (index: number, picture: string, alt: string, focus: number) => ({
      [`pictures[${index}][picture]`]: picture,
      [`pictures[${index}][alt]`]: alt,
      [`pictures[${index}][place]`]: index + 1,
      [`pictures[${index}][focus_x]`]: focus,
      [`pictures[${index}][focus_y]`]: focus
    })
    await upload(id, { 'a.jpg': await samplePhoto(90, 90, '#111111') })
    const shown = await read()
    const mine = { version: shown.version, ...fieldsOf(0, shown.pictures[0].picture, 'A medlar', 50) }

    await upload(id, { 'b.jpg': await samplePhoto(90, 90, '#222222') })
    const { version, pictures } = await read()
    const [one, two] = pictures.map(({ picture }: { picture: string }) => picture)
    await client.submit(url, { version, ...fieldsOf(0, one, '', 50), ...fieldsOf(1, two, 'Its leaf', 20) })

    const stale = await client.submit(url, mine)
    t.equal(stale.statusCode, 409)
    const inputs = stale.body.matchAll(/name="(version|pictures[^"]+)" value="([^"]*)"/g)
    const again = Object.fromEntries([...inputs].map(([, name, value]) => [name, value]))
    t.equal((await client.submit(url, again)).statusCode, 303)
    t.match((await read()).pictures, [
      { picture: one, alt: 'A medlar' },
      { picture: two, alt: 'Its leaf', focusX: 20, focusY: 20 }
    ])
  })

  t.test('are changed by programs, which say what they have seen', async (t) => {
    const { version, pictures } = await read()
    const body = { pictures: [{ picture: pictures[1].picture, alt: 'One pear' }] }
    t.equal((await client.post(url, body)).statusCode, 428)
    const unheard = { pictures: [{ picture: pictures[1].picture, alt: 'a\0' }] }
    t.equal((await client.post(url, unheard)).statusCode, 400, 'no text that no database holds')
    const send = (seen: number) =>
      client.request({
        method: 'POST',
        url,
        headers: { accept: 'application/json', 'if-match': `"${seen}"` },
        payload: body
      })
    t.equal((await send(version + 1)).statusCode, 412)
    const saved = await send(version)
    t.equal(saved.statusCode, 200)
    t.match(saved.json(), { pictures: [{ alt: 'One pear', focusX: 10 }] })
    t.equal(saved.json().pictures.length, 1)
    t.equal(await db.fileUse.count({ where: { owner: `good:${id}` } }), 1, 'the other is given back')
    const [entry] = await db.auditEntry.findMany({
      where: { subjectId: `${id}`, action: 'goods.pictures' },
      orderBy: { id: 'desc' }
    })
    t.match(JSON.parse(entry?.changes ?? '{}').pictures[1], [/One pear$/])
  })

  t.test('may all be removed', async (t) => {
    const { version, pictures } = await read()
    const [{ picture }] = pictures
    const fields = { version, 'pictures[0][picture]': picture, 'pictures[0][remove]': 'yes' }
    t.equal((await client.submit(url, fields)).statusCode, 303)
    t.same((await read()).pictures, [])
    t.match((await client.visit(url)).body, 'It has no picture yet.')
  })

  t.test('are none of a good that is not there', async (t) => {
    t.equal((await client.get('/staff/goods/999999/pictures')).statusCode, 404)
    t.equal((await client.post('/staff/goods/999999/pictures', { version: 0, pictures: [] })).statusCode, 404)
  })
})

/** Sends files as a browser's form does. */
function upload(
  id: number,
  sent: Record<string, Buffer>,
  accept = 'application/json',
  headers: Record<string, string> = {}
) {
  const parts = Object.entries(sent).flatMap(([name, bytes]) => [
    `--edge\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n`,
    'Content-Type: application/octet-stream\r\n\r\n',
    bytes,
    '\r\n'
  ])
  return client.request({
    method: 'POST',
    url: `/staff/goods/${id}/pictures/files`,
    headers: {
      accept,
      origin: 'http://localhost',
      'content-type': 'multipart/form-data; boundary=edge',
      ...headers
    },
    payload: Buffer.concat([...parts, '--edge--\r\n'].map((part) => Buffer.from(part)))
  })
}
