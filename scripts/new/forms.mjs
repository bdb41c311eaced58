/** A feature's name and its model's, `gift-cards` and `GiftCard`, in every form that they take in code and sentences. */
export function formsOf({ name, model = '' }) {
  const many = name.split('-')
  const one = (model.match(/[A-Z][a-z0-9]*/g) ?? []).map((word) => word.toLowerCase())
  const type = many.map(capitalize).join('')
  return {
    name,
    type,
    variable: uncapitalize(type),
    table: many.join('_'),
    constant: many.join('_').toUpperCase(),
    words: many.join(' '),
    heading: capitalize(many.join(' ')),
    model,
    oneName: one.join('-'),
    oneVariable: uncapitalize(model),
    oneWords: one.join(' '),
    oneHeading: capitalize(one.join(' '))
  }
}

/** Replaces a feature's name by another's, in all their forms. */
export function renamer(from, to) {
  const replacements = new Map(Object.keys(from).map((form) => [from[form], to[form]]))
  // The longer first: `sample-thing` begins `sample-things`.
  const words = [...replacements.keys()].sort((one, other) => other.length - one.length)
  const pattern = new RegExp(words.join('|'), 'g')
  return (text) => text.replace(pattern, (word) => replacements.get(word))
}

function capitalize(word) {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function uncapitalize(word) {
  return word.charAt(0).toLowerCase() + word.slice(1)
}
