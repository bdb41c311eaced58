import { isCountry } from '@larder/addresses'
import { Errors } from 'typebox/value'
import { MethodInput, type Plan } from './schemas.js'

/** What is wrong with a method, by the fields of its form. */
export type MethodProblems = Partial<Record<keyof MethodInput, string>>

/** @returns undefined where nothing is wrong */
export function checkMethod(input: MethodInput): MethodProblems | undefined {
  const problems = problemsOfForm(input)
  if (Object.keys(problems).length === 0) Object.assign(problems, problemsOfSense(input))
  return Object.keys(problems).length > 0 ? problems : undefined
}

function problemsOfForm(input: MethodInput): MethodProblems {
  const problems: MethodProblems = {}
  for (const { instancePath, message } of Errors(MethodInput, input)) {
    const field = FIELDS.find((name) => instancePath.split('/')[1] === name)
    if (field) problems[field] ??= `${instancePath.slice(1)} ${message}.`
  }
  return problems
}

function problemsOfSense({ tax, taxCategory, areas, plans }: MethodInput): MethodProblems {
  const problems: MethodProblems = {}
  if ((tax === 'category') !== (taxCategory !== null)) {
    problems.taxCategory = 'Name a tax category if the tax is that of one, and only then.'
  }
  const unknown = areas.find(({ country }) => !isCountry(country))
  const twice = repeated(areas.map(({ country, postalPrefix }) => `${country} ${postalPrefix}`.trim()))
  if (unknown) problems.areas = `${unknown.country} is no country.`
  else if (twice) problems.areas = `${twice} is there twice.`
  const plan = problemOfPlans(plans)
  if (plan) problems.plans = plan
  return problems
}

function problemOfPlans(plans: Plan[]): string | undefined {
  const backwards = plans.find(({ starts, ends }) => starts >= ends)
  if (backwards) return `A time from ${backwards.starts} to ${backwards.ends} ends before it starts.`
  const twice = repeated(plans.map(({ weekday, starts }) => `${starts} on day ${weekday}`))
  return twice && `${twice} is there twice.`
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
