import { type BlueprintApp, Text, WholeNumber, wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import { actorOf, replyConflict, seenVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GOODS_ERR_NO_CATEGORY } from '../../errors.js'
import { nameOfLanguage } from '../form/show-form.js'
import { requireLanguage } from '../translation/translation-routes.js'
import { Done, Name, Params } from './category-routes.js'
import { listTranslated, translateCategory } from './translate-category.js'

/** What the categories are called in another language than the shop's own. */
export default function categoryNameRoutes(app: BlueprintApp): void {
  const list = {
    config: { permission: 'goods.read' },
    schema: {
      summary: 'The names of the categories in another language',
      params: LanguageParams,
      response: { 200: CategoryNames }
    }
  }
  app.get(
    '/categories/languages/:language',
    { name: 'category-names', templates: ['category-names'], ...list },
    async (request, reply) => {
      const tag = request.params.language
      requireLanguage(app, tag)
      const categories = await listTranslated(app.db, tag)
      if (!wantsHtml(request)) return { categories }
      const title = request.t('goods-staff:category-names.title', {
        language: nameOfLanguage(tag, request.language)
      })
      return reply.view('category-names', { title, tag, categories })
    }
  )

  const change = {
    config: { permission: 'goods.edit' },
    schema: {
      summary: 'Names a category in another language; an empty name ends',
      params: Type.Object({ ...Params.properties, ...LanguageParams.properties }),
      body: NameForm,
      response: { 200: Done }
    }
  }
  app.post(
    '/categories/:category/languages/:language',
    { name: 'translate-category', ...change },
    async (request, reply) => {
      const { category: id, language } = request.params
      requireLanguage(app, language)
      const { name } = request.body
      const wish = { id, language, version: seenVersion(request), name }
      const saved = await translateCategory(app.db, wish, actorOf(request))
      if (saved.outcome === 'changed') return conflict(app, request, reply, { ...wish, ...saved })
      if (saved.outcome !== 'saved') throw new GOODS_ERR_NO_CATEGORY()
      if (!wantsHtml(request)) return { id }
      flash(request, request.t('goods-staff:category-done', { name: saved.name }))
      return reply.redirect(app.urlFor('.category-names', { language }), 303)
    }
  )
}

async function conflict(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, language, name: mine }: { id: number; language: string; name: string }
): Promise<FastifyReply> {
  const now = (await listTranslated(app.db, language)).find((category) => category.id === id)
  if (!now) throw new GOODS_ERR_NO_CATEGORY()
  const label = request.t('goods-staff:categories.name')
  return replyConflict(request, reply, {
    title: now.name,
    back: app.urlFor('.category-names', { language }),
    version: now.version,
    fields: [{ label, name: 'name', mine, theirs: now.translation }]
  })
}

const LanguageParams = Type.Object({ language: Text(16, 'BCP 47, one of the shop’s') })
const NameForm = Type.Object({
  name: Name,
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 }))
})
const CategoryNames = Type.Object({
  categories: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String({ description: 'In the shop’s own language.' }),
      version: Type.Integer(),
      translation: Type.String({ description: 'Empty: visitors see the shop’s own.' })
    })
  )
})
