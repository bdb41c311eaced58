// npm run new: a feature to start from, in the shape that all of them have. What it is made of is in scripts/new/.
import { parseArgs } from 'node:util'
import { nameFeature } from './new/name-feature.mjs'
import { placeFeature } from './new/place-feature.mjs'
import { Refused } from './new/refused.mjs'
import { fail } from './run.mjs'

const HELP = `npm run new -- blueprint NAME [--model MODEL]

Makes packages/NAME, a feature to start from that works as it is: a model, a list and a page for
each, a style, tests, a README. It says what is left to do.

  NAME           what there is, in the plural: lower case, words joined by hyphens (gift-cards);
                 the package, blueprint, URL and style are named so, and the table (gift_cards)
  --model MODEL  what one of it is called in prisma/schema (GiftCard). Without it, NAME less its s;
                 needed where that is not the singular: blueprint categories --model Category
`

// All is done in one go, which takes less than a second: whoever interrupts gets all or nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})

const { values, positionals } = readArguments()
if (values.help) console.log(HELP)
else {
  const [kind, name, ...more] = positionals
  if (kind !== 'blueprint' || !name || more.length > 0) {
    fail('Write: npm run new -- blueprint NAME (more with npm run new -- --help)')
  }
  try {
    const feature = nameFeature(name, values.model)
    placeFeature(feature)
    console.log(whatIsLeft(feature))
  } catch (error) {
    if (!(error instanceof Refused) && !error.code) throw error
    fail(error instanceof Refused ? error.message : `Nothing was made: ${error.message}`)
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { model: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
    })
  } catch (error) {
    return fail(`${error.message.split('. ')[0]}. More with npm run new -- --help`)
  }
}

function whatIsLeft({ name, variable, table, model }) {
  return `
  Made packages/${name} and prisma/schema/${name}.prisma (model ${model}, table ${table}).

  1. Have the shop use it. In apps/gateway/package.json, among the dependencies:

       "@larder/${name}": "workspace:^",

     and in apps/gateway/src/app.ts:

       import ${variable} from '@larder/${name}'

       await app.register(${variable}, { prefix: '/${name}' })

  2. npx pnpm install
  3. npx larder-db migrate -m "add ${table}"
  4. A browser looks at every page of the shop. Say in apps/gateway/test/fixtures/in-browser/visits.ts
     how it gets to these: '/${name}' and '/${name}/:id'.
  5. npm run check
`
}
