import type { Allergen, NutritionBasis } from '@larder/database'

/** What a new shop says of its packed goods, by their slugs: producers are made up, values are those of the kind. */
export const facts: Record<string, SeedFacts> = {
  'hen-eggs': {
    origin: 'Germany',
    storage: 'Keep cool after the 18th day.',
    producer: 'Hof Wiesengrund, 15374 Müncheberg, Germany',
    allergens: ['eggs']
  },
  'quail-eggs': {
    origin: 'Germany',
    storage: 'Keep cool.',
    producer: 'Wachtelhof Uckermark, 17268 Templin, Germany',
    allergens: ['eggs']
  },
  'whole-milk': {
    legalName: 'Pasteurised whole milk, not homogenised',
    origin: 'Germany',
    storage: 'At most +8 °C. Use within three days of opening.',
    producer: 'Meierei Havelland, 14641 Nauen, Germany',
    allergens: ['milk'],
    nutrition: ['ml', 284, 68, 4_000, 2_600, 4_800, 4_800, 3_400, 130]
  },
  'cultured-butter': {
    legalName: 'Cultured butter, 82 % fat',
    origin: 'Germany',
    storage: 'At most +8 °C.',
    producer: 'Meierei Havelland, 14641 Nauen, Germany',
    allergens: ['milk'],
    nutrition: ['g', 3_059, 744, 82_000, 54_000, 700, 700, 700, 20]
  },
  'natural-yoghurt': {
    legalName: 'Yoghurt of whole milk, 3.8 % fat',
    ingredients: '*Milk*, yoghurt cultures (*milk*)',
    origin: 'Germany',
    storage: 'At most +8 °C.',
    producer: 'Meierei Havelland, 14641 Nauen, Germany',
    allergens: ['milk'],
    nutrition: ['g', 286, 68, 3_800, 2_500, 4_500, 4_500, 3_900, 130]
  },
  'allgaeu-emmental': {
    legalName: 'Hard cheese of raw milk, 45 % fat in dry matter',
    ingredients: 'Raw *milk*, salt, rennet, cultures (*milk*)',
    origin: 'Allgäu, Germany',
    storage: 'At most +10 °C.',
    producer: 'Sennerei Hindelang, 87541 Bad Hindelang, Germany',
    allergens: ['milk'],
    nutrition: ['g', 1_590, 382, 29_700, 19_000, 0, 0, 28_500, 750]
  },
  camembert: {
    legalName: 'Soft cheese of raw milk, 45 % fat in dry matter',
    ingredients: 'Raw *milk*, salt, rennet, cultures (*milk*)',
    origin: 'Normandy, France',
    storage: 'At most +8 °C. Take it out two hours before.',
    producer: 'Fromagerie du Bocage, 14140 Livarot, France',
    allergens: ['milk'],
    nutrition: ['g', 1_159, 279, 22_000, 15_000, 500, 500, 20_000, 1_500]
  },
  'buffalo-mozzarella': {
    legalName: 'Mozzarella di Bufala Campana PDO',
    ingredients: 'Buffalo *milk*, whey (*milk*), salt, rennet',
    origin: 'Campania, Italy',
    storage: 'At most +8 °C, in its whey.',
    producer: 'Caseificio Il Casale, 84047 Capaccio, Italy',
    allergens: ['milk'],
    nutrition: ['g', 1_059, 255, 21_000, 15_000, 700, 700, 16_000, 700]
  },
  'sourdough-loaf': {
    legalName: 'Mixed wheat bread with sourdough',
    ingredients: '*Wheat* flour, water, *rye* flour (18 %), salt',
    origin: 'Berlin, Germany',
    storage: 'Dry, at room temperature.',
    producer: 'Bäckerei am Kanal, 10999 Berlin, Germany',
    allergens: ['gluten'],
    traces: ['sesame', 'nuts'],
    nutrition: ['g', 1_008, 239, 1_100, 200, 47_000, 1_500, 8_000, 1_300]
  },
  baguette: {
    legalName: 'White wheat bread',
    ingredients: '*Wheat* flour, water, salt, yeast',
    origin: 'Berlin, Germany',
    producer: 'Bäckerei am Kanal, 10999 Berlin, Germany',
    allergens: ['gluten'],
    traces: ['sesame', 'nuts'],
    nutrition: ['g', 1_100, 260, 1_200, 300, 53_000, 2_000, 8_700, 1_400]
  },
  'linden-honey': {
    legalName: 'Linden blossom honey',
    origin: 'Brandenburg, Germany',
    storage: 'Dry, cool and dark.',
    producer: 'Imkerei Spreeau, 15537 Grünheide, Germany',
    nutrition: ['g', 1_360, 320, 0, 0, 80_000, 79_000, 300, 0]
  },
  'apricot-jam': {
    legalName: 'Extra jam of apricots',
    ingredients: 'Apricots (66 %), sugar, lemon juice, gelling agent: pectin',
    origin: 'Austria',
    storage: 'Keep cool when opened.',
    producer: 'Marillenhof Wachau, 3620 Spitz, Austria',
    nutrition: ['g', 850, 200, 200, 0, 47_000, 46_000, 700, 10]
  },
  'olive-oil': {
    legalName:
      'Extra virgin olive oil: superior category olive oil obtained directly from olives and solely by mechanical means',
    origin: 'Peloponnese, Greece',
    storage: 'Cool and dark.',
    producer: 'Elaia Mani, 24016 Kardamyli, Greece',
    nutrition: ['ml', 3_389, 824, 91_600, 13_000, 0, 0, 0, 0]
  },
  'dill-gherkins': {
    legalName: 'Gherkins, fermented in brine',
    ingredients: 'Gherkins, water, salt, dill, garlic, *mustard* seed',
    origin: 'Spreewald, Germany',
    storage: 'Keep cool when opened, and eat within a week.',
    producer: 'Gurkenhof Lehde, 03222 Lübbenau, Germany',
    allergens: ['mustard'],
    nutrition: ['g', 60, 14, 200, 0, 1_500, 800, 900, 1_900]
  },
  walnuts: {
    origin: 'Grenoble, France',
    storage: 'Dry and airy.',
    producer: 'Noix du Vercors, 38160 Saint-Marcellin, France',
    allergens: ['nuts']
  },
  'tomato-passata': {
    legalName: 'Sieved tomatoes',
    ingredients: 'Tomatoes (99.5 %), basil',
    origin: 'Campania, Italy',
    storage: 'Keep cool when opened, and use within four days.',
    producer: 'Pomodoro Sarno, 84087 Sarno, Italy',
    nutrition: ['g', 133, 32, 200, 0, 5_100, 4_500, 1_600, 30]
  }
}

/** Energy in kJ and kcal, then fat, saturates, carbohydrate, sugars, protein and salt in mg of 100. */
export type SeedNutrition = [NutritionBasis, number, number, number, number, number, number, number, number]

export interface SeedFacts {
  legalName?: string
  ingredients?: string
  origin?: string
  storage?: string
  producer?: string
  allergens?: Allergen[]
  traces?: Allergen[]
  nutrition?: SeedNutrition
}
