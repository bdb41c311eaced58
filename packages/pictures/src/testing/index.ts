export { samplePhoto } from './sample-photo.js'
