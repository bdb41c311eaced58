/**
 * What a page says of itself to search engines and messengers. A handler gives it to its page as
 * `meta`, and the app's layout prints it. URLs are paths, or whole; the layout makes them whole.
 */
export interface PageMeta {
  /** A sentence or two. */
  description?: string
  /**
   * The one address at which the page is to be found (RFC 6596). A page that has none is not to be
   * indexed.
   */
  canonical?: string
  /** A picture of what the page is about. */
  image?: string
  /** What it is about, in the words of schema.org as JSON-LD, without `@context`. */
  structured?: object[]
}
