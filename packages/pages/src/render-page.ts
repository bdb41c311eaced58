import type { Translate } from '@larder/blueprint'
import markdownIt from 'markdown-it'
import type { PageText } from './find-page.js'

/** What a text may name in double braces: `{{email}}`. */
export interface Facts {
  /** Name and address. */
  seller: string
  email: string
  phone: string
  vat: string
}

const FACTS = ['seller', 'email', 'phone', 'vat'] satisfies (keyof Facts)[]

export interface RenderedPage {
  html: string
  /** What the text names and nobody has set yet. */
  missing: string[]
}

/**
 * Makes HTML of a text, with its facts. HTML within it is shown, not used.
 *
 * @param t what names the facts that are missing
 */
export function renderPage(body: string, facts: Facts, t: Translate): RenderedPage {
  const missing = new Set<string>()
  const filled = fillFacts(body, (name) => {
    if (facts[name].trim() !== '') return escapeMarkdown(facts[name])
    const fact = t.of('pages:fact', name)
    missing.add(fact)
    return `**[${t('pages:show.missing', { fact })}]**`
  })
  return { html: markdown.render(filled), missing: [...missing] }
}

/** Makes a text to be read as it is, as in a mail: Markdown, with its facts and its title above. */
export function renderText(
  { title, body }: Pick<PageText, 'title' | 'body'>,
  facts: Facts,
  t: Translate
): string {
  const missing = (name: string) => `[${t('pages:show.missing', { fact: t.of('pages:fact', name) })}]`
  const filled = fillFacts(body, (name) => facts[name].trim() || missing(name))
  return `${title}\n\n${filled.trim()}\n`
}

function fillFacts(body: string, factOf: (name: keyof Facts) => string): string {
  return body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => (isFact(name) ? factOf(name) : whole))
}

function isFact(name: string): name is keyof Facts {
  return FACTS.some((fact) => fact === name)
}

/** A name may have what Markdown takes for a mark (CommonMark, 2.4). */
function escapeMarkdown(text: string): string {
  return text
    .trim()
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replaceAll('\n', ', ')
}

const markdown = markdownIt({ html: false, linkify: false, typographer: false })
// The page's own heading is the first.
markdown.renderer.rules.heading_open = (tokens, index) => `<h${headingLevel(tokens[index]?.tag)}>`
markdown.renderer.rules.heading_close = (tokens, index) => `</h${headingLevel(tokens[index]?.tag)}>\n`

function headingLevel(tag = 'h2'): number {
  return Math.max(2, Number(tag.slice(1)))
}
