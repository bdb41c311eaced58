import type { MethodInput } from '@larder/delivery'

const PROPORTIONAL = { tax: 'proportional', taxCategory: null, minTotal: null, active: true } as const

/** How a new shop, which is in Berlin, delivers. Prices are in minor units of its currency. */
export const deliveryMethods: MethodInput[] = [
  {
    ...PROPORTIONAL,
    code: 'van',
    name: 'By our own van, in Berlin',
    description: 'Chilled goods stay chilled. We ring the bell.',
    kind: 'local',
    price: 390,
    freeFrom: 6_000,
    minTotal: 2_000,
    position: 1,
    areas: ['101', '102', '104', '105', '109', '120'].map((postalPrefix) => ({
      country: 'DE',
      postalPrefix
    })),
    plans: [1, 2, 3, 4, 5].flatMap((weekday) => [
      { weekday, starts: '16:00', ends: '18:00', cutoffMinutes: 240, capacity: 12 },
      { weekday, starts: '18:00', ends: '20:00', cutoffMinutes: 240, capacity: 12 }
    ])
  },
  {
    ...PROPORTIONAL,
    code: 'post',
    name: 'By post, in Germany',
    description: 'In one or two working days.',
    kind: 'ship',
    price: 590,
    freeFrom: 8_000,
    position: 2,
    areas: [{ country: 'DE', postalPrefix: '' }],
    plans: []
  },
  {
    ...PROPORTIONAL,
    code: 'post-abroad',
    name: 'By post, to our neighbours',
    description: 'In two to four working days.',
    kind: 'ship',
    price: 1_290,
    freeFrom: 15_000,
    position: 3,
    areas: ['AT', 'BE', 'CZ', 'DK', 'FR', 'LU', 'NL', 'PL'].map((country) => ({ country, postalPrefix: '' })),
    plans: []
  },
  {
    ...PROPORTIONAL,
    code: 'pick-up',
    name: 'Pick up at the shop',
    description: 'Marktstraße 1, 10115 Berlin. We keep it for you in the cool.',
    kind: 'pickup',
    price: 0,
    freeFrom: null,
    position: 4,
    areas: [],
    plans: [1, 2, 3, 4, 5, 6].map((weekday) => {
      return { weekday, starts: '10:00', ends: '19:00', cutoffMinutes: 120, capacity: 30 }
    })
  }
]
