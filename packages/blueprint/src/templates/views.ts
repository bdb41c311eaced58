import { Eta } from 'eta/core'
import {
  BLUEPRINT_ERR_TEMPLATE_BROKEN,
  BLUEPRINT_ERR_TEMPLATE_FAILED,
  BLUEPRINT_ERR_TEMPLATE_RECURSION
} from '../errors.js'
import { readText } from '../read-text.js'
import { type CompiledTemplates, nameFor, type Registry, type Scope, type TemplateKind } from '../registry.js'
import {
  DEFAULT_TEMPLATES,
  findTemplate,
  ownerOfTemplate,
  templateFile,
  templateFolders,
  templatesIn
} from './cascade.js'

export interface Views {
  /** @throws BLUEPRINT_ERR_TEMPLATE_NAME, BLUEPRINT_ERR_TEMPLATE_UNKNOWN */
  render(template: string, data: object): string
  /**
   * Compiles all that this scope can render, so that a broken template stops the boot and not a
   * visitor.
   *
   * @param isRendered by its name; what these views never render need not be compiled
   */
  compileAll(isRendered?: (template: string) => boolean): void
}

export interface ViewsOptions {
  /** In which of the folders they are. @default 'templates' */
  kind?: TemplateKind
  /** Escape data for HTML. @default true */
  autoEscape?: boolean
}

/** The views of one blueprint. Layouts and includes are looked up as the page's own template is. */
export function createViews(
  scope: Scope,
  registry: Registry,
  { kind = 'templates', autoEscape = true }: ViewsOptions = {}
): Views {
  const { development } = registry
  const eta = new Eta({
    cache: !development,
    // Counts lines, for `RuntimeErr`.
    debug: true,
    autoEscape,
    autoTrim: false,
    plugins: [{ processAST: dropLinesOfControls }],
    functionHeader: HEADER
  })
  const found = new Map<string, string>()
  eta.resolvePath = function resolve(template) {
    const known = development ? undefined : found.get(template)
    if (known) return known
    const file = findTemplate(template, scope, registry, kind)
    found.set(template, file)
    return file
  }
  // Eta renders layouts and includes by this method too.
  const renderOne = eta.render
  let depth = 0
  eta.render = function renderNested(this: Eta, template, data, meta) {
    if (depth >= MOST_LEVELS) {
      throw new BLUEPRINT_ERR_TEMPLATE_RECURSION(nameFor(scope.name), String(template), MOST_LEVELS)
    }
    depth++
    try {
      return renderOne.call(this, template, withSlotStyles(data), meta)
    } finally {
      depth--
    }
  }
  eta.readFile = readText
  const form = `${kind} ${autoEscape}`
  compileForOwner(eta, form, (file) => ownerOfTemplate(file, registry, kind))
  const compiled = shareCompiled(eta, registry, form)
  eta.RuntimeErr = (error, _text, line, file) => {
    throw explainFailure(error, `${file}, line ${line}`)
  }
  return {
    render: (template, data) => eta.render(template, data),
    compileAll(isRendered = () => true) {
      if (development) return
      const defaults = kind === 'templates' ? [DEFAULT_TEMPLATES] : []
      const folders = [...templateFolders(scope, registry, kind), ...defaults]
      compileFolders(eta, compiled, folders, isRendered)
    }
  }
}

/** Has it use what is compiled of this kind of templates. */
function shareCompiled(eta: Eta, { compiled }: Registry, kind: string): CompiledTemplates {
  const known = compiled.get(kind) ?? { templates: eta.templatesSync, folders: new Set() }
  compiled.set(kind, known)
  eta.templatesSync = known.templates
  return known
}

