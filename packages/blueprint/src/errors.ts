import { createError } from '@fastify/error'

export const BLUEPRINT_ERR_NAME_TAKEN = createError(
  'BLUEPRINT_ERR_NAME_TAKEN',
  "A blueprint named '%s' is registered already. Give one of them another name."
)
export const BLUEPRINT_ERR_NAME = createError(
  'BLUEPRINT_ERR_NAME',
  "'%s' cannot be a blueprint's name: 1 to 64 lower-case letters, digits and hyphens, starting with a letter."
)
export const BLUEPRINT_ERR_NAME_UNKNOWN = createError(
  'BLUEPRINT_ERR_NAME_UNKNOWN',
  "No blueprint is named '%s'. Known: %s"
)
export const BLUEPRINT_ERR_PREFIX = createError(
  'BLUEPRINT_ERR_PREFIX',
  "The blueprint '%s' cannot be mounted at '%s'. A prefix begins with a slash and does not end with one. Write %s."
)
export const BLUEPRINT_ERR_NEEDS_PLUGIN = createError(
  'BLUEPRINT_ERR_NEEDS_PLUGIN',
  "The blueprint '%s' needs the plugin '%s'. Register it before."
)
export const BLUEPRINT_ERR_NEEDS_DECORATION = createError(
  'BLUEPRINT_ERR_NEEDS_DECORATION',
  "The blueprint '%s' needs the decoration '%s'. Register the plugin that makes it before."
)
export const BLUEPRINT_ERR_FOLDER_MISSING = createError(
  'BLUEPRINT_ERR_FOLDER_MISSING',
  '%s has no folder %s. Make it, or correct the path.'
)
export const BLUEPRINT_ERR_DECORATION_TAKEN = createError(
  'BLUEPRINT_ERR_DECORATION_TAKEN',
  "%s adds '%s', which the app has already, by %s."
)
export const BLUEPRINT_ERR_NO_APP = createError(
  'BLUEPRINT_ERR_NO_APP',
  "The blueprint '%s' adds a hook to the whole app, which must have registered `blueprints` of @larder/blueprint before."
)
export const BLUEPRINT_ERR_NO_ORIGIN = createError(
  'BLUEPRINT_ERR_NO_ORIGIN',
  "An absolute URL of '%s' needs to know how visitors reach the app: give `blueprints` the option `publicUrl`."
)
export const BLUEPRINT_ERR_ROUTE_TAKEN = createError(
  'BLUEPRINT_ERR_ROUTE_TAKEN',
  "Two routes are named '%s': %s and %s. Give one of them another name."
)
export const BLUEPRINT_ERR_ROUTE_CHOICE = createError(
  'BLUEPRINT_ERR_ROUTE_CHOICE',
  "The option `routes` of the blueprint '%s' names '%s', which is none of its routes. They are: %s"
)
export const BLUEPRINT_ERR_ROUTE_PATH = createError(
  'BLUEPRINT_ERR_ROUTE_PATH',
  "The route '%s' (%s) cannot have a name: urlFor fills in parameters, but no wildcard and no optional parameter."
)
export const BLUEPRINT_ERR_ROUTE_UNKNOWN = createError(
  'BLUEPRINT_ERR_ROUTE_UNKNOWN',
  "No route is named '%s'. Known: %s"
)
export const BLUEPRINT_ERR_PARAM_MISSING = createError(
  'BLUEPRINT_ERR_PARAM_MISSING',
  "The route '%s' (%s) needs the parameter '%s'."
)
export const BLUEPRINT_ERR_PARAM_UNKNOWN = createError(
  'BLUEPRINT_ERR_PARAM_UNKNOWN',
  "The route '%s' (%s) has no parameter '%s'. What belongs after the question mark is the third argument."
)
export const BLUEPRINT_ERR_PARAM_VALUE = createError(
  'BLUEPRINT_ERR_PARAM_VALUE',
  "The route '%s' (%s) got a parameter that no URL can hold: a part of the path that is '.' or '..', or half a character."
)
export const BLUEPRINT_ERR_TEMPLATE_NAME = createError(
  'BLUEPRINT_ERR_TEMPLATE_NAME',
  "%s cannot have a template '%s': a name is words joined by slashes, after a blueprint's name and a colon if need be."
)
export const BLUEPRINT_ERR_TEMPLATE_UNKNOWN = createError(
  'BLUEPRINT_ERR_TEMPLATE_UNKNOWN',
  "%s has no template '%s'. Searched: %s"
)
export const BLUEPRINT_ERR_TEMPLATE_BROKEN = createError(
  'BLUEPRINT_ERR_TEMPLATE_BROKEN',
  'The template %s does not compile: %s'
)
export const BLUEPRINT_ERR_TEMPLATE_FAILED = createError(
  'BLUEPRINT_ERR_TEMPLATE_FAILED',
  'The template %s could not be rendered: %s'
)
export const BLUEPRINT_ERR_TEMPLATE_RECURSION = createError(
  'BLUEPRINT_ERR_TEMPLATE_RECURSION',
  "%s has a template '%s' that includes itself, or is its own layout, by way of others. It was cut off after %s levels."
)
export const BLUEPRINT_ERR_SLOT_UNKNOWN = createError(
  'BLUEPRINT_ERR_SLOT_UNKNOWN',
  "%s the slot '%s', which no blueprint has. Known: %s"
)
export const BLUEPRINT_ERR_SLOT_FILLER = createError(
  'BLUEPRINT_ERR_SLOT_FILLER',
  "The option `slots` names '%s', which does not fill the slot '%s'. It is filled by: %s"
)
export const BLUEPRINT_ERR_SAMPLE = createError(
  'BLUEPRINT_ERR_SAMPLE',
  'The sample data %s cannot be read as JSON: %s'
)
export const BLUEPRINT_ERR_ASSET_NAME = createError(
  'BLUEPRINT_ERR_ASSET_NAME',
  "%s cannot have a static file '%s': a name is words joined by slashes, none starting with a dot, after a blueprint's name and a colon if need be."
)
export const BLUEPRINT_ERR_ASSET_UNKNOWN = createError(
  'BLUEPRINT_ERR_ASSET_UNKNOWN',
  "%s has no static file '%s'. Searched: %s"
)
export const BLUEPRINT_ERR_LANGUAGES = createError(
  'BLUEPRINT_ERR_LANGUAGES',
  "The option `languages` gives paths with '%s' the language '%s'. A part of a path is lower-case letters, digits and hyphens, a language a tag of BCP 47 (zh-Hans); '' has the default."
)
export const BLUEPRINT_ERR_MESSAGES_UNREADABLE = createError(
  'BLUEPRINT_ERR_MESSAGES_UNREADABLE',
  'The messages %s cannot be read: write one JSON object of texts.'
)
export const BLUEPRINT_ERR_MESSAGE_BROKEN = createError(
  'BLUEPRINT_ERR_MESSAGE_BROKEN',
  "The message '%s' in the language %s is not as ICU MessageFormat has it: %s"
)
export const BLUEPRINT_ERR_MESSAGE_ARGUMENT = createError(
  'BLUEPRINT_ERR_MESSAGE_ARGUMENT',
  "The message '%s' needs a value for {%s}."
)
export const BLUEPRINT_ERR_OPTION = createError('BLUEPRINT_ERR_OPTION', "The option '%s' of %s must be %s.")
/** For visitors. */
export const BLUEPRINT_ERR_NO_PAGES = createError(
  'BLUEPRINT_ERR_NO_PAGES',
  'This is no page here: it is for programs, and answers them in JSON only.',
  406
)
export const BLUEPRINT_ERR_FORM = createError('BLUEPRINT_ERR_FORM', 'This form cannot be read: %s.', 400)
export const BLUEPRINT_ERR_FORM_FIELDS = createError(
  'BLUEPRINT_ERR_FORM_FIELDS',
  'This form has more than %s fields.',
  413
)
export const BLUEPRINT_ERR_FORM_FILE = createError(
  'BLUEPRINT_ERR_FORM_FILE',
  'No file can be sent here. Send its field as text.',
  415
)
