import { checkCode, checkModels, checkPackages } from './check-free.mjs'
import { formsOf } from './forms.mjs'
import { Refused } from './refused.mjs'

/**
 * The forms of a new feature's name.
 *
 * @param name plural, as of the package: `gift-cards`
 * @param model as in Prisma's schema: `GiftCard`. @default `name` without its last s
 * @throws Refused where it cannot be a name, or something else has it
 */
export function nameFeature(name, model) {
  // As blueprint() has it, and narrower: it must be a name in all its forms.
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name) || name.length > 40) {
    throw new Refused(
      `'${quoted(name)}' cannot be a blueprint's name: lower-case letters and digits, words joined by hyphens (gift-cards), at most 40.`
    )
  }
  checkPackages(name)
  const feature = formsOf({ name, model: model ?? singular(name) })
  if (!/^[A-Z][A-Za-z0-9]{0,39}$/.test(feature.model)) {
    throw new Refused(
      `'${quoted(feature.model)}' cannot be a model's name: letters and digits, starting with a capital (GiftCard), at most 40.`
    )
  }
  checkModels(feature)
  checkCode(feature)
  return feature
}

/** Asks rather than guesses: a wrong one would be in forty places. */
function singular(name) {
  if (!/[^siu]s$/.test(name) || /(ie|[sxz]e|[cs]he)s$/.test(name)) {
    throw new Refused(`What is one of '${name}' called? Add --model and its name, as in --model Category.`)
  }
  return formsOf({ name: name.slice(0, -1) }).type
}

function quoted(text) {
  return text.replace(/[^ -~]/g, '?').slice(0, 60)
}
