import { existsSync } from 'node:fs'
import { BLUEPRINT_ERR_NO_ORIGIN } from '../errors.js'
import { localiser } from '../localise.js'
import type { Registry, Scope } from '../registry.js'
import { assetUrls } from '../static/assets.js'
import { placesOf } from '../templates/cascade.js'
import { createViews } from '../templates/views.js'

/** What a mail says, as @larder/mail and nodemailer take it. */
export interface RenderedMail {
  subject: string
  text: string
  /** Left out where the mail has no `html.eta`. */
  html?: string
}

/**
 * @param name the folder below `mail/`: `verify`, or `users:verify` for the blueprint's own
 * @throws BLUEPRINT_ERR_TEMPLATE_NAME, BLUEPRINT_ERR_TEMPLATE_UNKNOWN,
 * BLUEPRINT_ERR_TEMPLATE_FAILED; BLUEPRINT_ERR_NO_ORIGIN where it has links and the app does not
 * know how visitors reach it
 */
export type RenderMail = (name: string, data?: object, options?: MailOptions) => RenderedMail

export interface MailOptions {
  /** Of its reader, never of the request that causes the mail. @default the app's default */
  language?: string | undefined
}

export interface Mails {
  render: RenderMail
  /** Compiles all templates of mails: a broken one stops the boot. */
  compileAll(): void
}

/**
 * The mails of one blueprint, found by the same cascade as its views. A mail is read outside the
 * site, so all URLs are absolute.
 */
export function createMails(scope: Scope, registry: Registry): Mails {
  const plain = createViews(scope, registry, { kind: 'mail', autoEscape: false })
  const html = createViews(scope, registry, { kind: 'mail' })
  const localise = localiser(scope, registry, { absolute: true })
  const assetUrl = absoluteAssets()

  return {
    render(name, data, { language = registry.languages.fallback } = {}) {
      const known = registry.languages.all.includes(language) ? language : registry.languages.fallback
      const all = { assetUrl, ...registry.mailContext(), ...data, ...localise(known) }
      return {
        subject: plain.render(`${name}/subject`, all).trim(),
        text: plain.render(`${name}/text`, all),
        ...(has(`${name}/html`) && { html: html.render(`${name}/html`, all) })
      }
    },
    compileAll() {
      plain.compileAll((template) => !HTML.test(template))
      html.compileAll((template) => !PLAIN.test(template))
    }
  }

  function has(template: string): boolean {
    return placesOf(template, scope, registry, 'mail').some(existsSync)
  }

  function absoluteAssets() {
    const assetUrl = assetUrls(scope, registry)
    return (file: string) => {
      if (!registry.origin) throw new BLUEPRINT_ERR_NO_ORIGIN(file)
      return registry.origin + assetUrl(file)
    }
  }
}

// Other templates are included by these, and may be so by either.
const HTML = /\/html$/
const PLAIN = /\/(subject|text)$/
