import { createRequire } from 'node:module'

const fromBlueprint = createRequire(new URL('../../packages/blueprint/package.json', import.meta.url))
const { parse, TYPE } = createRequire(fromBlueprint.resolve('intl-messageformat'))(
  '@formatjs/icu-messageformat-parser'
)

/** Checks one message by itself and against the English one. */
export function checkText({ text, english, language, isHtml }, report) {
  if (typeof text !== 'string' || text.trim() === '') return report('the message is empty. Write it.')
  if (text.includes("'")) report("an apostrophe ' begins a quotation in ICU MessageFormat. Write ’.")
  const elements = parseText(text, report)
  if (!elements) return
  const wanted = english === undefined ? undefined : argumentsOf(parseText(english, () => {}) ?? [])
  if (wanted) checkArguments(argumentsOf(elements), wanted, report)
  checkPlurals(elements, language, report)
  checkMarkup(text, english ?? text, isHtml, report)
  for (const literal of literalsOf(elements)) checkHan(literal, report)
}

/** What a message needs, by name. */
export function readArguments(text) {
  return argumentsOf(parseText(text, () => {}) ?? [])
}

function parseText(text, report) {
  try {
    return parse(text, { ignoreTag: true })
  } catch (error) {
    report(`this is no ICU MessageFormat (${error.message}). Correct its braces.`)
  }
}

const KINDS = {
  [TYPE.argument]: 'text',
  [TYPE.plural]: 'number',
  [TYPE.number]: 'number',
  [TYPE.select]: 'choice',
  [TYPE.date]: 'date',
  [TYPE.time]: 'date'
}

function argumentsOf(elements) {
  const found = new Map()
  for (const element of everyElement(elements)) {
    if (KINDS[element.type]) found.set(element.value, KINDS[element.type])
  }
  return found
}

function everyElement(elements) {
  return elements.flatMap((element) => [
    element,
    ...Object.values(element.options ?? {}).flatMap(({ value }) => everyElement(value))
  ])
}

function literalsOf(elements) {
  return everyElement(elements).flatMap((element) => (element.type === TYPE.literal ? [element.value] : []))
}

function checkArguments(given, wanted, report) {
  for (const name of wanted.keys())
    if (!given.has(name)) report(`the English message has {${name}}. Write it here too.`)
  for (const name of given.keys())
    if (!wanted.has(name)) report(`the English message has no {${name}}. Take its names.`)
}

function checkPlurals(elements, language, report) {
  for (const element of everyElement(elements)) {
    if (element.type !== TYPE.plural) continue
    const { pluralCategories } = new Intl.PluralRules(language, {
      type: element.pluralType
    }).resolvedOptions()
    const given = Object.keys(element.options).filter((option) => !option.startsWith('='))
    const missing = pluralCategories.filter((category) => !given.includes(category))
    const wrong = given.filter((category) => !pluralCategories.includes(category))
    if (missing.length + wrong.length > 0)
      report(
        `{${element.value}} has the forms ${given.join(', ')}; this language has ${pluralCategories.join(', ')}. Write these.`
      )
  }
}

const TAGS = /<[^>]*>?/g
const ALLOWED = /^<\/?(a|b|strong|em|s|small|code|br|span|time)( [a-z-]+="[^"<>]*")*>$/

function checkMarkup(text, english, isHtml, report) {
  const tags = text.match(TAGS) ?? []
  if (tags.length === 0 && !TAGS.test(english)) return
  TAGS.lastIndex = 0
  if (!isHtml) return report('only tHtml shows tags. Use it, or write no markup.')
  const wrong = tags.find((tag) => !ALLOWED.test(tag))
  if (wrong)
    return report(
      `${wrong} is none of the tags of messages: a, b, strong, em, s, small, code, br, span, time. Put it into the template.`
    )
  const sorted = (list) => [...(list ?? [])].sort().join('')
  if (sorted(tags) !== sorted(english.match(TAGS)))
    report('the English message has other tags. Write the same.')
}

/** Between Chinese characters stand full-width signs (GB/T 15834-2011). */
function checkHan(literal, report) {
  const [sign] =
    /(?<=\p{Script=Han}\s*)[,:;?!"]|[,:;?!"](?=\s*\p{Script=Han})|(?<=\p{Script=Han})\.(?=\s|$)/u.exec(
      literal
    ) ?? []
  if (sign) report(`${sign} stands beside a Chinese character. Write its full-width form: ，：；？！“”。`)
}
