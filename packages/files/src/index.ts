import type { PrismaClient } from '@larder/database'
import { taskKind } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'
import { deleteFile, deleteUnusedFiles, removeContent } from './delete-file.js'
import { FILES_ERR_DECORATION_TAKEN } from './errors.js'
import { findFile } from './find-file.js'
import { putFile } from './put-file.js'
import type { StoreSettings } from './settings.js'
import type { ContentStore } from './stores/content-store.js'
import { FolderStore } from './stores/folder-store.js'

export interface FilesOptions {
  /** Where the content of new files goes. @default into the database */
  store?: StoreSettings | undefined
}

/**
 * Gives the app `app.files`. What nobody has used for a day goes, by a task.
 *
 * @throws at boot FILES_ERR_NO_S3, FILES_ERR_DECORATION_TAKEN
 */
export default fp(files, {
  name: '@larder/files',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/tasks']
})

async function files(app: FastifyInstance, { store: settings = { kind: 'database' } }: FilesOptions) {
  if (Object.hasOwn(app, 'files')) throw new FILES_ERR_DECORATION_TAKEN()
  const { db } = app
  const store = await openStore(settings)
  app.decorate('files', openFiles(db, store))
  app.tasks.add(REMOVE_CONTENT, async ({ keys }) => {
    if (store) await removeContent(db, store, keys)
  })
  app.tasks.every('files.delete-unused', HOUR, (signal) =>
    deleteUnusedFiles(db, new Date(Date.now() - DAY), { removal: REMOVE_CONTENT, signal })
  )
  app.addHook('onClose', async () => store?.close())
}

/** Content outside of the database that no file has any more, or may never have. */
const REMOVE_CONTENT = taskKind('files.remove-content', Type.Object({ keys: Type.Array(Type.String()) }))

const HOUR = 60 * 60 * 1_000
const DAY = 24 * HOUR

/**
 * Files without an app, as a command needs them.
 *
 * @param store where the content of new ones goes; undefined is the database
 */
export function openFiles(db: PrismaClient, store: ContentStore | undefined) {
  return {
    /**
     * Keeps a file. One that is there already stays as it is, since its name holds a hash; so two
     * may put the same at once. It is deleted unless somebody uses it within a day (`useFile`).
     *
     * @throws FILES_ERR_NAME, FILES_ERR_TOO_LARGE, FILES_ERR_NO_ORIGINAL; the errors of the store
     */
    put: (file: Parameters<typeof putFile>[2]) => putFile(db, { store, removal: REMOVE_CONTENT }, file),
    /**
     * A file with its content; undefined where there is none.
     *
     * @throws FILES_ERR_CONTENT_MISSING, FILES_ERR_OTHER_STORE; the errors of the store
     */
    get: (name: string) => findFile(db, store, name),
    /** Deletes a file with all that was made from it, unless somebody uses it. */
    delete: (name: string) => deleteFile(db, name, { removal: REMOVE_CONTENT })
  }
}

/**
 * Opens what keeps content outside of the database; undefined where the database keeps it.
 *
 * @throws FILES_ERR_NO_S3 where its library is not installed
 */
export async function openStore(settings: StoreSettings): Promise<ContentStore | undefined> {
  switch (settings.kind) {
    case 'database':
      return undefined
    case 'folder':
      return new FolderStore(settings.folder)
    case 's3': {
      // Loaded where it is chosen: its library takes memory and time.
      const { openS3Store } = await import('./stores/s3-store.js')
      return openS3Store(settings)
    }
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    files: ReturnType<typeof openFiles>
  }
}

export type { DeleteOutcome } from './delete-file.js'
export {
  FILES_ERR_CONTENT_MISSING,
  FILES_ERR_NAME,
  FILES_ERR_NO_ORIGINAL,
  FILES_ERR_NO_S3,
  FILES_ERR_OTHER_STORE,
  FILES_ERR_TOO_LARGE
} from './errors.js'
export { releaseFile, useFile, useFiles } from './file-uses.js'
export type { FoundFile } from './find-file.js'
export type { NewFile, PutOutcome } from './put-file.js'
export type { StoreSettings } from './settings.js'
export type { ContentStore } from './stores/content-store.js'
