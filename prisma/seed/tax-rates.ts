/**
 * What the countries tax that a new shop delivers to: of food (`reduced`), and of all else. In
 * millionths. They change: ask a tax adviser before you sell.
 */
export const taxRates = [
  { country: 'AT', standard: 200_000, reduced: 100_000 },
  { country: 'BE', standard: 210_000, reduced: 60_000 },
  { country: 'CZ', standard: 210_000, reduced: 120_000 },
  { country: 'DE', standard: 190_000, reduced: 70_000 },
  // Denmark has one rate.
  { country: 'DK', standard: 250_000, reduced: 250_000 },
  { country: 'FR', standard: 200_000, reduced: 55_000 },
  { country: 'LU', standard: 170_000, reduced: 30_000 },
  { country: 'NL', standard: 210_000, reduced: 90_000 },
  { country: 'PL', standard: 230_000, reduced: 50_000 }
].flatMap(({ country, ...rates }) =>
  Object.entries({ ...rates, zero: 0 }).map(([category, rate]) => ({
    country,
    category,
    rate,
    fromAt: new Date('2026-01-01T00:00:00Z')
  }))
)
