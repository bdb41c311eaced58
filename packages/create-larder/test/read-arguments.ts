import path from 'node:path'
import { test } from 'tap'
import { checkFolder } from '../src/choices.js'
import { ALL, completeFeatures, FEATURES } from '../src/features.js'
import { readArguments } from '../src/read-arguments.js'

const NOTHING = {
  folder: undefined,
  features: undefined,
  database: undefined,
  languages: undefined,
  yes: false,
  help: false
}

test('the command line says what it says, and leaves open the rest', (t) => {
  t.same(readArguments([]), NOTHING)
  t.same(readArguments(['my-shop', '-y']), { ...NOTHING, folder: 'my-shop', yes: true })
  const args = ['--features', 'carts, reviews', '--database=mysql', '--languages', 'zh-hans,en', 'my-shop']
  t.same(readArguments(args), {
    ...NOTHING,
    folder: 'my-shop',
    features: ['carts', 'reviews'],
    database: 'mysql',
    languages: ['zh-Hans', 'en']
  })
  t.same(readArguments(['--features', 'all']).features, ALL)
  t.same(readArguments(['--features', 'none']).features, [])
  t.end()
})

for (const [args, message] of [
  [['--colour'], /^Unknown option '--colour'\. More with --help\.$/],
  [['--features'], /^Option '--features <value>' argument missing\. More with --help\.$/],
  [['a', 'b'], /^Name one folder, not 2\. Options of npm create go after two dashes\./],
  [
    ['--features', 'carts,jam'],
    /^There is no feature 'jam'\. There are carts, .*, stock-alerts; all, or none\.$/
  ],
  [['--database', 'oracle'], /^There is no database 'oracle'\. Choose embedded, postgres, mysql\.$/],
  [['--languages', 'e'], /^'e' are no languages\./],
  [['--languages', ','], /are no languages\./]
] as const) {
  test(`refuses ${args.join(' ')}`, (t) => {
    t.throws(() => readArguments([...args]), { message })
    t.end()
  })
}

test('a shop has a name that npm, systemd and nginx take', (t) => {
  const parent = t.testdir({ full: { 'notes.txt': '' }, empty: {}, notes: 'to do' })
  const at = (name: string) => path.join(parent, name)
  t.same(checkFolder(at('my-shop2')), { folder: at('my-shop2'), name: 'my-shop2' })
  t.match(checkFolder(at('empty')), { name: 'empty' }, 'a folder that has nothing')
  for (const name of ['My-Shop', '2shops', 'my_shop', 'shop-', 'läden', 'a'.repeat(25)])
    t.throws(() => checkFolder(at(name)), { message: `'${name}' cannot be the name of a shop.` })
  t.throws(() => checkFolder(at('full')), { message: /full is not empty: it has notes\.txt\./ })
  t.throws(() => checkFolder(at('notes')), { message: /notes is a file\. Name another folder\./ })
  t.throws(() => checkFolder(at('notes/my-shop')), { message: /notes is a file\. Name another folder\./ })
  t.end()
})

test('what a feature needs comes along', (t) => {
  t.same(completeFeatures([]), { features: [], added: [] })
  t.same(completeFeatures(['favourites']), {
    features: ['carts', 'favourites'],
    added: [{ name: 'carts', for: 'favourites' }]
  })
  const { features, added } = completeFeatures(['checkout'])
  t.same(features, ['carts', 'addresses', 'delivery', 'orders', 'payments', 'checkout'])
  t.same(new Set(added.map((one) => one.name)), new Set(features.filter((name) => name !== 'checkout')))
  for (const { name, needs } of FEATURES)
    t.ok(
      needs.every((need) => ALL.indexOf(need) < ALL.indexOf(name)),
      `${name} stands after what it needs`
    )
  t.end()
})
