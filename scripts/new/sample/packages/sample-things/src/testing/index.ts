export { createSampleThing } from './create-sample-thing.js'
export { sampleThingsBehave } from './sample-things-behave.js'
