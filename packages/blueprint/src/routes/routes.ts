/**
 * The named routes that TypeScript knows, each with its parameters. A blueprint adds its own:
 * `declare module '@larder/blueprint' { interface Routes { 'goods.show': { slug: string } } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the blueprints
export interface Routes {}

export type NoParams = Record<string, never>
export type RouteParams = Record<string, string | number>
/** Entries that are undefined or empty are left out. */
export type RouteQuery = Record<string, string | number | boolean | undefined>
export interface UrlOptions {
  /** Whether the URL begins with the app's origin. @default false */
  absolute?: boolean | undefined
  /** The language of the page. @default the default one; in templates and mails theirs */
  language?: string | undefined
}

type Rest = [query?: RouteQuery, options?: UrlOptions]
// Over a type parameter, so that of no routes at all there is no blueprint.
type BlueprintOf<Name> = Name extends `${infer Blueprint}.${string}` ? Blueprint : never
type KnownBlueprint = BlueprintOf<keyof Routes>
type UrlArguments<Name extends string> = Name extends keyof Routes
  ? Routes[Name] extends NoParams
    ? [params?: NoParams, ...Rest]
    : [params: Routes[Name], ...Rest]
  : Name extends `${KnownBlueprint}.${string}`
    ? [unknownRoute: never]
    : [params?: RouteParams, ...Rest]

/**
 * The path of a named route. Of the blueprints in `Routes`, a name that they do not have and a
 * parameter that is missing are errors of type; of all others, and in templates, they are thrown.
 *
 * @throws BLUEPRINT_ERR_ROUTE_UNKNOWN, BLUEPRINT_ERR_PARAM_MISSING, BLUEPRINT_ERR_PARAM_UNKNOWN,
 * BLUEPRINT_ERR_NO_ORIGIN
 */
export type UrlFor = <Name extends string>(route: Name, ...args: UrlArguments<Name>) => string
