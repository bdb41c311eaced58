import { test } from 'tap'
import { Check } from 'typebox/value'
import {
  Address,
  type AddressInput,
  addressForm,
  checkAddress,
  countryName,
  formatAddress,
  isCountry,
  listCountries,
  tidyPostalCode
} from '../src/index.js'

const BERLIN = {
  name: 'Ada Lovelace',
  street: 'Torstraße 1',
  postal_code: '10115',
  city: 'Berlin',
  country: 'DE'
}
const SHANGHAI = {
  name: '王小明',
  phone: '138 0013 8000',
  region: '上海市',
  city: '上海市',
  district: '长宁区',
  street: '延安西路1号',
  country: 'CN'
}

test('addressForm', async (t) => {
  t.test('has the fields of a country in its order, and says what is required', async (t) => {
    t.same(fieldsOf('DE'), ['country*', 'name*', 'organisation', 'street*', 'postal_code*', 'city*', 'phone'])
    t.same(fieldsOf('CN'), [
      'country*',
      'region*',
      'city*',
      'district*',
      'street*',
      'postal_code',
      'organisation',
      'name*',
      'phone*'
    ])
    t.same(fieldsOf('HK'), ['country*', 'region*', 'city', 'street*', 'organisation', 'name*', 'phone'])
    t.same(fieldsOf('MO'), ['country*', 'street*', 'organisation', 'name*', 'phone'])
    t.match(fieldsOf('US'), [
      'country*',
      'name*',
      'organisation',
      'street*',
      'city*',
      'region*',
      'postal_code*'
    ])
    for (const country of ['AT', 'FR', 'NL']) t.same(fieldsOf(country), fieldsOf('DE'), country)
  })

  t.test('asks for little where it does not know a country', async (t) => {
    const required = fieldsOf('BR').filter((field) => field.endsWith('*'))
    t.same(required, ['country*', 'name*', 'street*', 'city*'])
    t.same(fieldsOf('XX'), fieldsOf('BR'))
  })

  t.test('calls fields what they are called there', async (t) => {
    t.equal(labelsOf('US').region, 'state')
    t.equal(labelsOf('US').postal_code, 'zip')
    t.equal(labelsOf('IE').postal_code, 'eircode')
    t.equal(labelsOf('GB').city, 'post_town')
    t.equal(labelsOf('CN').region, 'province')
    t.equal(labelsOf('CN').phone, 'mobile')
  })

  t.test('has tokens for autofill, lengths, and regions to choose from', async (t) => {
    t.match(
      addressForm('CN').find(({ name }) => name === 'region'),
      { autocomplete: 'address-level1', maxlength: 80 }
    )
    t.match(
      addressForm('US').find(({ name }) => name === 'street'),
      { autocomplete: 'street-address', multiline: true }
    )
    const counts = ['CN', 'HK', 'IE', 'TW', 'US', 'DE'].map(
      (country) => addressForm(country).flatMap(({ suggestions = [] }) => suggestions).length
    )
    t.same(counts, [31, 3, 26, 22, 59, 0])
    const provinces = addressForm('CN').flatMap(({ suggestions = [] }) => suggestions)
    t.has(provinces, [{ value: '安徽省', label: 'Anhui' }])
    t.ok(provinces.some(({ value, label }) => value === '内蒙古自治区' && label === 'Inner Mongolia'))
  })
})

