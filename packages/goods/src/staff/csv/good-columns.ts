import type { Translate } from '@larder/blueprint'
import type { CsvColumn, ImportColumn } from '@larder/staff'
import { stateOf } from '../form/change-state.js'
import type { StaffGood } from '../form/find-staff-good.js'
import { GOOD_FIELDS, type GoodField, type GoodValues, printGood } from '../form/good-values.js'

/** A good in a file, with its fields as the form prints them. */
export interface ExportedGood {
  id: number
  good: StaffGood
  values: GoodValues
}

export function exportedGood(good: StaffGood): ExportedGood {
  return { id: good.id, good, values: printGood(good) }
}

type Column = CsvColumn<ExportedGood> & ImportColumn

const FLAGS = new Set<GoodField>(['perishable', 'weighed', 'vegan'])

export function isFlag(field: GoodField): boolean {
  return FLAGS.has(field)
}

/** The fields that have words of their own in `column`: what is not plain from the label of the form. */
const EXPLAINED = new Set<GoodField>([
  'slug',
  'category',
  'price',
  'tax_category',
  'content_unit',
  'perishable',
  'weighed',
  'vegan',
  'grade',
  'months',
  'allergens',
  'traces',
  'basis'
])

/** The columns of a file of goods: the fields of the form, first that by which a good is known. */
export const COLUMNS: Column[] = [
  { ...fieldColumn('slug'), required: true },
  ...GOOD_FIELDS.filter((field) => field !== 'slug').map((field) => fieldColumn(field)),
  {
    name: 'state',
    about: (t) => t.of('goods-staff:column', 'state'),
    value: ({ good }) => stateOf(good)
  },
  {
    name: 'currency',
    about: (t) => t.of('goods-staff:column', 'currency'),
    readOnly: true,
    value: ({ good }) => good.currency
  },
  {
    name: 'version',
    about: (t) => t.of('goods-staff:column', 'version'),
    value: ({ good }) => good.version
  }
]

function fieldColumn(field: GoodField): Column {
  const about = (t: Translate) =>
    EXPLAINED.has(field) ? t.of('goods-staff:column', field) : t.of('goods-staff:label', field)
  const value = ({ values }: ExportedGood) => (isFlag(field) ? values[field] === 'yes' : values[field])
  return { name: field, about, value }
}
