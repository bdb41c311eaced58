import { test } from 'tap'
import { picturesOf, urlOfPicture } from '../src/pictures/show-picture.js'

const HASH = 'ab'.repeat(32)

test('the picture of a good', async (t) => {
  const pictureOf = picturesOf({
    urlFor: (route, ...[params]) => `/${route}/${params ? Object.values(params).join() : ''}`,
    assetUrl(file) {
      if (file !== 'pictures/plums.svg') throw new Error(`no ${file}`)
      return '/static/pictures/plums.svg?v=1'
    }
  })

  t.test('has its sizes, and its focus by classes', async (t) => {
    const photograph = `${HASH}.webp 300 200 50 50`
    t.match(pictureOf(photograph), {
      src: `/pictures.file/${HASH}-640.jpg`,
      srcset: `/pictures.file/${HASH}-160.webp 160w, /pictures.file/${HASH}-320.webp 300w`,
      large: `/pictures.file/${HASH}-1280.jpg`,
      focus: ''
    })
    t.equal(pictureOf(`${HASH}.webp 300 200 24 100`)?.focus, 'focus-x-2 focus-y-10')
    t.match(pictureOf(`${HASH}.svg 320 320 50 50`), { src: `/pictures.file/${HASH}.svg`, srcset: undefined })
    t.equal(urlOfPicture(pictureOf, photograph), `/pictures.file/${HASH}-640.jpg`)
  })

  t.test('is found by its name among the static files, as the former release wrote it', async (t) => {
    t.equal(pictureOf('plums.svg')?.src, '/static/pictures/plums.svg?v=1')
    t.equal(urlOfPicture(pictureOf, 'plums.svg'), 'plums.svg')
  })

  t.test('is left alone where it is a whole URL', async (t) => {
    t.equal(pictureOf('https://cdn.example/plums.svg')?.src, 'https://cdn.example/plums.svg')
  })

  t.test('is none where there is none', async (t) => {
    for (const picture of ['pears.svg', '../plums.svg', '', null]) t.equal(pictureOf(picture), undefined)
  })
})
