import { createError } from '@fastify/error'

export const FILES_ERR_NAME = createError(
  'FILES_ERR_NAME',
  "'%s' is no name of a file. It has 1 to %s small letters, digits, dots, hyphens and underscores, and does not begin with a dot."
)
export const FILES_ERR_TOO_LARGE = createError(
  'FILES_ERR_TOO_LARGE',
  'The file %s has %s bytes; %s are the most.',
  413
)
export const FILES_ERR_NO_ORIGINAL = createError(
  'FILES_ERR_NO_ORIGINAL',
  'The file %s cannot be kept: %s, which it was made from, is not there.'
)
export const FILES_ERR_CONTENT_MISSING = createError(
  'FILES_ERR_CONTENT_MISSING',
  'The content of the file %s is not in %s, where it was put. Restore it from a backup.'
)
export const FILES_ERR_OTHER_STORE = createError(
  'FILES_ERR_OTHER_STORE',
  'The content of the file %s is outside of the database. Set the folder or the bucket where files were put.'
)
export const FILES_ERR_STORE = createError(
  'FILES_ERR_STORE',
  'Write database, folder:/PATH or s3://BUCKET/PREFIX.'
)
export const FILES_ERR_NO_S3 = createError(
  'FILES_ERR_NO_S3',
  'This installation cannot use S3: it lacks @aws-sdk/client-s3. Install it, or keep files in the database or in a folder.'
)
export const FILES_ERR_DECORATION_TAKEN = createError(
  'FILES_ERR_DECORATION_TAKEN',
  'The app has `app.files` already, which @larder/files adds: by another plugin, or registered twice. Register one of them under another name, or in a plugin of its own.'
)
