import type { CsvColumn, ImportColumn } from '@larder/staff'
import { stateOf } from '../form/change-state.js'
import type { StaffGood } from '../form/find-staff-good.js'
import { GOOD_FIELDS, type GoodField, type GoodValues, labelOf, printGood } from '../form/good-values.js'

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

/** What is not plain from the label of the form. */
const ABOUT: Partial<Record<GoodField, string>> = {
  category: 'Address of its category: fruit',
  price: 'Price: 2.50, or 2,50; no separators of thousands',
  tax_category: 'Tax: standard, reduced, zero, or one of the shop’s own',
  content_unit: 'Unit of the content: g, ml or piece',
  perishable: 'It spoils soon: yes or no',
  weighed: 'It is weighed when it is packed: yes or no',
  vegan: 'It is vegan: yes or no',
  grade: 'Class: extra, I or II',
  months: 'Season: months from 1 to 12 with commas between them',
  allergens: 'Contains: gluten, milk and so on, with commas between them',
  traces: 'May contain traces of, in the same way',
  basis: 'Nutrition per 100 of: g or ml'
}

/** The columns of a file of goods: the fields of the form, first that by which a good is known. */
export const COLUMNS: Column[] = [
  fieldColumn('slug', {
    about: 'Address of its page: known ones are changed, new ones made',
    required: true
  }),
  ...GOOD_FIELDS.filter((field) => field !== 'slug').map((field) => fieldColumn(field)),
  {
    name: 'state',
    about: 'published, unpublished or archived; a new one is unpublished',
    value: ({ good }) => stateOf(good)
  },
  { name: 'currency', about: 'Of its prices', readOnly: true, value: ({ good }) => good.currency },
  {
    name: 'version',
    about: 'Which state was exported: a line is refused where the product was changed since',
    value: ({ good }) => good.version
  }
]

function fieldColumn(
  field: GoodField,
  { about = ABOUT[field] ?? labelOf(field), required = false } = {}
): Column {
  const value = ({ values }: ExportedGood) => (isFlag(field) ? values[field] === 'yes' : values[field])
  return { name: field, about, required, value }
}
