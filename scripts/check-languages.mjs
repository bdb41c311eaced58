// npm run languages: fails on messages that a page would miss, or show in the wrong way. See docs/languages.md.
import { checkLanguages } from './languages/check-languages.mjs'
import { fail, root } from './run.mjs'

const { problems, messages, languages } = checkLanguages(root)
for (const problem of problems) console.error(problem)
if (problems.length > 0) fail(`${problems.length} problems with messages: see above.`)
console.log(`${messages} messages are complete in ${languages.join(', ')}.`)
