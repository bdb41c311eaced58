import { addMessages, claimNames } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { StockChangeHook, StockHook, StockHooks } from './stock-hooks.js'

/**
 * Gives the app the hooks that hear of its stock. The functions beside it change the stock, each in
 * the caller's transaction.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN
 */
export default fp(stock, { name: '@larder/stock', fastify: '5.x', dependencies: ['@larder/database'] })

async function stock(app: FastifyInstance) {
  claimNames(app, {
    plugin: '@larder/stock',
    names: ['app.stockHooks', 'app.onStockChange', 'app.onStockLow', 'app.onStockBack']
  })
  addMessages(app, 'stock', new URL('..', import.meta.url))
  const hooks: StockHooks = { changed: [], low: [], back: [] }
  app.decorate('stockHooks', hooks)
  app.decorate('onStockChange', (hook: StockChangeHook) => void hooks.changed.push(hook))
  app.decorate('onStockLow', (hook: StockHook) => void hooks.low.push(hook))
  app.decorate('onStockBack', (hook: StockHook) => void hooks.back.push(hook))
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The hooks below, which every change of stock is given. */
    stockHooks: StockHooks
    /** Runs at every change, once for all its goods: for what else keeps how many there are. */
    onStockChange(hook: StockChangeHook): void
    /** Runs when a good has become few: there are no more than its `lowAt`. */
    onStockLow(hook: StockHook): void
    /** Runs when a good is there again of which there was none. */
    onStockBack(hook: StockHook): void
  }
}

export {
  type Adjustment,
  type AdjustOutcome,
  adjustStock,
  adjustStocks,
  changeStockRules,
  type StockRules
} from './adjust-stock.js'
export { checkStock, listMovedGoods, type MovementSum, sumMovements } from './check-stock.js'
export { returnStock } from './return-stock.js'
export type { StockChangeHook, StockHook, StockHooks } from './stock-hooks.js'
export { findStock, openStock, openStocks, removeStock, StockLevel, type StockLine } from './stock-levels.js'
export { findShortLines, type ShortLine, type TakenLine, type TakeOutcome, takeStock } from './take-stock.js'
export { GoodStock, withStock } from './with-stock.js'
