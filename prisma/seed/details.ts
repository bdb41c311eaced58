/** What a new shop knows of its goods beside their texts, by their slugs. */
export const details: Record<string, SeedDetails> = {
  'elstar-apples': { country: 'DE', keywords: 'eating apple dessert apple', season: [9, 12] },
  'conference-pears': { country: 'NL', keywords: 'pear', season: [9, 12] },
  bananas: { country: 'EC', keywords: 'banana' },
  'blood-oranges': { country: 'IT', keywords: 'orange tarocco citrus sanguine', season: [12, 3] },
  'amalfi-lemons': {
    country: 'IT',
    keywords: 'lemon citrus sfusato',
    organicCode: 'IT-BIO-006',
    season: [2, 10]
  },
  'yellow-peaches': { country: 'IT', keywords: 'peach nectarine stone fruit', season: [6, 9] },
  'muscat-grapes': { country: 'IT', keywords: 'grape white grapes', season: [8, 10] },
  watermelon: { country: 'ES', keywords: 'melon water melon', season: [6, 9] },
  strawberries: { country: 'DE', keywords: 'strawberry', season: [5, 7] },
  raspberries: { country: 'DE', keywords: 'raspberry', season: [6, 9] },
  blackberries: { country: 'DE', keywords: 'blackberry bramble', season: [7, 9] },
  blueberries: { country: 'DE', keywords: 'blueberry bilberry bilberries', season: [7, 9] },
  'red-currants': { country: 'DE', keywords: 'redcurrant redcurrants ribes', season: [6, 8] },
  gooseberries: { country: 'DE', keywords: 'gooseberry', season: [6, 8] },
  'sweet-cherries': { country: 'DE', keywords: 'cherry', season: [6, 8] },
  physalis: { country: 'CO', keywords: 'cape gooseberry goldenberry ground cherry' },
  'vine-tomatoes': { country: 'DE', keywords: 'tomato cherry tomatoes', season: [6, 10] },
  cucumber: { country: 'DE', keywords: 'cuke salad cucumber', season: [5, 9] },
  'red-peppers': { country: 'ES', keywords: 'bell pepper capsicum paprika sweet pepper', season: [6, 10] },
  aubergine: { country: 'IT', keywords: 'eggplant egg plant brinjal melanzane', season: [6, 10] },
  broccoli: { country: 'DE', keywords: 'brocolli brokkoli cabbage', season: [6, 11] },
  'hokkaido-squash': { country: 'DE', keywords: 'pumpkin red kuri gourd winter squash', season: [9, 1] },
  leeks: { country: 'DE', keywords: 'leek porree', season: [9, 3] },
  'garden-peas': { country: 'DE', keywords: 'pea green peas petits pois', season: [6, 8] },
  sweetcorn: { country: 'DE', keywords: 'corn maize corn on the cob sweet corn', season: [7, 10] },
  'butterhead-lettuce': { country: 'DE', keywords: 'salad head lettuce boston lettuce', season: [5, 10] },
  rocket: { country: 'IT', keywords: 'arugula rucola roquette', season: [4, 10] },
  radicchio: { country: 'IT', keywords: 'red chicory endive', season: [9, 12] },
  'lambs-lettuce': { country: 'DE', keywords: 'corn salad mache rapunzel field salad', season: [10, 3] },
  basil: { country: 'IT', keywords: 'herb basilico pesto', season: [6, 9] },
  'flat-parsley': { country: 'DE', keywords: 'herb italian parsley', season: [4, 11] },
  chives: { country: 'DE', keywords: 'herb chive schnittlauch', season: [4, 10] },
  rosemary: { country: 'DE', keywords: 'herb' },
  'bunched-carrots': { country: 'DE', keywords: 'carrot', organicCode: 'DE-ÖKO-006', season: [6, 10] },
  beetroot: { country: 'DE', keywords: 'beet beets red beet', season: [9, 3] },
  radishes: { country: 'DE', keywords: 'radish', season: [4, 10] },
  'waxy-potatoes': {
    country: 'DE',
    keywords: 'spuds spud tatties linda',
    organicCode: 'DE-ÖKO-006',
    season: [6, 10]
  },
  'sweet-potatoes': { country: 'ES', keywords: 'yam yams kumara batata' },
  'red-onions': { country: 'DE', keywords: 'onion' },
  garlic: { country: 'FR', keywords: 'clove ail knoblauch' },
  ginger: { country: 'PE', keywords: 'root ginger ingwer' },
  'white-mushrooms': { country: 'DE', keywords: 'button mushroom champignon champignons' },
  'chestnut-mushrooms': { country: 'DE', keywords: 'cremini brown mushroom portobellini' },
  'oyster-mushrooms': { country: 'DE', keywords: 'pleurotus hiratake' },
  'king-oyster-mushrooms': { country: 'DE', keywords: 'eryngii king trumpet' },
  shiitake: { country: 'DE', keywords: 'shitake shiitakes' },
  chanterelles: { country: 'LT', keywords: 'girolles girolle pfifferlinge' },
  ceps: { country: 'PL', keywords: 'porcini cep penny bun boletus steinpilz' },
  enoki: { country: 'KR', keywords: 'enokitake golden needle' },
  'hen-eggs': { country: 'DE', keywords: 'egg chicken eggs', organicCode: 'DE-ÖKO-006' },
  'quail-eggs': { country: 'DE', keywords: 'egg quails' },
  'whole-milk': { country: 'DE', keywords: 'full fat milk fresh milk', organicCode: 'DE-ÖKO-006' },
  'cultured-butter': { country: 'DE', keywords: 'unsalted butter' },
  'natural-yoghurt': { country: 'DE', keywords: 'yogurt joghurt plain yogurt' },
  'allgaeu-emmental': { country: 'DE', keywords: 'cheese emmentaler swiss cheese' },
  camembert: { country: 'FR', keywords: 'cheese soft cheese' },
  'buffalo-mozzarella': { country: 'IT', keywords: 'cheese bufala' },
  'sourdough-loaf': { country: 'DE', keywords: 'bread rye bread' },
  baguette: { country: 'DE', keywords: 'bread french stick french bread' },
  'linden-honey': { country: 'DE', keywords: 'lime blossom honey' },
  'apricot-jam': { country: 'AT', keywords: 'preserve marmalade apricots' },
  'olive-oil': { country: 'GR', keywords: 'extra virgin evoo olives', organicCode: 'GR-BIO-03' },
  'dill-gherkins': { country: 'DE', keywords: 'pickle pickles pickled cucumber cornichon' },
  walnuts: { country: 'FR', keywords: 'nuts nut walnut' },
  'tomato-passata': { country: 'IT', keywords: 'tomato sauce tomatoes puree sugo' }
}

interface SeedDetails {
  /** ISO 3166-1, two letters. */
  country: string
  /** Other words that people type for it. */
  keywords: string
  /** The first and the last month of its season, from 1. */
  season?: [from: number, to: number]
  /** Of the control body, where it is organic. */
  organicCode?: string
}
