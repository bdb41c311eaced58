import { type BlueprintApp, Text, type Translate, wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import { actorOf, replyConflict, seenVersion, sendVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GOODS_ERR_NO_LANGUAGE, GOODS_ERR_NOT_FOUND } from '../../errors.js'
import { otherLanguages } from '../../shop-language.js'
import { GOOD_BODY_LIMIT, Params, Refused, Saved, SeenForm } from '../form/form-routes.js'
import {
  differingValues,
  GoodFields,
  type GoodProblems,
  type GoodValues,
  sentValues,
  TEXT_FIELDS
} from '../form/good-values.js'
import { conflictFields, nameOfLanguage, readShown } from '../form/show-form.js'
import {
  findTranslation,
  saveTranslation,
  type Translation,
  type TranslationOutcome
} from './save-translation.js'

/** The texts of a good in another language than the shop's own. */
export default function translationRoutes(app: BlueprintApp): void {
  const path = '/:id/languages/:language'
  const show = {
    config: { permission: 'goods.read' },
    schema: {
      summary: 'The texts of a good in another language',
      params: TranslationParams,
      response: { 200: TranslationAnswer }
    }
  }
  app.get(path, { name: 'translation', templates: ['translation'], ...show }, async (request, reply) => {
    const { id, language } = request.params
    requireLanguage(app, language)
    const translation = await findTranslation(app.db, id, language)
    if (!translation) throw new GOODS_ERR_NOT_FOUND()
    const { version, defaults, texts } = translation
    sendVersion(reply, version)
    if (!wantsHtml(request)) return { ...texts, id, version, language, defaults }
    return showTexts(request, reply, translation, { language, version, values: texts, shown: texts })
  })

  const change = {
    config: { permission: 'goods.edit' },
    bodyLimit: GOOD_BODY_LIMIT,
    schema: {
      summary: 'Changes the texts of a good in another language that are sent; an empty one ends',
      params: TranslationParams,
      body: TranslationForm,
      response: { 200: Saved, 422: Refused }
    }
  }
  app.post(path, { templates: ['translation'], ...change }, async (request, reply) => {
    const { id, language } = request.params
    requireLanguage(app, language)
    const values = sentValues(request.body, TEXT_FIELDS)
    const shown = readShown(request.body.shown)
    const version = seenVersion(request)
    const sent = differingValues(values, shown)
    const by = { actor: actorOf(request), t: request.t }
    const saved = await saveTranslation(app.db, { id, language, version, sent }, by)
    return answerSaved(app, request, reply, saved, { language, version, values, shown, sent })
  })
}

interface TextsForm {
  language: string
  version: number
  values: Partial<GoodValues>
  /** What the form showed first, so that it is known what was typed. */
  shown: object
}

/** Answers what became of a form. Where fields have problems it is shown again, with all that was typed. */
function answerSaved(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  saved: TranslationOutcome,
  { sent, ...form }: TextsForm & { sent: Partial<GoodValues> }
): FastifyReply {
  const { language } = form
  switch (saved.outcome) {
    case 'gone':
      throw new GOODS_ERR_NOT_FOUND()
    case 'changed':
      return replyConflict(request, reply, conflictOf(app, saved.theirs, { language, sent }, request.t))
    case 'problems': {
      const { problems, now: translation } = saved
      reply.code(422)
      if (!wantsHtml(request)) return reply.send({ message: request.t('goods-staff:not-saved'), problems })
      const values = { ...translation.texts, ...form.values }
      return showTexts(request, reply, translation, { ...form, values, problems })
    }
    case 'saved': {
      const { id, version } = saved
      if (!wantsHtml(request)) {
        sendVersion(reply, version)
        return reply.send({ id, version })
      }
      const name = nameOfLanguage(language, request.language)
      flash(request, request.t('goods-staff:translation-saved', { language: name }))
      return reply.redirect(app.urlFor('.translation', { id, language }), 303)
    }
  }
}

/** @throws GOODS_ERR_NO_LANGUAGE (404) */
export function requireLanguage(app: BlueprintApp, language: string): void {
  if (!otherLanguages(app).includes(language)) throw new GOODS_ERR_NO_LANGUAGE()
}

function showTexts(
  request: FastifyRequest,
  reply: FastifyReply,
  translation: Translation,
  form: TextsForm & { problems?: GoodProblems }
): FastifyReply {
  const { id, defaults } = translation
  const { language, ...shown } = form
  const title = titleOf(translation, language, request.t)
  // A template's own `language` is that of the page.
  const params = { id, language }
  return reply.view('translation', { problems: {}, ...shown, params, defaults, title })
}

function conflictOf(
  app: BlueprintApp,
  theirs: Translation,
  { language, sent }: { language: string; sent: Partial<GoodValues> },
  t: Translate
) {
  const { id, version, texts } = theirs
  return {
    title: titleOf(theirs, language, t),
    back: app.urlFor('.translation', { id, language }),
    version,
    fields: conflictFields(sent, texts, t)
  }
}

function titleOf({ defaults }: Translation, language: string, t: Translate): string {
  const { name } = defaults
  return t('goods-staff:translation.title', { name, language: nameOfLanguage(language, t.language) })
}

const TranslationParams = Type.Object({
  ...Params.properties,
  language: Text(16, 'BCP 47, one of the shop’s')
})
const TextFields = Type.Pick(GoodFields, TEXT_FIELDS)
const TranslationForm = Type.Object({
  ...TextFields.properties,
  ...SeenForm.properties
})
const Texts = Type.Required(TextFields)
const TranslationAnswer = Type.Object({
  id: Type.Integer(),
  version: Type.Integer({ description: 'The good’s.' }),
  language: Type.String(),
  defaults: Texts,
  ...Texts.properties
})
