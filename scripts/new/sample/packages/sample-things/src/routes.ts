import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { SAMPLE_THINGS_ERR_NOT_FOUND } from './errors.js'
import { findSampleThing } from './find-sample-thing.js'
import { listSampleThings } from './list-sample-things.js'
import { ListQuery, ListView, SampleThingParams, SampleThingView } from './schemas.js'

export interface SampleThingsOptions {
  /** Sample things on a page of the list. @default 24 */
  pageSize?: number
}

export default async function routes(app: BlueprintApp, { pageSize }: Required<SampleThingsOptions>) {
  const list = {
    summary: 'Sample things, a page at a time',
    querystring: ListQuery,
    response: { 200: ListView }
  }
  app.get('/', { name: 'list', templates: ['list'], schema: list }, async (request, reply) => {
    const found = await listSampleThings(app.db, { ...request.query, pageSize })
    return wantsHtml(request) ? reply.view('list', found) : found
  })

  const show = { summary: 'One sample thing', params: SampleThingParams, response: { 200: SampleThingView } }
  app.get('/:id', { name: 'show', templates: ['show'], schema: show }, async (request, reply) => {
    const sampleThing = await findSampleThing(app.db, request.params.id)
    if (!sampleThing) throw new SAMPLE_THINGS_ERR_NOT_FOUND()
    if (!wantsHtml(request)) return sampleThing
    return reply.view('show', { sampleThing, slots: { 'sample-things.show.end': { sampleThing } } })
  })
}
