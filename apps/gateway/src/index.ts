export { type AppOptions, default, languagesOf } from './app.js'
export { defineShop, type ShopDefinition } from './shop/define-shop.js'
export type { Shop } from './shop/options-of-features.js'
export type { ShopOptions } from './shop/shop-options.js'
