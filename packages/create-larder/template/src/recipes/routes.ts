import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
// Types the slots and the routes of goods.
import type {} from '@larder/goods'
import { Type } from 'typebox'
import { RECIPES_ERR_NOT_FOUND } from './errors.js'
import { findRecipe, listRecipes, listRecipesOf } from './recipes.js'

export default async function routes(app: BlueprintApp) {
  app.fillSlot('goods.show.end', {
    template: 'of-good',
    styles: ['recipes.css'],
    data: async ({ good }) => {
      const recipes = await listRecipesOf(app.db, good.id)
      return recipes.length > 0 ? { recipes } : undefined
    }
  })

  const list = { summary: 'All recipes' }
  app.get('/', { name: 'list', templates: ['list'], schema: list }, async (request, reply) => {
    const recipes = await listRecipes(app.db)
    return wantsHtml(request) ? reply.view('list', { recipes }) : { recipes }
  })

  const show = { summary: 'One recipe', params: Type.Object({ slug: Text(80) }) }
  app.get('/:slug', { name: 'show', templates: ['show'], schema: show }, async (request, reply) => {
    const recipe = await findRecipe(app.db, request.params.slug)
    if (!recipe) throw new RECIPES_ERR_NOT_FOUND()
    return wantsHtml(request) ? reply.view('show', { recipe }) : recipe
  })
}
