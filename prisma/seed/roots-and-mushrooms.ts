import type { Shelf } from './goods.js'

export const rootsAndMushrooms: Shelf[] = [
  {
    slug: 'roots',
    name: 'Roots, tubers & bulbs',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'bunched-carrots',
        name: 'Bunched carrots',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 229,
        stock: 47,
        description:
          'Young carrots with their greens, scrubbed rather than peeled. Twist the tops off at home, as they draw the water out of the roots.'
      },
      {
        slug: 'beetroot',
        name: 'Beetroot',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 219,
        stock: 33,
        description:
          'Dark red and earthy. Bake it whole in its skin for an hour at 180 °C and rub the skin off under the tap.'
      },
      {
        slug: 'radishes',
        name: 'Radishes',
        unit: 'bunch',
        content: 1,
        contentUnit: 'piece',
        price: 129,
        stock: 58,
        description:
          'Mild in spring and sharper with every hot day. Serve them with cold butter and salt; the leaves make a quick pesto.'
      },
      {
        slug: 'waxy-potatoes',
        name: 'Waxy potatoes',
        unit: '2 kg',
        content: 2000,
        contentUnit: 'g',
        price: 359,
        stock: 90,
        description:
          'Linda, the old variety that its growers refused to give up: yellow, creamy and firm after boiling. Keep them dark, cool and away from the onions.'
      },
      {
        slug: 'sweet-potatoes',
        name: 'Sweet potatoes',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 319,
        stock: 41,
        description:
          'Orange Beauregard, cured for a week so that the starch turns to sugar. Bake them slowly, in the skin, until syrup runs out.'
      },
      {
        slug: 'red-onions',
        name: 'Red onions',
        unit: '1 kg net',
        content: 1000,
        contentUnit: 'g',
        price: 239,
        stock: 66,
        description:
          'Mild enough to be eaten raw. Ten minutes in vinegar with a pinch of sugar turn the slices bright pink.'
      },
      {
        slug: 'garlic',
        name: 'Garlic',
        unit: '2 bulbs',
        content: 2,
        contentUnit: 'piece',
        price: 159,
        stock: 72,
        description:
          'Rose garlic from Lautrec in the south of France, dried on the stalk. The cloves are fat, easy to peel and slow to sprout.'
      },
      {
        slug: 'ginger',
        name: 'Ginger',
        unit: '200 g',
        content: 200,
        contentUnit: 'g',
        price: 179,
        stock: 25,
        description:
          'Young rhizomes with thin skin, juicy and without threads. Scrape the skin off with a teaspoon; what is left over freezes well.'
      }
    ]
  },
  {
    slug: 'mushrooms',
    name: 'Mushrooms',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'white-mushrooms',
        name: 'White mushrooms',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 199,
        stock: 53,
        description:
          'Closed caps, grown on straw, mild and clean. Wipe them with a cloth, and eat the smallest raw in thin slices with lemon.'
      },
      {
        slug: 'chestnut-mushrooms',
        name: 'Chestnut mushrooms',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 229,
        stock: 45,
        description:
          'The brown cousin: firmer, with less water and more taste. Give them a hot, wide pan and do not stir for two minutes.'
      },
      {
        slug: 'oyster-mushrooms',
        name: 'Oyster mushrooms',
        unit: '200 g',
        content: 200,
        contentUnit: 'g',
        price: 329,
        stock: 19,
        description:
          'Soft fans that grow in clusters on beech sawdust. Tear them along the gills and fry them until the edges are crisp.'
      },
      {
        slug: 'king-oyster-mushrooms',
        name: 'King oyster mushrooms',
        unit: '200 g',
        content: 200,
        contentUnit: 'g',
        price: 379,
        stock: 14,
        description:
          'All stem, and that is the good part. Halve it, score it and fry it in butter: it has the bite of a scallop.'
      },
      {
        slug: 'shiitake',
        name: 'Shiitake',
        unit: '150 g',
        content: 150,
        contentUnit: 'g',
        price: 389,
        stock: 16,
        description:
          'Grown on oak, with a smoky, savoury depth. The stalks are too tough to eat but make the best part of a broth.'
      },
      {
        slug: 'chanterelles',
        name: 'Chanterelles',
        unit: '200 g',
        content: 200,
        contentUnit: 'g',
        price: 699,
        stock: 2,
        description:
          'Wild, from the Baltic pine woods, July to October. They smell of apricots; a brush cleans them better than water does.'
      },
      {
        slug: 'ceps',
        name: 'Ceps',
        unit: '200 g',
        content: 200,
        contentUnit: 'g',
        price: 899,
        stock: 3,
        description:
          'The first of the autumn, firm and without guests: we cut every one open. Fry them with thyme, or slice and dry them for the winter.'
      },
      {
        slug: 'enoki',
        name: 'Enoki',
        unit: '100 g bunch',
        content: 100,
        contentUnit: 'g',
        price: 219,
        stock: 11,
        description:
          'Slender, crunchy and almost sweet. Cut off the root, pull the bunch apart and let it go into the hot soup last.'
      }
    ]
  }
]
