// npm run shape: how the code is laid out, in figures; with --check it fails where files or folders import each other in a
// circle, or a file or function is too long.
import { parseArgs } from 'node:util'
import { fail, root } from './run.mjs'
import { findViolations } from './shape/find-violations.mjs'
import { measurePackage, measureWorkspace, quantile, sum } from './shape/measure.mjs'
import { readPackages } from './shape/read-sources.mjs'

const HELP = `npm run shape -- [--check] [FOLDER]

Prints how the code of each package is laid out. FOLDER is another workspace.

  rooms      folders of src, and files beside them
  floors     layers of imports between rooms
  arrows     imports from one room to another, of those there could be without a circle
  back up    arrows that run against the layers, at least
  circles    sets of rooms, a folder among them, that import each other
  file, function, folder    lines of a file and of a function, files of a folder: median / p90 / most

  --check    print nothing but what must not be: a circle of files or folders, a file of more than
             300 lines, a function of more than 60
`

const HEADINGS = [
  'src of',
  'files',
  'lines',
  'rooms',
  'floors',
  'arrows',
  'back up',
  'circles',
  'file circles',
  'file',
  'function',
  'folder',
  'comments'
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }
})
if (values.help) console.log(HELP)
else {
  const packages = readPackages(positionals[0] ?? root)
  if (packages.length === 0) fail(`${positionals[0]} has no packages.`)
  if (values.check) check(packages)
  else print(packages)
}

function check(packages) {
  const violations = packages.flatMap(findViolations)
  for (const line of violations) console.error(line)
  if (violations.length > 0) fail('Split what is long, and move what two folders share below both.')
  console.log(`${packages.length} packages: no circle, no file or function too long.`)
}

function print(packages) {
  const { arrows, floors } = measureWorkspace(packages)
  console.log(`${packages.length} packages, ${arrows} arrows between them, ${floors} floors\n`)
  const measured = packages.map((one) => ({ folder: one.folder, ...measurePackage(one) }))
  const rows = measured.map(rowOf)
  printTable([HEADINGS, ...rows, totalOf(measured)])
}

function rowOf({ folder, rooms, floors, arrows, backUp, circles, ...figures }) {
  return [
    folder,
    ...sizeOf(figures),
    rooms,
    floors,
    `${arrows} of ${(rooms * (rooms - 1)) / 2}`,
    backUp,
    circles.map(({ length }) => `of ${length}`).join(', ') || 0,
    ...spreadsOf(figures)
  ]
}

function totalOf(measured) {
  const all = (figure) => measured.flatMap((one) => one[figure])
  const figures = {
    fileCircles: all('fileCircles'),
    fileLines: all('fileLines'),
    functionLines: all('functionLines'),
    folderSizes: all('folderSizes'),
    commentLines: sum(all('commentLines'))
  }
  return ['all', ...sizeOf(figures), '', '', '', '', '', ...spreadsOf(figures)]
}

function sizeOf({ fileLines }) {
  return [fileLines.length, sum(fileLines)]
}

function spreadsOf({ fileCircles, fileLines, functionLines, folderSizes, commentLines }) {
  const spreads = [fileLines, functionLines, folderSizes].map((numbers) =>
    [0.5, 0.9, 1].map((share) => quantile(numbers, share)).join(' / ')
  )
  return [fileCircles.length, ...spreads, `${((100 * commentLines) / sum(fileLines)).toFixed(1)} %`]
}

function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column])
    )
    console.log(cells.join('  ').trimEnd())
  }
}
