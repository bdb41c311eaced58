import { blueprint } from '@larder/blueprint'
import type {} from '@larder/files'
import type {} from '@larder/tasks'
import routes from './routes.js'

/** Serves pictures in the sizes that pages need, and makes these. */
export default blueprint(
  {
    name: 'pictures',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/files', '@larder/tasks'],
    decorators: { fastify: ['files', 'tasks'] },
    defaults: {}
  },
  routes
)

declare module '@larder/blueprint' {
  interface Routes {
    'pictures.file': { file: string }
  }
}

export { addDrawing, addPicture, type Picture } from './add-picture.js'
export {
  PICTURES_ERR_DAMAGED,
  PICTURES_ERR_DRAWING,
  PICTURES_ERR_EMPTY,
  PICTURES_ERR_KIND,
  PICTURES_ERR_NOT_FOUND,
  PICTURES_ERR_TOO_LARGE,
  PICTURES_ERR_TOO_MANY_PIXELS
} from './errors.js'
export { isDrawing } from './picture-files.js'
export { type PictureSources, pictureSources } from './picture-sources.js'
export { MOST_BYTES, type PreparedPicture, preparePicture } from './prepare-picture.js'
