import type { Shelf } from './goods.js'

export const fruitAndBerries: Shelf[] = [
  {
    slug: 'fruit',
    name: 'Fruit',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'elstar-apples',
        name: 'Elstar apples',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 349,
        stock: 84,
        description:
          'Crisp and juicy, with enough acid to keep the sweetness honest. From the Altes Land near Hamburg; in a cool cellar they hold until March.'
      },
      {
        slug: 'conference-pears',
        name: 'Conference pears',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 399,
        stock: 46,
        description:
          'Long, russeted pears that we sell firm. Leave them on the table for three or four days: they are ready when the neck gives a little.'
      },
      {
        slug: 'bananas',
        name: 'Bananas',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 229,
        stock: 120,
        description:
          'From a growers’ cooperative in Ecuador. We ripen them ourselves, so they arrive yellow with green tips and peak two days later.'
      },
      {
        slug: 'blood-oranges',
        name: 'Blood oranges',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 429,
        stock: 38,
        description:
          'Tarocco from the foot of Etna, December to April. The cold nights give them their colour, and their taste has a hint of raspberry.'
      },
      {
        slug: 'amalfi-lemons',
        name: 'Amalfi lemons',
        unit: '3 lemons',
        content: 3,
        contentUnit: 'piece',
        price: 285,
        stock: 52,
        description:
          'Large, fragrant and unwaxed, so that the peel can go into the cake as well. The leaves are still on; tuck one or two into a fish parcel.'
      },
      {
        slug: 'yellow-peaches',
        name: 'Yellow peaches',
        unit: '1 kg',
        content: 1000,
        contentUnit: 'g',
        price: 459,
        stock: 27,
        description:
          'Picked ripe in Emilia-Romagna and packed in one layer. They bruise easily and are best eaten over the sink within two days.'
      },
      {
        slug: 'muscat-grapes',
        name: 'Muscat grapes',
        unit: '500 g',
        content: 500,
        contentUnit: 'g',
        price: 379,
        stock: 33,
        description:
          'Golden Italia grapes, with seeds and a scent of elderflower. Rinse them just before eating: the bloom on the skin is what keeps them fresh.'
      },
      {
        slug: 'watermelon',
        name: 'Watermelon',
        unit: 'quarter, about 2 kg',
        content: 2000,
        contentUnit: 'g',
        price: 499,
        stock: 9,
        description:
          'Deep red and heavy, from July until the first cold week of September. We cut it on the day; wrapped, it keeps three days in the fridge.'
      }
    ]
  },
  {
    slug: 'berries',
    name: 'Berries',
    perishable: true,
    vegan: true,
    goods: [
      {
        slug: 'strawberries',
        name: 'Strawberries',
        unit: '500 g punnet',
        content: 500,
        contentUnit: 'g',
        price: 449,
        stock: 40,
        description:
          'Lambada and Sonata from a field half an hour away, picked at dawn. Take them out of the fridge an hour before you eat them.'
      },
      {
        slug: 'raspberries',
        name: 'Raspberries',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 399,
        stock: 22,
        description:
          'Soft, dark and aromatic. Do not wash them; tip them onto a plate in one layer and they last until tomorrow.'
      },
      {
        slug: 'blackberries',
        name: 'Blackberries',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 379,
        stock: 18,
        description:
          'Loch Ness, a thornless kind, from the rows behind the packing shed. Fully black means sweet; one with a red shoulder is for the jam pot.'
      },
      {
        slug: 'blueberries',
        name: 'Blueberries',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 349,
        stock: 61,
        description:
          'From the moor soils of Lower Saxony, July to September. The white bloom is natural and a sign that nobody has handled them much.'
      },
      {
        slug: 'red-currants',
        name: 'Red currants',
        unit: '250 g punnet',
        content: 250,
        contentUnit: 'g',
        price: 299,
        stock: 3,
        description:
          'Sharp, bright and full of seeds, as they should be. Strip them with a fork over the bowl; they set a jelly without any help.'
      },
      {
        slug: 'gooseberries',
        name: 'Gooseberries',
        unit: '500 g punnet',
        content: 500,
        contentUnit: 'g',
        price: 389,
        stock: 12,
        description:
          'Green Invicta, tart when cooked and pleasant raw once they soften. Top and tail them, then stew with elderflower and little else.'
      },
      {
        slug: 'sweet-cherries',
        name: 'Sweet cherries',
        unit: '500 g',
        content: 500,
        contentUnit: 'g',
        price: 549,
        stock: 29,
        description:
          'Almost black Regina cherries, firm enough to snap. They come with their stalks, because without them they dry out within a day.'
      },
      {
        slug: 'physalis',
        name: 'Physalis',
        unit: '100 g punnet',
        content: 100,
        contentUnit: 'g',
        price: 269,
        stock: 15,
        description:
          'Cape gooseberries in their paper lanterns, sweet and sour at once with a taste of pineapple. Left in the husk they keep for weeks.'
      }
    ]
  }
]
