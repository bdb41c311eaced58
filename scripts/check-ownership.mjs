// Fails when the code of a package or an app touches models that another package owns. prisma/schema/goods.prisma belongs
// to packages/goods: everybody else gets at goods by what that package exports.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { fail, root } from './run.mjs'

const models = readModels()
const violations = findViolations()
for (const line of violations) console.error(line)
if (violations.length > 0)
  fail('Models are used by the package that owns them, and by others through its functions.')
console.log(`${models.size} models are used by their owners only.`)

/** What is to be known of each model: its owner, its table, and which of its fields lead to which other model. */
function readModels() {
  const found = new Map()
  for (const file of readdirSync(`${root}prisma/schema`)) {
    const owner = path.basename(file, '.prisma')
    const text = readFileSync(`${root}prisma/schema/${file}`, 'utf8')
    for (const [, name, body] of text.matchAll(/^model\s+(\w+)\s*\{([\s\S]*?)^\}/gm)) {
      if (!existsSync(`${root}packages/${owner}`)) {
        fail(`prisma/schema/${file} has the model ${name}, and there is no packages/${owner} to own it.`)
      }
      const fields = new Map(
        [...body.matchAll(/^\s*(\w+)\s+(\w+)/gm)].map(([, field, type]) => [field, type])
      )
      found.set(name, { owner, table: /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? name, fields })
    }
  }
  return found
}

function findViolations() {
  const files = ['packages', 'apps'].flatMap(sourcesIn)
  const { options } = ts.parseJsonConfigFileContent({ extends: './tsconfig.base.json' }, ts.sys, root)
  const program = ts.createProgram(files, { ...options, noEmit: true })
  const checker = program.getTypeChecker()
  return files.flatMap((name) => {
    const file = program.getSourceFile(name)
    const place = (node) => `${name}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
    const foreign = foreignSqlIn(file, checker).map(
      (node) => `${place(node)} puts ${node.getText()} into SQL, which comes from another package`
    )
    const uses = usesIn(file, checker).flatMap(([node, model]) => {
      const { owner } = models.get(model)
      if (name.startsWith(`packages/${owner}/`)) return []
      return [`${place(node)} touches the model ${model}, which belongs to packages/${owner}`]
    })
    return [...foreign, ...uses]
  })
}

/** But for those of the package that makes the client. */
function sourcesIn(parent) {
  const packages = readdirSync(root + parent).filter((name) => name !== 'database')
  const folders = packages
    .map((name) => `${parent}/${name}/src`)
    .filter((folder) => existsSync(root + folder))
  return folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`)
  )
}

/** The pieces of code that touch a model, each with its name. */
function usesIn(node, checker) {
  const below = []
  ts.forEachChild(node, (child) => void below.push(...usesIn(child, checker)))
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const model = modelOfDelegate(node.expression.expression, checker)
    if (model)
      return [[node, model], ...node.arguments.flatMap((query) => relationsIn(query, model)), ...below]
  }
  if (ts.isSatisfiesExpression(node)) {
    const model = /^Prisma\.(\w+?)(Select|Include|\w*Input|\w*Args)$/.exec(node.type.getText())?.[1]
    if (models.has(model)) return [...relationsIn(node.expression, model), ...below]
  }
  const inSql = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) ? modelsInSql(node.text) : []
  return [...inSql.map((model) => [node, model]), ...below]
}

/** `Good`, of `db.good` and of whatever else that is called. */
function modelOfDelegate(node, checker) {
  const model = /^(\w+)Delegate$/.exec(checker.getTypeAtLocation(node).symbol?.name ?? '')?.[1]
  return models.has(model) ? model : undefined
}

/** What a query names of other models through relations. `{ select: goodSummary }` names nothing itself. */
function relationsIn(query, model) {
  if (ts.isArrayLiteralExpression(query))
    return query.elements.flatMap((element) => relationsIn(element, model))
  if (!ts.isObjectLiteralExpression(query)) return []
  return query.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return []
    const target = models.get(model).fields.get(property.name.getText())
    if (!models.has(target)) return relationsIn(property.initializer, model)
    const fields = namesFields(property.initializer) ? [[property, target]] : []
    return [...fields, ...relationsIn(property.initializer, target)]
  })
}

function namesFields(value) {
  if (!ts.isObjectLiteralExpression(value)) return value.kind === ts.SyntaxKind.TrueKeyword
  return value.properties.some(
    (property) => ts.isPropertyAssignment(property) && !ts.isIdentifier(property.initializer)
  )
}

/** What is put into a text of SQL and was imported from another package: a piece of its SQL, with its tables and columns. */
function foreignSqlIn(node, checker) {
  const below = []
  ts.forEachChild(node, (child) => void below.push(...foreignSqlIn(child, checker)))
  if (!ts.isTemplateExpression(node) || !/\b(select|insert into|update|delete from)\b/i.test(node.getText()))
    return below
  return [...below, ...node.templateSpans.map(({ expression }) => expression).filter(isForeign)]

  function isForeign(expression) {
    const name = ts.isCallExpression(expression) ? expression.expression : expression
    const [declaration] = checker.getSymbolAtLocation(name)?.declarations ?? []
    if (!declaration || !ts.isImportSpecifier(declaration)) return false
    return declaration.parent.parent.parent.moduleSpecifier.text.startsWith('@larder/')
  }
}

function modelsInSql(text) {
  const tables = [...text.matchAll(/\b(?:from|join|update|into|table)\s+"?(\w+)"?/gi)].map(
    ([, table]) => table
  )
  return [...models].flatMap(([name, { table }]) => (tables.includes(table) ? [name] : []))
}
