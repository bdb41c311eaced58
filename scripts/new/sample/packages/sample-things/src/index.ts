import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type SampleThingsOptions } from './routes.js'
import type { SampleThingView } from './schemas.js'

/** The list of sample things, and a page for each. */
export default blueprint<SampleThingsOptions>(
  {
    name: 'sample-things',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database'],
    decorators: { fastify: ['db'] },
    slots: ['sample-things.show.end'],
    defaults: { pageSize: 24 }
  },
  routes
)

export { SAMPLE_THINGS_ERR_NOT_FOUND } from './errors.js'
export { findSampleThing } from './find-sample-thing.js'
export { listSampleThings, type SampleThingsPage } from './list-sample-things.js'
export type { SampleThingsOptions } from './routes.js'
export type { SampleThingView } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'sample-things.list': NoParams
    'sample-things.show': { id: number }
  }
  interface Slots {
    /** At the end of a sample thing's page. */
    'sample-things.show.end': { sampleThing: SampleThingView }
  }
}
