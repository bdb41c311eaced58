import { searchGoods } from '../dist/search/search-goods.js'
import { suggestGoods } from '../dist/search/suggest-goods.js'
import { phrase } from './fill-search.mjs'

const english = (kind, number) => phrase(kind, number)[0]
const chinese = (kind, number) => phrase(kind, number)[1]
const [frequent, common, rare, rarest] = [0, 2, 42, 777].map((number) => english('noun', number))
const [adjective, other] = [17, 63].map((number) => english('adjective', number))
const brand = english('brand', 99)
const shelf = english('category', 7)
const text = english('sentence', 3).split(' ')[2]

const search =
  (q, wanted = {}) =>
  (db) =>
    searchGoods(db, { q, pageSize: 24, ...wanted })
const suggest = (q) => (db) => suggestGoods(db, q)

/** Fifty of what visitors ask for, each a function of the database. */
export const typicalQueries = {
  'a word of 10 % of the goods': search(frequent),
  'its plural': search(`${frequent}s`),
  'page 20 of it': search(frequent, { page: 20 }),
  'a word of 3 %': search(common),
  'a word of 0.1 %': search(rare),
  'another one': search(rarest),
  'a word of 1 %': search(adjective),
  'a brand, 0.2 %': search(brand),
  'a category, 5 %': search(shelf),
  'a word of texts, 10 %': search('fresh'),
  'a word of texts, 1 %': search(text),
  'two words, 1 % and 10 %': search(`${adjective} ${frequent}`),
  'two words, the other way round': search(`${frequent} ${adjective}`),
  'two words, 0.1 % and 1 %': search(`${rare} ${adjective}`),
  'two words, 10 % and 10 %': search(`${frequent} fresh`),
  'a noun and a brand': search(`${frequent} ${brand}`),
  'three words': search(`${adjective} ${frequent} ${brand}`),
  'four words': search(`${adjective} ${frequent} ${brand} ${shelf}`),
  'a word and a category': search(`${frequent} ${shelf}`),
  'two words of texts': search(`fresh ${text}`),
  'words of no good together': search(`${adjective} ${other}`),
  'one letter': search('b'),
  'two letters': search('ba'),
  'three letters': search('bal'),
  'the beginning of a word of 10 %': search(frequent.slice(0, -1)),
  'the beginning of a rare word': search(rare.slice(0, -1)),
  'a word, and the beginning of one': search(`${adjective} ${frequent.slice(0, 4)}`),
  'one ideograph, 10 %': search([...chinese('noun', 0)][0]),
  'two ideographs, 10 %': search(chinese('noun', 0)),
  'two ideographs, 0.1 %': search(chinese('noun', 42)),
  'four ideographs': search(chinese('adjective', 17) + chinese('noun', 0)),
  'two Chinese words': search(`${chinese('noun', 0)} ${chinese('brand', 99)}`),
  'Chinese and English': search(`${chinese('noun', 2)} ${adjective}`),
  'a Chinese category': search(chinese('category', 7)),
  'Chinese, not in this order': search([...chinese('noun', 42)].reverse().join('')),
  'a typing error': search(`${rare}x`),
  'a typing error beside a word': search(`${adjective} ${frequent.replace('o', 'oo')}`),
  'an unknown word': search('zzzzzz'),
  'an unknown word beside one of 10 %': search(`zzzzzz ${frequent}`),
  'a word in a category': search(frequent, { category: 'category-3' }),
  'a word, vegan': search(frequent, { vegan: 'yes' }),
  'a word, organic and in stock': search(frequent, { organic: 'yes', in_stock: 'yes' }),
  'a word, from a country': search(common, { country: 'IT' }),
  'a word, in a range of prices': search(common, { price_from: 500, price_to: 999 }),
  'a word, the cheapest first': search(common, { sort: 'price' }),
  'a word, vegan, by name, in a category': search(common, {
    vegan: 'yes',
    category: 'category-5',
    sort: 'name'
  }),
  'suggestions for one letter': suggest('b'),
  'suggestions for three letters': suggest('bal'),
  'suggestions for a word of 10 %': suggest(frequent),
  'suggestions for one ideograph': suggest([...chinese('noun', 0)][0])
}
