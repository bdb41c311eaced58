/** The language of what stands in `goods` and `categories`. */
export const SHOP_LANGUAGE = 'en'
