// npm run new: a feature to start from, in the shape that all of them have. What it is made of is in scripts/new/.
import { parseArgs } from 'node:util'
import { nameFeature } from './new/name-feature.mjs'
import { placeFeature } from './new/place-feature.mjs'
import { Refused } from './new/refused.mjs'
import { fail } from './run.mjs'
import { installAndBuild } from './workspace.mjs'

const HELP = `npm run new -- blueprint NAME [--model MODEL] [--no-install]

Makes packages/NAME, a feature to start from that works as it is: a model and its migration, a list
and a page for each, a style, tests, a README. Adds it to the shop, installs and builds.

  NAME           what there is, in the plural: lower case, words joined by hyphens (gift-cards);
                 the package, blueprint, URL and style are named so, and the table (gift_cards)
  --model MODEL  what one of it is called in prisma/schema (GiftCard). Without it, NAME less its s;
                 needed where that is not the singular: blueprint categories --model Category
  --no-install   only make the files; npm start and npm test install and build what is missing
`

const { values, positionals } = readArguments()
if (values.help) console.log(HELP)
else {
  const [kind, name, ...more] = positionals
  if (kind !== 'blueprint' || !name || more.length > 0) {
    fail('Write: npm run new -- blueprint NAME (more with npm run new -- --help)')
  }
  const feature = await make(name, values.model)
  if (!values['no-install']) await installAndBuild()
  console.log(whatIsLeft(feature))
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        'no-install': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' }
      }
    })
  } catch (error) {
    return fail(`${error.message.split('. ')[0]}. More with npm run new -- --help`)
  }
}

/** In one go, which takes less than a second: an interruption waits until all is made. */
async function make(name, model) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const wait = () => {}
  for (const signal of signals) process.on(signal, wait)
  try {
    const feature = nameFeature(name, model)
    await placeFeature(feature)
    return feature
  } catch (error) {
    if (!(error instanceof Refused) && !error.code) throw error
    return fail(error instanceof Refused ? error.message : `Nothing was made: ${error.message}`)
  } finally {
    for (const signal of signals) process.off(signal, wait)
  }
}

function whatIsLeft({ name, type, variable, table, model, heading }) {
  return `
  Made packages/${name}, the model ${model} (table ${table}) and its migration. The shop serves it at /${name}:
  npm start shows it, and npm run check passes.

  What is left:

  - Its fields: prisma/schema/${name}.prisma, then npx larder-db migrate -m "…".
  - Its words in Chinese: packages/${name}/languages/zh-Hans.json. See docs/languages.md.
  - Relations, as to the user who wrote it: a field here, and one back in the other model:
      user   User? @relation(fields: [userId], references: [id], onDelete: SetNull)
      userId Int?  @map("user_id")
    and in prisma/schema/users.prisma: ${variable} ${model}[]
  - The menu: a link to urlFor('${name}.list'), "${heading}", in apps/gateway/templates/header.eta or footer.eta.
  - A place on another feature's page, as a good's. In packages/${name}/package.json, among the dependencies, and then
    npx pnpm install:
      "@larder/goods": "workspace:^",
    and in packages/${name}/src/routes.ts:
      import type {} from '@larder/goods'
      app.fillSlot('goods.show.end', { template: 'cards', data: () => list${type}(app.db, { pageSize: 3 }) })
    Which slots there are: npx gateway templates --slots. More: packages/blueprint/README.md.
`
}
