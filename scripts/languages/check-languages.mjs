import path from 'node:path'
import { checkErrors } from './check-errors.mjs'
import { checkText, readArguments } from './check-text.mjs'
import { findOwners, readEnums } from './find-owners.mjs'
import { findUses } from './find-uses.mjs'

/**
 * Checks all files of messages below a folder, and all that uses them.
 *
 * @returns {{ problems: string[], messages: number, languages: string[] }} one line for each problem: file, key, what to do
 */
export function checkLanguages(root) {
  const owners = findOwners(root)
  const languages = [...new Set([...owners.values()].flatMap(({ files }) => [...files.keys()]))].sort()
  const uses = findUses(root, owners)
  const problems = [...uses.problems]
  const report = (file, key, advice) => problems.push(`${path.relative(root, file)}: ${key}: ${advice}`)
  checkErrors(root, owners, uses.keys, report)
  for (const owner of owners.values()) {
    checkOwner(owner, languages, uses, report)
    for (const override of owner.overrides) checkOverride(owner, override, report)
  }
  checkUses(owners, uses, report)
  checkGroups(root, owners, uses, report)
  const messages = [...owners.values()].reduce((sum, { english }) => sum + english.size, 0)
  return { problems: [...new Set(problems)], messages, languages }
}

function checkOwner(owner, languages, uses, report) {
  const { english, files, name } = owner
  for (const key of english.keys()) {
    if (!uses.keys.has(`${name}:${key}`))
      report(owner.file('en'), key, 'nothing uses this message. Remove it.')
  }
  for (const language of languages) {
    const texts = files.get(language) ?? new Map()
    for (const key of english.keys()) {
      if (!texts.has(key)) report(owner.file(language), key, 'this language lacks the message. Add it.')
    }
    for (const [key, text] of texts) {
      if (!english.has(key))
        report(owner.file(language), key, 'en.json has no such message. Add it there, or remove it.')
      const isHtml = uses.html.has(`${name}:${key}`)
      checkText({ text, english: english.get(key), language, isHtml }, (advice) =>
        report(owner.file(language), key, advice)
      )
    }
  }
}

function checkOverride({ english, name }, { file, language, texts }, report) {
  for (const [key, text] of texts) {
    if (!english.has(key)) report(file, key, `${name} has no such message. Correct the key, or remove it.`)
    else
      checkText({ text, english: english.get(key), language, isHtml: true }, (advice) =>
        report(file, key, advice)
      )
  }
}

/** What is asked for must be there, with the values that it needs. */
function checkUses(owners, { calls }, report) {
  for (const { place, key, given } of calls) {
    const [name, own] = key.split(/:(.*)/s)
    const owner = owners.get(name)
    const text = owner?.english.get(own)
    if (!owner)
      report(
        place,
        key,
        `no messages belong to '${name}'. Write the blueprint's name, or add languages/en.json.`
      )
    else if (text === undefined)
      report(place, key, `${owner.file('en')} has no such message. Add it, or correct the key.`)
    else if (given) {
      const missing = [...readArguments(text).keys()].filter((argument) => !given.includes(argument))
      if (missing.length > 0)
        report(
          place,
          key,
          `the message needs ${missing.map((one) => `{${one}}`).join(', ')}. Give the values.`
        )
    }
  }
}

/** A group has words, and those of a Prisma enum are its values. */
function checkGroups(root, owners, { groups }, report) {
  const enums = readEnums(root)
  for (const { place, group } of groups) {
    const [name, own] = group.split(/:(.*)/s)
    const owner = owners.get(name)
    const words = [...(owner?.english.keys() ?? [])].filter((key) => key.startsWith(`${own}.`))
    if (words.length === 0) report(place, `${group}.…`, 'no message begins so. Add one for each value.')
    const values = enums.get(own)
    const missing = values?.filter((value) => !words.includes(`${own}.${value}`)) ?? []
    for (const value of missing)
      report(place, `${group}.${value}`, 'the enum has this value. Add a message for it.')
    for (const word of values ? words : []) {
      if (!values.includes(word.slice(own.length + 1)))
        report(place, `${name}:${word}`, 'the enum has no such value. Remove the message.')
    }
  }
}
