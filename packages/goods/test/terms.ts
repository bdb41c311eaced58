import { test } from 'tap'
import { isNear } from '../src/search/is-near.js'
import { groupsOf, MOST_FORMS, termsOf, withoutPlurals } from '../src/search/terms.js'

test('a good is found by a query', async (t) => {
  for (const [name, query] of [
    ['Apples', 'apple'],
    ['Apples', 'APPLES'],
    ['Tomatoes', 'tomatos'],
    ['Cherries', 'cherry'],
    ['Crème fraîche', 'creme FRAICHE'],
    ['Crème fraîche', 'cre\u0300me'],
    ['Lamb’s lettuce', "lamb's lettuce"],
    ['Lamb’s lettuce', 'lambs  lettuce'],
    ['Allgäu Emmental', 'allgau'],
    ['Allgäu Emmental', 'allgaeu'],
    ['Äpfel', 'apfel'],
    ['Äpfel', 'Äpfel'],
    ['Äpfel', 'aepfel'],
    ['Weißkohl', 'weisskohl'],
    ['Łosoś', 'losos'],
    ['İstanbul', 'istanbul'],
    ['Ｆｕｊｉ', 'fuji'],
    ['100% juice', '100%'],
    ['富士苹果', '苹果'],
    ['富士苹果', '苹'],
    ['富士苹果', '苹果 富士'],
    ['富士 Fuji苹果', 'fuji苹果']
  ] as const) {
    t.ok(finds(name, query), `${name}: ${query}`)
  }
})

test('and is not by another', async (t) => {
  for (const [name, query] of [
    ['Apples', 'pear'],
    ['Apples', 'apples pear'],
    ['富士苹果', '士苹富'],
    ['富士苹果', '果苹'],
    ['Swiss', 'swis']
  ] as const) {
    t.notOk(finds(name, query), `${name}: ${query}`)
  }
})

test('a query of signs has no words', async (t) => {
  for (const query of ['%', "'", '… !', '🍎', '']) t.same(groupsOf(query), [], query)
})

test('terms weigh by the best place where they stand, and are bounded', async (t) => {
  const terms = termsOf({ name: 'Rye bread', category: 'Bread', description: 'A dark bread. '.repeat(50) })
  t.same(Object.fromEntries(terms), { rye: 8, bread: 8, a: 1, dark: 1 })
  const words = Array.from({ length: 200 }, (_, number) => `word${number}`).join(' ')
  t.equal(termsOf({ name: '', category: '', description: words }).size, 64)
  t.equal(groupsOf(words).length, 16)
  t.equal(groupsOf('a'.repeat(100))[0]?.[0]?.length, 40)
})

test('a plural is left out beside its singular', (t) => {
  t.same(withoutPlurals(['berries', 'berrie', 'berri', 'berry']), ['berrie', 'berri', 'berry'])
  t.same(withoutPlurals(['apples', 'pears']), ['apples', 'pears'])
  for (const word of ['berries', 'apples', 'cookies', 'glasses', 'news'])
    t.ok(withoutPlurals(groupsOf(word)[0] ?? []).length <= MOST_FORMS, word)
  t.end()
})

test('isNear allows for typing errors, the more the longer the word', async (t) => {
  for (const [word, other] of [
    ['appels', 'apples'],
    ['aples', 'apples'],
    ['applles', 'apples'],
    ['porcinni', 'porcini'],
    ['strawbarrys', 'strawberry']
  ] as const)
    t.ok(isNear(word, other), `${word} ${other}`)
  for (const [word, other] of [
    ['rye', 'rya'],
    ['apples', 'plums'],
    ['aplse', 'apples']
  ] as const)
    t.notOk(isNear(word, other), `${word} ${other}`)
})

/** Whether a good of this name has a form of each word. */
function finds(name: string, query: string): boolean {
  const terms = termsOf({ name, category: '', description: '' })
  return groupsOf(query).every((forms) => forms.some((form) => terms.has(form)))
}
