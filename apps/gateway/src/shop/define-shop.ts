import type { FastifyInstance } from 'fastify'
import type { Shop } from './options-of-features.js'

/** A shop of one's own: what it is made of. It is the default export of the file that the setting `app` names. */
export interface ShopDefinition {
  /**
   * The class of `app.db`, which `prisma generate` has made of Larder's models and the project's.
   * @default Larder's own
   */
  PrismaClient?: new (
    options: never
  ) => object
  /**
   * Registers the features: Larder's, with the options that the settings give them, and those of one's own.
   *
   * @param shop by the name of a feature the options for it, which those of one's own may win over
   */
  features(app: FastifyInstance, shop: Shop): Promise<void>
}

/** A shop as it was found. */
export interface LoadedShop extends ShopDefinition {
  /** Of the project of a shop of one's own, whose files win over Larder's. @default there is none */
  folder?: string
}

/** Types a shop of one's own. */
export function defineShop(definition: ShopDefinition): ShopDefinition {
  return definition
}
