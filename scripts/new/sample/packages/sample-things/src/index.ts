import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type SampleThingsOptions } from './routes.js'

/** The list of sample things, and a page for each. */
export default blueprint<SampleThingsOptions>(
  {
    name: 'sample-things',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database'],
    decorators: { fastify: ['db'] },
    defaults: { pageSize: 24 }
  },
  routes
)

export { SAMPLE_THINGS_ERR_NOT_FOUND } from './errors.js'
export type { SampleThingsOptions } from './routes.js'
export { findSampleThing, listSampleThings, type SampleThingsPage } from './sample-things.js'

declare module '@larder/blueprint' {
  interface Routes {
    'sample-things.list': NoParams
    'sample-things.show': { id: number }
  }
}
