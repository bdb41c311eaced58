import { test } from 'tap'
import { readCsv } from '../src/csv/read-csv.js'
import { writeCsv } from '../src/csv/write-csv.js'

const COLUMNS = [
  { name: 'slug', value: ({ slug }: Row) => slug },
  { name: 'name', value: ({ name }: Row) => name },
  { name: 'stock', value: ({ stock }: Row) => stock },
  { name: 'published', value: ({ published }: Row) => published }
]
interface Row {
  slug: string
  name: string
  stock: number | null
  published: boolean
}

test('a file that is written', async (t) => {
  await t.test('begins with a byte order mark, has CRLF, and quotes what needs it', async (t) => {
    const rows = [{ slug: '0042', name: 'Anna’s „Jam“, "red"\n菜', stock: -5, published: true }]
    t.equal(
      await write(rows),
      '\uFEFFslug,name,stock,published\r\n0042,"Anna’s „Jam“, ""red""\n菜",-5,yes\r\n'
    )
  })

  await t.test('has no formulas, and its numbers are numbers', async (t) => {
    for (const name of ['=1+1', '+49', '-5.00', '@SUM(A1)', '\tx', '＝1', '＋1', '－1', '＠x']) {
      const text = await write([{ slug: 'a', name, stock: -5, published: false }])
      t.match(text, `'${name}`)
      t.match(text, /,-5,no\r\n$/)
    }
  })

  await t.test('is read again as it was', async (t) => {
    const names = [
      '=1+1',
      "'quoted'",
      "it's",
      ' 0042',
      'a;b',
      'a\nb',
      '"',
      '-5',
      "'-5 % today",
      "''=1",
      '',
      '菜 🍎'
    ]
    const read = readCsv(
      Buffer.from(await write(names.map((name) => ({ slug: 'a', name, stock: 1, published: true }))))
    )
    t.same(
      linesOf(read).map(({ cells }) => cells.name),
      names.map((name) => name.trim())
    )
  })

  await t.test('of no rows is a header', async (t) => {
    t.equal(await write([]), '\uFEFFslug,name,stock,published\r\n')
  })
})

test('a file that is read', async (t) => {
  const same = [
    ['with commas', 'slug,name\r\n007,Brötchen\r\n'],
    ['with semicolons', 'slug;name\r\n007;Brötchen\r\n'],
    ['with tabs', 'slug\tname\n007\tBrötchen'],
    ['with a byte order mark, and lines that are empty', '\uFEFFSlug, Name \n\n007,Brötchen\n\n'],
    ['with quotes', '"slug","name"\n"007","Brötchen"']
  ] as const
  for (const [what, text] of same) {
    await t.test(`${what} has the same rows`, async (t) => {
      t.match(readCsv(Buffer.from(text)), {
        header: ['slug', 'name'],
        lines: [{ cells: { slug: '007', name: 'Brötchen' } }]
      })
    })
  }

  await t.test('in another encoding is asked about, and then read', async (t) => {
    const latin = Buffer.from('slug;name\r\na;Br\xf6tchen \x80', 'latin1')
    t.same(readCsv(latin), { outcome: 'encoding' })
    t.equal(linesOf(readCsv(latin, { encoding: 'windows-1252' }))[0]?.cells.name, 'Brötchen €')
    const chinese = Buffer.from([...Buffer.from('slug,name\na,'), 0xb2, 0xcb])
    t.equal(linesOf(readCsv(chinese, { encoding: 'gb18030' }))[0]?.cells.name, '菜')
  })

  await t.test('tells the lines in the file', async (t) => {
    const lines = linesOf(readCsv(Buffer.from('slug,name\na,"two\nlines"\nb,one\n\nc,last')))
    t.same(
      lines.map(({ line }) => line),
      [2, 4, 6]
    )
  })

  await t.test('that is empty, broken or too long is refused', async (t) => {
    t.same(readCsv(Buffer.from('\uFEFF \n')), { outcome: 'empty' })
    t.match(readCsv(Buffer.from('slug,name\na,"x\nb,y')), { outcome: 'broken', problem: String })
    const three = Buffer.from('slug\na\nb\nc')
    t.same(readCsv(three, { mostLines: 2 }), { outcome: 'too-many' })
    t.equal(readCsv(three, { mostLines: 3 }).outcome, 'read')
  })

  await t.test('that ends in the middle of a line is refused', async (t) => {
    t.match(readCsv(Buffer.from('slug,name\na,x\nb')), { outcome: 'broken', line: 3 })
    t.equal(readCsv(Buffer.from('slug,name\na,x\nb\n')).outcome, 'read')
  })

  await t.test('may have too few cells, and too many', async (t) => {
    const lines = linesOf(readCsv(Buffer.from('slug,name\na\nb,y,z')))
    t.same(
      lines.map(({ tooLong }) => tooLong),
      [false, true]
    )
    t.same(
      lines.map(({ cells }) => cells),
      [
        { slug: 'a', name: '' },
        { slug: 'b', name: 'y' }
      ]
    )
  })
})

async function write(rows: Row[]): Promise<string> {
  async function* batches() {
    yield rows
  }
  let text = ''
  for await (const part of writeCsv(COLUMNS, batches())) text += part
  return text
}

function linesOf(read: ReturnType<typeof readCsv>) {
  return read.outcome === 'read' ? read.lines : []
}
