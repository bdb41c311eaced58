import { type BlueprintApp, RowId, Text, WholeNumber, wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import { actorOf, replyConflict, seenVersion } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GOODS_ERR_NO_CATEGORY } from '../../errors.js'
import { otherLanguages } from '../../shop-language.js'
import { nameOfLanguage } from '../form/show-form.js'
import {
  type CategoryOutcome,
  insertCategory,
  listStaffCategories,
  moveCategory,
  removeCategory,
  renameCategory
} from './change-categories.js'

/** The categories: their names and their order. */
export default function categoryRoutes(app: BlueprintApp): void {
  const list = {
    config: { permission: 'goods.read' },
    schema: { summary: 'The categories, in their order', response: { 200: Categories } }
  }
  app.get(
    '/categories',
    { name: 'categories', templates: ['categories'], ...list },
    async (request, reply) => {
      if (wantsHtml(request)) return showCategories(app, request, reply)
      return { categories: await listStaffCategories(app.db) }
    }
  )

  const edit = { config: { permission: 'goods.edit' }, templates: ['categories'] }
  const response = { 200: Done, 422: Refused }
  const answer = answerChange(app)

  const create = { summary: 'Makes a category', body: Type.Object({ name: Name }), response }
  app.post('/categories', { ...edit, schema: create }, async (request, reply) => {
    const { name } = request.body
    return answer(request, reply, await insertCategory(app.db, name, actorOf(request)), { name })
  })

  const rename = { summary: 'Renames a category', params: Params, body: Renamed, response }
  app.post(
    '/categories/:category',
    { name: 'rename-category', ...edit, schema: rename },
    async (request, reply) => {
      const wish = { id: request.params.category, version: seenVersion(request), name: request.body.name }
      return answer(request, reply, await renameCategory(app.db, wish, actorOf(request)), request.body)
    }
  )

  const move = { summary: 'Moves a category one place', params: Params, body: Moved, response }
  app.post(
    '/categories/:category/move',
    { name: 'move-category', ...edit, schema: move },
    async (request, reply) => {
      const { params, body } = request
      return answer(request, reply, await moveCategory(app.db, params.category, body.way, actorOf(request)))
    }
  )

  const remove = { summary: 'Removes a category without goods', params: Params, response }
  app.post(
    '/categories/:category/remove',
    { name: 'remove-category', ...edit, schema: remove },
    async (request, reply) =>
      answer(request, reply, await removeCategory(app.db, request.params.category, actorOf(request)))
  )
}

async function showCategories(
  app: BlueprintApp,
  { language }: FastifyRequest,
  reply: FastifyReply,
  refused: { problem?: string; name?: string } = {}
): Promise<FastifyReply> {
  const categories = await listStaffCategories(app.db)
  const languages = otherLanguages(app).map((tag) => ({ tag, name: nameOfLanguage(tag, language) }))
  return reply.view('categories', { categories, languages, ...refused })
}

/** Answers what became of a change. */
function answerChange(app: BlueprintApp) {
  return async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: CategoryOutcome,
    { name = '' }: { name?: string } = {}
  ): Promise<FastifyReply> {
    const back = app.urlFor('.categories')
    switch (outcome.outcome) {
      case 'gone':
        throw new GOODS_ERR_NO_CATEGORY()
      case 'changed': {
        const { theirs } = outcome
        const fields = [
          { label: request.t('goods-staff:categories.name'), name: 'name', mine: name, theirs: theirs.name }
        ]
        return replyConflict(request, reply, { title: theirs.name, back, version: theirs.version, fields })
      }
      case 'problem': {
        reply.code(422)
        const problem = request.t.of('goods-staff:categoryProblem', outcome.problem)
        if (!wantsHtml(request)) return reply.send({ message: problem })
        return showCategories(app, request, reply, { problem, name })
      }
      case 'saved':
        if (!wantsHtml(request)) return reply.send({ id: outcome.id })
        flash(request, request.t('goods-staff:category-done', { name: outcome.name }))
        return reply.redirect(back, 303)
    }
  }
}

export const Params = Type.Object({ category: RowId() })
export const Name = Text(64, 'What it is called')
const Renamed = Type.Object({
  name: Name,
  version: Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647 }))
})
const Moved = Type.Object({ way: Type.Enum(['up', 'down']) })
export const Done = Type.Object({ id: Type.Integer() })
const Refused = Type.Object({ message: Type.String() })
const Categories = Type.Object({
  categories: Type.Array(
    Type.Object({
      id: Type.Integer(),
      slug: Type.String(),
      name: Type.String(),
      version: Type.Integer(),
      goods: Type.Integer({ description: 'How many it has, archived ones too.' })
    })
  )
})
