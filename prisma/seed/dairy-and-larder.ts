import type { Shelf } from './goods.js'

export const dairyAndLarder: Shelf[] = [
  {
    slug: 'dairy',
    name: 'Eggs & dairy',
    perishable: true,
    vegan: false,
    goods: [
      {
        slug: 'hen-eggs',
        name: 'Free-range eggs',
        unit: '6 eggs',
        content: 6,
        contentUnit: 'piece',
        price: 299,
        stock: 60,
        description:
          'Mixed sizes and colours from hens in a mobile coop that moves to new grass every week. Laid at most four days ago.'
      },
      {
        slug: 'quail-eggs',
        name: 'Quail eggs',
        unit: '12 eggs',
        content: 12,
        contentUnit: 'piece',
        price: 399,
        stock: 8,
        description:
          'Three minutes in boiling water, then cold. They are hard to peel warm and easy after a night in the fridge.'
      },
      {
        slug: 'whole-milk',
        name: 'Whole milk',
        unit: '1 l bottle',
        content: 1000,
        contentUnit: 'ml',
        price: 189,
        stock: 35,
        deposit: 15,
        description:
          'From grazing Jersey cows, pasteurised but not homogenised: shake it, or take the cream off for the coffee. The bottle comes back to us.'
      },
      {
        slug: 'cultured-butter',
        name: 'Cultured butter',
        unit: '250 g',
        content: 250,
        contentUnit: 'g',
        price: 349,
        stock: 32,
        description: 'Churned from cream that soured for a day, which gives it a taste of hazelnut. Unsalted.'
      },
      {
        slug: 'natural-yoghurt',
        name: 'Natural yoghurt',
        unit: '500 g jar',
        content: 500,
        contentUnit: 'g',
        price: 249,
        stock: 27,
        deposit: 15,
        description:
          'Set in the jar from whole milk, with nothing added but the cultures. A layer of cream lies on top.'
      },
      {
        slug: 'allgaeu-emmental',
        name: 'Allgäu Emmental',
        unit: '250 g piece',
        content: 250,
        contentUnit: 'g',
        price: 529,
        stock: 21,
        description:
          'Raw milk from cows fed on hay, four months in the cellar. Mild and nutty with round holes; it melts without running away.'
      },
      {
        slug: 'camembert',
        name: 'Camembert',
        unit: '250 g wheel',
        content: 250,
        contentUnit: 'g',
        price: 449,
        stock: 13,
        description:
          'From Normandy, ladled by hand and sold a week before its peak. Let it stand for two hours; it is ready when the middle yields.'
      },
      {
        slug: 'buffalo-mozzarella',
        name: 'Buffalo mozzarella',
        unit: '125 g ball',
        content: 125,
        contentUnit: 'g',
        price: 329,
        stock: 24,
        description:
          'Arrives from Campania on Tuesdays and Fridays. Leave it in its whey, out of the fridge, until you tear it apart.'
      }
    ]
  },
  {
    slug: 'larder',
    name: 'Pantry',
    perishable: false,
    vegan: true,
    goods: [
      {
        slug: 'sourdough-loaf',
        name: 'Sourdough loaf',
        unit: '1 kg loaf',
        content: 1000,
        contentUnit: 'g',
        price: 590,
        stock: 12,
        perishable: true,
        description:
          'Bread of wheat with a fifth of rye, risen for a night and baked dark. Better on its second day, and good toast on its fifth.'
      },
      {
        slug: 'baguette',
        name: 'Baguette',
        unit: '1 baguette',
        content: 1,
        contentUnit: 'piece',
        price: 240,
        stock: 30,
        perishable: true,
        description:
          'White bread of flour, water, salt and a slow dough. It comes at eight and at three, and wants to be eaten the same day.'
      },
      {
        slug: 'linden-honey',
        name: 'Linden honey',
        vegan: false,
        unit: '500 g jar',
        content: 500,
        contentUnit: 'g',
        price: 790,
        stock: 20,
        description:
          'From the avenues of Brandenburg, light and minty. It sets in autumn; a warm water bath, not above 40 °C, makes it run again.'
      },
      {
        slug: 'apricot-jam',
        name: 'Apricot jam',
        unit: '220 g jar',
        content: 220,
        contentUnit: 'g',
        price: 489,
        stock: 26,
        description:
          'Wachau apricots, sugar and a few drops of lemon, boiled in small copper pans. Two thirds of the jar are fruit.'
      },
      {
        slug: 'olive-oil',
        name: 'Olive oil',
        unit: '500 ml bottle',
        content: 500,
        contentUnit: 'ml',
        price: 1290,
        stock: 18,
        description:
          'Koroneiki olives from one grove in the Peloponnese, pressed within six hours. Grassy, with a peppery end; for salads rather than for the pan.'
      },
      {
        slug: 'dill-gherkins',
        name: 'Dill gherkins',
        unit: '670 g jar',
        content: 670,
        contentUnit: 'g',
        drained: 360,
        price: 379,
        stock: 43,
        description:
          'Spreewald gherkins, fermented in brine with dill, garlic and mustard seed. Cloudy is right; a spoon of the brine lifts a potato salad.'
      },
      {
        slug: 'walnuts',
        name: 'Walnuts',
        unit: '500 g, in the shell',
        content: 500,
        contentUnit: 'g',
        price: 549,
        stock: 38,
        description:
          'Last October’s crop from Grenoble. Nuts in the shell stay sweet for a year, cracked ones for a month.'
      },
      {
        slug: 'tomato-passata',
        name: 'Tomato passata',
        unit: '690 g bottle',
        content: 690,
        contentUnit: 'g',
        price: 269,
        stock: 57,
        description:
          'San Marzano tomatoes, sieved and bottled in August, with a basil leaf and no salt. One bottle makes sauce for four.'
      }
    ]
  }
]
