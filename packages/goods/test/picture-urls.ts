import { test } from 'tap'
import { pictureUrls } from '../src/pages/picture-urls.js'

test('pictureUrls', async (t) => {
  const pictureUrl = pictureUrls((file) => {
    if (file !== 'pictures/plums.svg') throw new Error(`no ${file}`)
    return '/static/pictures/plums.svg?v=1'
  })

  t.test('finds a name among the pictures of the static files', async (t) => {
    t.equal(pictureUrl('plums.svg'), '/static/pictures/plums.svg?v=1')
  })

  t.test('leaves a whole URL alone', async (t) => {
    t.equal(pictureUrl('https://cdn.example/plums.svg'), 'https://cdn.example/plums.svg')
  })

  t.test('knows no picture where there is none', async (t) => {
    for (const picture of ['pears.svg', '../plums.svg', '', null]) t.equal(pictureUrl(picture), undefined)
  })
})
