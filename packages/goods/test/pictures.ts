import { test } from 'tap'
import { pictureUrls } from '../src/pictures.js'

test('pictureUrls', async (t) => {
  const pictureUrl = pictureUrls('/static/pictures/')

  t.test('places a name below the folder, whatever is in it', async (t) => {
    t.equal(pictureUrl('plums.svg'), '/static/pictures/plums.svg')
    t.equal(pictureUrl('two plums?.svg'), '/static/pictures/two%20plums%3F.svg')
    t.equal(pictureUrl('../plums.svg'), '/static/pictures/..%2Fplums.svg')
  })

  t.test('leaves a whole URL alone', async (t) => {
    t.equal(pictureUrl('https://cdn.example/plums.svg'), 'https://cdn.example/plums.svg')
  })
})
