import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { Allergen } from '@larder/database'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { type ConflictField, replyConflict, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { basePrice } from '../../base-price.js'
import { GOODS_ERR_NOT_FOUND, GOODS_ERR_SHOWN } from '../../errors.js'
import { listCategories } from '../../lists/list-categories.js'
import { otherLanguages } from '../../shop-language.js'
import { stateOf } from './change-state.js'
import type { StaffGood } from './find-staff-good.js'
import { GOOD_FIELDS, type GoodProblems, type GoodValues, labelOf, printGood } from './good-values.js'
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
        return replyConflict(request, reply, conflictOf(app, saved.theirs, form.own))
      case 'problems': {
        reply.code(422)
        const { problems } = saved
        if (!wantsHtml(request)) return reply.send({ message: 'Please check these fields.', problems })
        const { good, shown, version } = form
        const values = { ...(good && printGood(good)), ...form.values }
        return showForm(reply, { good, values, shown, version, problems })
      }
      case 'saved': {
        const { id, version, name } = saved
        if (!wantsHtml(request)) {
          sendVersion(reply, version)
          return reply.send({ id, version })
        }
        flash(request, `«${name}» is saved.`)
        return reply.redirect(app.urlFor('.edit', { id }), 303)
      }
    }
  }
}

export type ShowForm = ReturnType<typeof formShower>

/** @param currency of new goods */
export function formShower(app: BlueprintApp, currency: () => string) {
  return async (reply: FastifyReply, form: ShownForm): Promise<FastifyReply> => {
    const { good, values } = form
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
      labelOf,
      base: base && `${formatPrice(base.amount, shownCurrency)} / ${base.per}`,
      prior: good && good.priorPrice !== null && formatPrice(good.priorPrice, good.currency),
      state: good && stateOf(good),
      languages: otherLanguages(app),
      nameOfLanguage,
      slots: good && { 'goods-staff.form.actions': { good: { id: good.id } } }
    })
  }
}

/** What members of staff call a language: `Simplified Chinese`. */
export function nameOfLanguage(language: string): string {
  return ENGLISH_NAMES.of(language) ?? language
}

const ENGLISH_NAMES = new Intl.DisplayNames('en', { type: 'language' })

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

function conflictOf(app: BlueprintApp, theirs: StaffGood, sent: Partial<GoodValues>) {
  const fields = conflictFields(sent, printGood(theirs))
  const back = app.urlFor('.edit', { id: theirs.id })
  return { title: theirs.name, back, version: theirs.version, fields }
}

/** The fields that were sent, as they were typed and as they are now. */
export function conflictFields(sent: Partial<GoodValues>, now: Partial<GoodValues>): ConflictField[] {
  return GOOD_FIELDS.filter((name) => name in sent).map((name) => ({
    name,
    label: labelOf(name),
    mine: sent[name] ?? '',
    theirs: now[name] ?? ''
  }))
}
