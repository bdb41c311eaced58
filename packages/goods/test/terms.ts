import { test } from 'tap'
import {
  filterTerms,
  groupsOf,
  isWord,
  joinWords,
  MOST_FORMS,
  termsOf,
  withoutPlurals
} from '../src/search/terms.js'
import { typingErrors } from '../src/search/typing-errors.js'

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

test('the words of a query are joined as they were typed', async (t) => {
  for (const [typed, text] of [
    ['有机苹果 juice', '有机苹果 juice'],
    ['Red plum', 'red plum'],
    ['富士', '富士'],
    ['草莓 apple a', '草莓 apple a']
  ] as const)
    t.equal(joinWords(groupsOf(typed).flatMap(([word = '']) => word)), text)
})

test('a query of signs has no words', async (t) => {
  for (const query of ['%', "'", '… !', '🍎', '']) t.same(groupsOf(query), [], query)
})

test('terms weigh by the best place where they stand, and are bounded', async (t) => {
  const terms = termsOf({
    names: ['Rye bread'],
    categories: ['Bread'],
    texts: ['A dark bread. '.repeat(50)]
  })
  t.same(Object.fromEntries(terms), { rye: 8, bread: 8, a: 1, dark: 1 })
  const words = Array.from({ length: 200 }, (_, number) => `word${number}`).join(' ')
  t.equal(termsOf({ names: [], categories: [], texts: [words, words.toUpperCase()] }).size, 64)
  t.equal(groupsOf(words).length, 16)
  t.equal(groupsOf('a'.repeat(100))[0]?.[0]?.length, 40)
})

test('a good has the terms of all its languages, single ideographs only of names', async (t) => {
  const terms = termsOf({
    names: ['Apple', '苹果'],
    categories: ['Fruit', '水果'],
    texts: ['Crisp.', '爽脆。']
  })
  t.same(Object.fromEntries(terms), {
    apple: 8,
    苹: 8,
    果: 8,
    苹果: 8,
    fruit: 4,
    水: 4,
    水果: 4,
    crisp: 1,
    爽脆: 1
  })
})

test('what lists are narrowed by is no word', async (t) => {
  const terms = filterTerms({ vegan: true, organic: true, country: 'IT' })
  t.same(terms, ['=vegan', '=organic', '=from it'])
  t.notOk(terms.some(isWord))
  t.same(groupsOf('=vegan'), [['vegan']])
})

test('a plural is left out beside its singular', (t) => {
  t.same(withoutPlurals(['berries', 'berrie', 'berry']), ['berrie', 'berry'])
  t.same(withoutPlurals(['apples', 'pears']), ['apples', 'pears'])
  for (const word of ['berries', 'apples', 'cookies', 'glasses', 'news'])
    t.ok(withoutPlurals(groupsOf(word)[0] ?? []).length <= MOST_FORMS, word)
  t.end()
})

test('typingErrors allows for more of them, the longer the word', async (t) => {
  for (const [word, other] of [
    ['appels', 'apples'],
    ['aples', 'apples'],
    ['applles', 'apples'],
    ['porcinni', 'porcini'],
    ['strawbarrys', 'strawberry']
  ] as const)
    t.not(typingErrors(word, other), undefined, `${word} ${other}`)
  for (const [word, other] of [
    ['rye', 'rya'],
    ['apples', 'plums'],
    ['aplse', 'apples']
  ] as const)
    t.equal(typingErrors(word, other), undefined, `${word} ${other}`)
})

/** Whether a good of this name has a form of each word. */
function finds(name: string, query: string): boolean {
  const terms = termsOf({ names: [name], categories: [], texts: [] })
  return groupsOf(query).every((forms) => forms.some((form) => terms.has(form)))
}
