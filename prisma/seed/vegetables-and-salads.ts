import type { Shelf } from './goods.js'

export const vegetablesAndSalads: Shelf[] = [
  {
    slug: 'vegetables',
    name: 'Vegetables',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'vine-tomatoes',
        name: 'Vine tomatoes',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 399,
        stock: 75,
        description:
          'Ripened on the vine in an unheated house, from June to October. Keep them out of the fridge, which costs them all their scent.'
      },
      {
        slug: 'cucumber',
        name: 'Cucumber',
        unit: '1 cucumber',
        content: 1,
        contentUnit: 'piece',
        price: 119,
        stock: 64,
        description:
          'A straight garden cucumber with thin skin that needs no peeling. Salt the slices and wait ten minutes for a salad that does not drown.'
      },
      {
        slug: 'red-peppers',
        name: 'Red peppers',
        unit: '500 g',
        content: 500,
        contentUnit: 'g',
        price: 279,
        stock: 48,
        description:
          'Thick-walled and sweet. Char them over the flame until they are black, rest them under a bowl, and the skin slips off by itself.'
      },
      {
        slug: 'aubergine',
        name: 'Aubergine',
        unit: '1 aubergine',
        content: 1,
        contentUnit: 'piece',
        price: 189,
        stock: 31,
        description:
          'Glossy, heavy for its size and no longer bitter: modern kinds need no salting. It drinks oil, so start it in a dry, hot pan.'
      },
      {
        slug: 'broccoli',
        name: 'Broccoli',
        unit: '500 g head',
        content: 500,
        contentUnit: 'g',
        price: 229,
        stock: 37,
        description:
          'Tight, blue-green heads with the stalk left on. Peel the stalk and slice it in: it is the sweetest part.'
      },
      {
        slug: 'hokkaido-squash',
        name: 'Hokkaido squash',
        unit: '1 squash, about 1.2 kg',
        content: 1200,
        contentUnit: 'g',
        price: 349,
        stock: 26,
        description:
          'Nutty, dry flesh that tastes of chestnut, and a skin that softens in the oven and is eaten too. Uncut it keeps through the winter.'
      },
      {
        slug: 'leeks',
        name: 'Leeks',
        unit: 'bunch of 3',
        content: 3,
        contentUnit: 'piece',
        price: 249,
        stock: 34,
        description:
          'A long white shaft, earthed up by hand. Slit them lengthways and rinse the leaves apart: there is always some sand left.'
      },
      {
        slug: 'garden-peas',
        name: 'Garden peas',
        unit: '500 g, in the pod',
        content: 500,
        contentUnit: 'g',
        price: 389,
        stock: 2,
        description:
          'For a few weeks around midsummer only. Their sugar turns to starch by the hour, so pod and eat them on the day.'
      },
      {
        slug: 'sweetcorn',
        name: 'Sweetcorn',
        unit: '2 cobs',
        content: 2,
        contentUnit: 'piece',
        price: 199,
        stock: 44,
        description:
          'Picked this morning, in its husk. Three minutes in boiling water without salt, then butter.'
      }
    ]
  },
  {
    slug: 'salads',
    name: 'Salads & herbs',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'butterhead-lettuce',
        name: 'Butterhead lettuce',
        unit: '1 head',
        content: 1,
        contentUnit: 'piece',
        price: 149,
        stock: 42,
        description:
          'Tender leaves around a yellow heart. Wrapped in a damp cloth it stays crisp for three days; dress it at the table, never before.'
      },
      {
        slug: 'rocket',
        name: 'Rocket',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 179,
        stock: 28,
        description:
          'Grown outdoors, so it is hotter and more peppery than what comes in bags. Good on a pizza that has just left the oven.'
      },
      {
        slug: 'radicchio',
        name: 'Radicchio di Chioggia',
        unit: '1 head',
        content: 1,
        contentUnit: 'piece',
        price: 269,
        stock: 17,
        description:
          'Bitter, crunchy and wine red, from the southern end of the Venetian lagoon. An hour in cold water makes it milder; the grill makes it sweet.'
      },
      {
        slug: 'lambs-lettuce',
        name: 'Lamb’s lettuce',
        unit: '150 g',
        content: 150,
        contentUnit: 'g',
        price: 249,
        stock: 0,
        description:
          'Small rosettes with a taste of hazelnut, best after the first frost. Rinse it three times: the sand sits where the leaves meet.'
      },
      {
        slug: 'basil',
        name: 'Basil',
        unit: 'pot',
        content: 1,
        contentUnit: 'piece',
        price: 299,
        stock: 23,
        description:
          'A Genovese plant with large, soft leaves. Water it from below and cut whole tips above a pair of leaves, and it lasts the summer.'
      },
      {
        slug: 'flat-parsley',
        name: 'Flat-leaf parsley',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 129,
        stock: 55,
        description:
          'Stronger than the curly kind. Keep it in a glass of water, and chop the stalks into the soup: they hold most of the taste.'
      },
      {
        slug: 'chives',
        name: 'Chives',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 119,
        stock: 39,
        description:
          'Fine tubes, cut young, in May and June with a few flowers between them. The flowers are mild and look well on a potato salad.'
      },
      {
        slug: 'rosemary',
        name: 'Rosemary',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 149,
        stock: 36,
        description:
          'Woody sprigs from a sheltered south wall. Put one under the roast potatoes for the last twenty minutes; earlier it turns bitter.'
      }
    ]
  }
]
