// What a page costs through the cascade, against Eta alone and against @fastify/view with Eta: the same templates, the
// same data, the same Fastify, by `inject`, all compiled before the measurement. CPU time per page, in turns, as a ratio
// of medians. What differs is what is compared: how a name becomes a template, and the headers, of which larder sets more.
// Eta alone asks for the path of every include, by way of JSON.stringify; 'eta in memory' is given its templates by name
// (`@row`), which spares it the paths and is the least that Eta can cost.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyView from '@fastify/view'
import { blueprint } from '@larder/blueprint'
import { Eta } from 'eta'
import Fastify from 'fastify'

// Only to see that it runs: the figures mean nothing.
const smoke = process.argv.includes('--smoke')
const ROUNDS = smoke ? 1 : 15
const PAGES = smoke ? 1 : 1_500
const root = new URL('./goods/', import.meta.url)
const templates = fileURLToPath(new URL('templates', root))
const data = {
  goods: Array.from({ length: 24 }, (_, i) => ({ slug: `good-${i}`, name: `Good <${i}>`, price: `€${i}.99` }))
}

const rivals = {
  larder: larder(),
  eta: etaAlone(),
  'eta in memory': etaInMemory(),
  '@fastify/view': fastifyViewWithEta()
}
const pages = await Promise.all(Object.values(rivals).map(async (app) => (await app.inject('/goods')).body))
// Eta alone drops the ends of lines after what it prints.
if (new Set(pages.map((page) => page.replaceAll('\n', ''))).size > 1)
  throw new Error('The rivals do not make the same page')

const costs = Object.fromEntries(Object.keys(rivals).map((name) => [name, []]))
for (let round = -2; round < ROUNDS; round++) {
  for (const [name, app] of Object.entries(rivals)) {
    const cost = await measure(app)
    if (round >= 0) costs[name].push(cost)
  }
}
for (const [name, measured] of Object.entries(costs)) {
  const ratio = median(measured) / median(costs.eta)
  console.log(`${name.padEnd(14)} ${median(measured).toFixed(1)} µs a page, ${ratio.toFixed(3)} × Eta alone`)
}

/** Microseconds of CPU for one page. */
async function measure(app) {
  const before = process.cpuUsage()
  for (let page = 0; page < PAGES; page++) await app.inject('/goods')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / PAGES
}

function larder() {
  const app = Fastify()
  app.register(
    blueprint({ name: 'goods', root, defaults: {} }, async (goods) => {
      goods.get('/', async (_request, reply) => reply.view('list', data))
    }),
    { prefix: '/goods' }
  )
  return app
}

function etaAlone() {
  const app = Fastify()
  const eta = new Eta({ views: templates, cache: true })
  app.get('/goods', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(eta.render('list', data))
  )
  return app
}

function etaInMemory() {
  const app = Fastify()
  const eta = new Eta({ cache: true })
  for (const file of readdirSync(templates)) {
    const text = readFileSync(`${templates}/${file}`, 'utf8').replace(/(layout|include)\('/g, "$1('@")
    eta.loadTemplate(`@${file.replace('.eta', '')}`, text)
  }
  app.get('/goods', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(eta.render('@list', data))
  )
  return app
}

function fastifyViewWithEta() {
  const app = Fastify()
  const eta = new Eta({ views: templates, cache: true })
  app.register(fastifyView, { engine: { eta }, root: templates, viewExt: 'eta', production: true })
  app.get('/goods', async (_request, reply) => reply.view('list', data))
  return app
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]
}