/** Compiles the templates of folders, but for those of which that is done. @throws BLUEPRINT_ERR_TEMPLATE_BROKEN */
function compileFolders(
  eta: Eta,
  { templates, folders }: CompiledTemplates,
  wanted: string[],
  isRendered: (template: string) => boolean
): void {
  for (const folder of wanted.filter((one) => !folders.has(one))) {
    folders.add(folder)
    for (const name of templatesIn(folder).filter(isRendered)) {
      const file = templateFile(folder, name)
      try {
        templates.define(file, eta.compile(readText(file), { filepath: file }))
      } catch (error) {
        throw new BLUEPRINT_ERR_TEMPLATE_BROKEN(file, error instanceof Error ? error.message : String(error))
      }
    }
  }
}

/** Gives each template the messages of its owner, whoever includes it. Other apps of the process use what it compiles. */
function compileForOwner(eta: Eta, form: string, ownerOf: (file: string) => string): void {
  const { compile } = eta
  eta.compile = function compileWithMessages(this: Eta, text, options) {
    const { filepath = '' } = options ?? {}
    checkLayout(this, text)
    const owner = ownerOf(filepath)
    const place = `${form} ${owner} ${filepath}`
    const known = compiledOfProcess.get(place)
    if (known?.text === text) return known.template
    const functionHeader = `${HEADER}, { t, tHtml, tOf } = it.messagesOf(${JSON.stringify(owner)})`
    const template = compile.call(this.withConfig({ functionHeader }), text, options)
    compiledOfProcess.set(place, { text, template })
    return template
  }
}

/** The newest text of each template, in each form. */
const compiledOfProcess = new Map<string, { text: string; template: ReturnType<Eta['compile']> }>()

/**
 * A template of which the layout, named outright, has no place for it: nothing of it would be shown. A layout that hands its
 * data on may show it by another template.
 */
function checkLayout(eta: Eta, template: string): void {
  const [, layout] = /\blayout\(\s*['"](\w[\w.-]*:[\w/-]+)['"]/.exec(template) ?? []
  const file = layout && eta.resolvePath?.(layout)
  if (!file) return
  const source = readText(file)
  if (/\bbody\b|\binclude\([^)]*\bit\b/.test(source)) return
  throw new Error(
    `its layout '${layout}' does not print it.body, so that nothing of it would be shown. Fill a slot of that page, or override it with a changed copy`
  )
}

/** Names that all templates have. Those of messages come behind them. */
const HEADER =
  'const { urlFor, assetUrl, slot, includeKept, language, formatDate, formatTime, formatPeriod } = it'

const MOST_LEVELS = 100

/** The style sheets of those who fill the page's slots, which no template of the page names. */
export const SLOT_STYLES = Symbol('larder.slot-styles')

/** The layout finds them among its `styles`, whatever the template gives it. */
function withSlotStyles<Data extends object>(data: Data): Data {
  const styles = listIn(data, 'styles')
  const added = listIn(data, SLOT_STYLES).filter((style) => !styles.includes(style))
  // A template that is included by another mostly has its data, which are not copied again.
  return added.length === 0 ? data : { ...data, styles: [...styles, ...added] }
}

function listIn(data: object, name: string | symbol): unknown[] {
  const value: unknown = Reflect.get(data, name)
  return Array.isArray(value) ? value : []
}

type Template = ReturnType<Eta['parse']>

/**
 * Drops the line end behind a tag that prints nothing, as `<% if (it.sold) { %>`. Other line ends
 * stay: a plain mail keeps its lines, and words at a line's end do not join.
 */
function dropLinesOfControls(nodes: Template): Template {
  return nodes.map((node, place) => {
    const before = nodes[place - 1]
    const followsControl = typeof before === 'object' && before.t === 'e'
    // Eta has escaped it already.
    return typeof node === 'string' && followsControl ? node.replace(/^\\n/, '') : node
  })
}

/** Leaves an error that names its place already: ours, and that of an included template. */
function explainFailure(error: unknown, place: string): unknown {
  if (error instanceof Error && /^BLUEPRINT_ERR_/.test(readCode(error))) return error
  const problem = error instanceof Error ? error.message : String(error)
  return new BLUEPRINT_ERR_TEMPLATE_FAILED(place, problem, { cause: error })
}

function readCode(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