test('checkAddress', async (t) => {
  t.test('takes an address, and tidies it', async (t) => {
    const outcome = checkAddress({
      ...BERLIN,
      name: ' Ada   Lovelace\t',
      street: ' Torstraße 1 \r\n\r\n Hinterhaus ',
      country: 'de'
    })
    const address = {
      name: 'Ada Lovelace',
      organisation: '',
      street: 'Torstraße 1\nHinterhaus',
      district: '',
      city: 'Berlin',
      region: '',
      postalCode: '10115',
      country: 'DE',
      phone: ''
    }
    t.same(outcome, { outcome: 'address', address })
    t.ok(Check(Address, address))
  })

  t.test('says what is missing, in the words of the country', async (t) => {
    t.same(problemsOf({ country: 'US' }), {
      name: 'Name is missing.',
      street: 'Address is missing.',
      city: 'City is missing.',
      region: 'State is missing.',
      postal_code: 'ZIP code is missing.'
    })
    t.same(problemsOf({ ...SHANGHAI, phone: ' ' }), { phone: 'Mobile phone is missing.' })
    t.same(problemsOf({ ...BERLIN, postal_code: '', name: '\u0000' }), {
      name: 'Name is missing.',
      postal_code: 'Postal code is missing.'
    })
  })

  t.test('asks for a country first', async (t) => {
    for (const country of [undefined, '', 'Germany', 'XX', 'EU', 'ZZ']) {
      t.same(problemsOf({ ...BERLIN, country }), { country: 'Choose a country.' }, `${country}`)
    }
  })

  t.test('says what is too long for its column', async (t) => {
    t.same(problemsOf({ ...BERLIN, name: '😀'.repeat(100) }), undefined)
    t.same(problemsOf({ ...BERLIN, name: '😀'.repeat(101) }), {
      name: 'Name has 101 characters; 100 are the most.'
    })
    t.same(problemsOf({ ...BERLIN, street: 'a\nb\nc\nd' }), {
      street: 'Street and number has 4 lines; 3 are the most.'
    })
  })

  t.test('knows postal codes where they are sure, and writes them as people there do', async (t) => {
    for (const [country, typed, tidied] of [
      ['GB', 'sw1a1aa', 'SW1A 1AA'],
      ['GB', 'M1 1AE', 'M1 1AE'],
      ['NL', '1011ab', '1011 AB'],
      ['FR', '75 001', '75001'],
      ['IE', 'd6wxy00', 'D6W XY00'],
      ['US', '02110 1234', '02110-1234'],
      ['US', '02110', '02110'],
      ['CN', '２０００５０', '200050'],
      ['TW', '106', '106'],
      ['BR', ' 01310-100 ', '01310-100']
    ] as const) {
      t.equal(tidyPostalCode(typed, country), tidied)
    }
    t.same(problemsOf({ ...BERLIN, postal_code: '1011' }), {
      postal_code: 'Postal code is of another form in Germany, such as 10115.'
    })
    t.match(problemsOf({ ...BERLIN, country: 'AT' }), { postal_code: /Austria, such as 1010/ })
    t.same(problemsOf({ ...BERLIN, country: 'BR', postal_code: '?' }), undefined, 'nothing is known of it')
  })

  t.test('refuses no region: what is offered is no closed list', async (t) => {
    t.equal(problemsOf({ ...SHANGHAI, region: '湖北' }), undefined)
    t.equal(problemsOf({ ...BERLIN, country: 'US', region: 'Somewhere', postal_code: '02110' }), undefined)
  })

  t.test('drops what an address does not have there: another country was chosen before', async (t) => {
    const outcome = checkAddress({ ...SHANGHAI, country: 'HK', postal_code: '999077' })
    t.match(outcome, { address: { country: 'HK', postalCode: '', district: '', region: '上海市' } })
    t.match(checkAddress({ ...BERLIN, region: 'CA' }), { address: { region: '' } })
  })

  t.test('takes phones as people write them', async (t) => {
    for (const phone of ['+49 (0)30 / 123-456', '030.123456', '＋８６ 138 0013 8000', '555 0100 ext. 12']) {
      t.equal(problemsOf({ ...BERLIN, phone }), undefined, phone)
    }
    for (const phone of ['no', '123', 'ada@example.org']) {
      t.same(problemsOf({ ...BERLIN, phone }), { phone: 'Give a phone number in digits.' }, phone)
    }
  })
})

