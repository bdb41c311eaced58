import path from 'node:path'
import {
  explainTemplate,
  listRoutes,
  listSlots,
  listStatics,
  listTemplates,
  type TemplateExplanation
} from '@larder/blueprint'
import { readPlan } from '../settings/read-config.js'
import { printJson, printTable } from './print-table.js'
import { withShop } from './with-shop.js'

/** Prints every route. */
export async function printRoutes(json = false): Promise<void> {
  const routes = await withShop(listRoutes)
  if (json) return printJson(routes)
  printTable([
    ['METHOD', 'PATH', 'NAME', 'BLUEPRINT', 'PACKAGE', 'TEMPLATES'],
    ...routes.map((route) => [
      route.method,
      route.url,
      route.name ?? '',
      route.blueprint || 'the app',
      route.package ?? '',
      route.templates.join(', ')
    ])
  ])
}

/**
 * Prints what a server in front has to know of each part of the shop: its prefix, the static files that may be served in its
 * place, and in JSON the routes with larger bodies.
 */
export async function printStatics(json = false): Promise<void> {
  // Its path is part of each prefix.
  const { LARDER_PUBLIC_URL } = process.env
  const entries = await withShop(listStatics, { ...readPlan({}, { LARDER_PUBLIC_URL }), ...ANY_STRIPE })
  if (json) return printJson(entries)
  printTable([
    ['BLUEPRINT', 'PREFIX', 'STATIC FILES', 'FOLDER'],
    ...entries.map(({ blueprint, prefix, statics }) => [
      blueprint || 'the app',
      prefix || '/',
      statics ? `${statics.url} (${statics.files.length})` : '',
      shortPath(statics?.folder)
    ])
  ])
}

/** Whether the shop has Stripe's notifications is known to the instances' environment alone, so their route is listed for all. */
const ANY_STRIPE = { stripeSecretKey: 'sk_test_any', stripeWebhookSecret: 'whsec_any' }

export interface TemplatesFlags {
  json?: boolean
  /** Those of mails: `users:verify/text`. */
  mail?: boolean
  /** What fills the slots of pages. */
  slots?: boolean
}

/** Prints every template with the file that is rendered for it, or what fills the slots. */
export async function printTemplates({ json, mail, slots }: TemplatesFlags): Promise<void> {
  if (slots) return printSlots(json)
  const templates = await withShop((app) => listTemplates(app, mail ? 'mail' : 'templates'))
  if (json) return printJson(templates)
  printTable([
    ['TEMPLATE', 'WHOSE', 'FILE'],
    ...templates.map((one) => [
      nameOf(one),
      one.owner === 'app' ? 'the app' : (one.owner ?? ''),
      shortPath(one.file)
    ])
  ])
}

async function printSlots(json = false): Promise<void> {
  const slots = await withShop(listSlots)
  if (json) return printJson(slots)
  printTable([
    ['SLOT', 'PLACE', 'TEMPLATE', 'FILE'],
    ...slots.flatMap(({ slot, fillings }) => [
      ...(fillings.length === 0 ? [[slot, 'empty']] : []),
      ...fillings.map(({ blueprint, template, file, place }) => [
        slot,
        place === undefined ? 'left out' : String(place),
        blueprint === 'app' ? template : `${blueprint}:${template}`,
        shortPath(file)
      ])
    ])
  ])
}

/**
 * Prints where one template is looked for, and what wins.
 *
 * @param template `goods:list`, or `list` for the app's own
 * @throws where it is nowhere to be found
 */
export async function printTemplate(template: string, { json, mail }: TemplatesFlags): Promise<void> {
  const [name = '', blueprint = ''] = template.split(':').reverse()
  const explanation = await withShop((app) =>
    explainTemplate(app, blueprint, name, mail ? 'mail' : 'templates')
  )
  if (json) printJson(explanation)
  else printTable(explanation.places.map(({ file, outcome, why }) => [outcome, shortPath(file), why]))
  if (!explanation.file) throw new Error(`There is no template ${template}.`)
}

function nameOf({ blueprint, template }: TemplateExplanation): string {
  return blueprint ? `${blueprint}:${template}` : template
}

function shortPath(file: string | undefined): string {
  return file ? path.relative(process.cwd(), file) : ''
}
