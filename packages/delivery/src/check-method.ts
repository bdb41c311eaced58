import { isCountry } from '@larder/addresses'
import type { Translate } from '@larder/blueprint'
import { Errors } from 'typebox/value'
import { MethodInput, type Plan } from './schemas.js'
import { weekdayName } from './weekday-name.js'

/** What is wrong with a method, by the fields of its form. */
export type MethodProblems = Partial<Record<keyof MethodInput, string>>

/**
 * @param t says the problems
 * @returns undefined where nothing is wrong
 */
export function checkMethod(input: MethodInput, t: Translate): MethodProblems | undefined {
  const problems = problemsOfForm(input, t)
  if (Object.keys(problems).length === 0) Object.assign(problems, problemsOfSense(input, t))
  return Object.keys(problems).length > 0 ? problems : undefined
}

function problemsOfForm(input: MethodInput, t: Translate): MethodProblems {
  const problems: MethodProblems = {}
  for (const { instancePath } of Errors(MethodInput, input)) {
    const field = FIELDS.find((name) => instancePath.split('/')[1] === name)
    if (field) problems[field] = t.of('delivery:invalid', field)
  }
  return problems
}

function problemsOfSense({ tax, taxCategory, areas, plans }: MethodInput, t: Translate): MethodProblems {
  const problems: MethodProblems = {}
  if ((tax === 'category') !== (taxCategory !== null)) {
    problems.taxCategory = t('delivery:problem.tax-category')
  }
  const unknown = areas.find(({ country }) => !isCountry(country))
  const twice = repeated(areas.map(({ country, postalPrefix }) => `${country} ${postalPrefix}`.trim()))
  if (unknown) problems.areas = t('delivery:problem.no-country', { country: unknown.country })
  else if (twice) problems.areas = t('delivery:problem.area-twice', { area: twice })
  const plan = problemOfPlans(plans, t)
  if (plan) problems.plans = plan
  return problems
}

function problemOfPlans(plans: Plan[], t: Translate): string | undefined {
  const backwards = plans.find(({ starts, ends }) => starts >= ends)
  if (backwards) {
    const { starts, ends } = backwards
    return t('delivery:problem.backwards', { starts, ends })
  }
  const keys = plans.map(({ weekday, starts }) => `${weekday} ${starts}`)
  const twice = plans[keys.indexOf(repeated(keys) ?? '')]
  return (
    twice &&
    t('delivery:problem.time-twice', {
      time: twice.starts,
      weekday: weekdayName(twice.weekday, t.language)
    })
  )
}

function repeated(texts: string[]): string | undefined {
  return texts.find((text, place) => texts.indexOf(text) !== place)
}

const FIELDS = [
  'code',
  'name',
  'description',
  'kind',
  'price',
  'freeFrom',
  'minTotal',
  'tax',
  'taxCategory',
  'position',
  'active',
  'areas',
  'plans'
] as const