test('formatAddress', async (t) => {
  t.test('has the lines of each country, and its name last', async (t) => {
    const organisation = 'Analytical Engines'
    t.same(lines({ ...BERLIN, street: 'Torstraße 1\nHinterhaus' }), [
      'Ada Lovelace',
      'Torstraße 1',
      'Hinterhaus',
      '10115 Berlin',
      'Germany'
    ])
    t.same(lines({ ...BERLIN, organisation, country: 'NL', postal_code: '1011ab', city: 'Amsterdam' }), [
      organisation,
      'Ada Lovelace',
      'Torstraße 1',
      '1011 AB Amsterdam',
      'Netherlands'
    ])
    t.same(
      lines({
        ...BERLIN,
        street: '1 Main St',
        city: 'Boston',
        region: 'MA',
        postal_code: '02110',
        country: 'US'
      }),
      ['Ada Lovelace', '1 Main St', 'Boston, MA 02110', 'United States']
    )
    t.same(lines({ ...BERLIN, city: 'London', postal_code: 'sw1a1aa', country: 'GB' }), [
      'Ada Lovelace',
      'Torstraße 1',
      'London',
      'SW1A 1AA',
      'United Kingdom'
    ])
    t.same(lines({ ...BERLIN, city: 'Dublin', region: 'Co. Dublin', postal_code: '', country: 'IE' }), [
      'Ada Lovelace',
      'Torstraße 1',
      'Dublin',
      'Co. Dublin',
      'Ireland'
    ])
  })

  t.test('runs from large to small in China, and has its municipalities once', async (t) => {
    t.same(lines({ ...SHANGHAI, postal_code: '200050' }, 'zh'), [
      '200050',
      '上海市长宁区',
      '延安西路1号',
      '王小明',
      '中国'
    ])
    t.match(lines({ ...SHANGHAI, region: '上海' }), ['上海长宁区'])
    t.match(lines({ ...SHANGHAI, city: '市辖区' }), ['上海市长宁区'])
    t.match(lines({ ...SHANGHAI, region: '浙江省', city: '杭州市', district: '西湖区' }), [
      '浙江省杭州市西湖区'
    ])
  })

  t.test('runs from small to large where all is in Latin letters', async (t) => {
    const latin = {
      name: 'Wang Xiaoming',
      region: 'Shanghai',
      city: 'Shanghai Shi',
      district: 'Changning',
      street: '1 Yan’an Road (W)',
      postal_code: '200050'
    }
    t.same(lines({ ...SHANGHAI, ...latin }), [
      'Wang Xiaoming',
      '1 Yan’an Road (W)',
      'Changning',
      'Shanghai, 200050',
      'China'
    ])
  })
})

test('countries', async (t) => {
  const all = listCountries()
  t.equal(all.length, 249, 'as many as ISO 3166-1 has')
  for (const { code, name } of all) t.not(name, code)
  t.same([isCountry('DE'), isCountry('de'), isCountry('XK')], [true, false, false])
  t.equal(countryName('DE', 'zh'), '德国')
  t.equal(countryName('XX'), 'XX')
  t.same(listCountries('de', ['AT', 'DE', 'EG']), [
    { code: 'EG', name: 'Ägypten' },
    { code: 'DE', name: 'Deutschland' },
    { code: 'AT', name: 'Österreich' }
  ])
})

function fieldsOf(country: string): string[] {
  return addressForm(country).map(({ name, required }) => (required ? `${name}*` : name))
}

function labelsOf(country: string): Record<string, string> {
  return Object.fromEntries(addressForm(country).map(({ name, label }) => [name, label]))
}

function problemsOf(input: AddressInput) {
  const outcome = checkAddress(input)
  return outcome.outcome === 'problems' ? outcome.problems : undefined
}

function lines(input: AddressInput, language?: string): string[] {
  const outcome = checkAddress(input)
  if (outcome.outcome === 'problems') throw new Error(JSON.stringify(outcome.problems))
  return formatAddress(outcome.address, language)
}
