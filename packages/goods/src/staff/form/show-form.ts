import { type BlueprintApp, type Translate, wantsHtml } from '@larder/blueprint'
import { Allergen } from '@larder/database'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { type ConflictField, replyConflict, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type BasePrice, basePrice } from '../../base-price.js'
import { GOODS_ERR_NOT_FOUND, GOODS_ERR_SHOWN } from '../../errors.js'
import { listCategories } from '../../lists/list-categories.js'
import { monthNames } from '../../pages/fact-rows.js'
import { otherLanguages } from '../../shop-language.js'
import { stateOf } from './change-state.js'
import type { StaffGood } from './find-staff-good.js'
import { GOOD_FIELDS, type GoodProblems, type GoodValues, printGood } from './good-values.js'
import type { SaveOutcome } from './save-good.js'

/** What was sent, and of which form. */
export interface SentForm {
  /** The fields that were changed. */
  own: Partial<GoodValues>
  /** All that were sent. */
  values: Partial<GoodValues>
  /** What the form showed first, so that it is known what was typed. */
  shown: object
  version?: number | undefined
  /** None of a new good. */
  good?: StaffGood | undefined
}

/** Answers what became of a form. Where fields have problems it is shown again, with all that was typed. */
export function answerSaved(app: BlueprintApp, showForm: ShowForm) {
  return async (request: FastifyRequest, reply: FastifyReply, saved: SaveOutcome, form: SentForm) => {
    switch (saved.outcome) {
      case 'gone':
        throw new GOODS_ERR_NOT_FOUND()
      case 'changed':
        return replyConflict(request, reply, conflictOf(app, saved.theirs, form.own, request.t))
      case 'problems': {
        reply.code(422)
        const { problems } = saved
        if (!wantsHtml(request)) return reply.send({ message: request.t('goods-staff:not-saved'), problems })
        const { good, shown, version } = form
        const values = { ...(good && printGood(good)), ...form.values }
        return showForm(request, reply, { good, values, shown, version, problems })
      }
      case 'saved': {
        const { id, version, name } = saved
        if (!wantsHtml(request)) {
          sendVersion(reply, version)
          return reply.send({ id, version })
        }
        flash(request, request.t('goods-staff:saved', { name }))
        return reply.redirect(app.urlFor('.edit', { id }), 303)
      }
    }
  }
}

export type ShowForm = ReturnType<typeof formShower>

/** @param currency of new goods */
export function formShower(app: BlueprintApp, currency: () => string) {
  return async (request: FastifyRequest, reply: FastifyReply, form: ShownForm): Promise<FastifyReply> => {
    const { good, values } = form
    const { language, t } = request
    const categories = await listCategories(app.db)
    const base = good && basePrice({ ...good, content_unit: good.contentUnit })
    const shownCurrency = good?.currency ?? currency()
    return reply.view('form', {
      problems: {},
      version: good?.version,
      ...form,
      values,
      categories,
      currency: shownCurrency,
      allergens: Object.values(Allergen),
      months: monthNames(language),
      base: base && basePriceText(base, shownCurrency, t),
      prior: good && good.priorPrice !== null && formatPrice(good.priorPrice, good.currency, language),
      state: good && stateOf(good),
      languages: otherLanguages(app).map((tag) => ({ tag, name: nameOfLanguage(tag, language) })),
      slots: good && { 'goods-staff.form.actions': { good: { id: good.id } } }
    })
  }
}

function basePriceText({ amount, per }: BasePrice, currency: string, t: Translate): string {
  const price = formatPrice(amount, currency, t.language)
  return t('goods:base-price.per', { price, unit: t.of('goods:baseUnit', per) })
}

/** What a language is called in another one: `Simplified Chinese`. */
export function nameOfLanguage(tag: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(tag) ?? tag
}

/** @throws GOODS_ERR_SHOWN (400) */
export function readShown(text = '{}'): object {
  try {
    const shown: unknown = JSON.parse(text)
    if (typeof shown === 'object' && shown !== null) return shown
  } catch {
    // Said below.
  }
  throw new GOODS_ERR_SHOWN()
}

interface ShownForm {
  good?: StaffGood | undefined
  values: Partial<GoodValues>
  /** What the form showed first, so that it is known what was typed. */
  shown?: object
  version?: number | undefined
  problems?: GoodProblems
}

function conflictOf(app: BlueprintApp, theirs: StaffGood, sent: Partial<GoodValues>, t: Translate) {
  const fields = conflictFields(sent, printGood(theirs), t)
  const back = app.urlFor('.edit', { id: theirs.id })
  return { title: theirs.name, back, version: theirs.version, fields }
}

/** The fields that were sent, as they were typed and as they are now. */
export function conflictFields(
  sent: Partial<GoodValues>,
  now: Partial<GoodValues>,
  t: Translate
): ConflictField[] {
  return GOOD_FIELDS.filter((name) => name in sent).map((name) => ({
    name,
    label: t.of('goods-staff:label', name),
    mine: sent[name] ?? '',
    theirs: now[name] ?? ''
  }))
}
