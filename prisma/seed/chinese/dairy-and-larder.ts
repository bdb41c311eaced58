import type { ChineseText } from './goods.js'

export const dairyAndLarder: Record<string, ChineseText> = {
  'hen-eggs': {
    name: '散养鸡蛋',
    unit: '6 枚',
    keywords: '鸡蛋 土鸡蛋 走地鸡蛋 柴鸡蛋',
    description: '大小颜色不一，母鸡住在移动鸡舍里，每周换一片新草地。最多四天前下的蛋。'
  },
  'quail-eggs': {
    name: '鹌鹑蛋',
    unit: '12 枚',
    keywords: '鹑鸟蛋 小蛋',
    description: '开水煮三分钟，再过冷水。热的时候难剥，在冰箱放一夜就好剥了。'
  },
  'whole-milk': {
    name: '全脂牛奶',
    unit: '1 升/瓶',
    keywords: '牛奶 鲜奶 纯牛奶 牛乳',
    description: '来自放牧的娟姗牛，巴氏杀菌，未均质：喝前摇一摇，或者撇下奶皮配咖啡。瓶子请还给我们。'
  },
  'cultured-butter': {
    name: '发酵黄油',
    unit: '250 克',
    keywords: '黄油 牛油 奶油 无盐黄油',
    description: '奶油先发酵一天再搅打，带榛子香。不加盐。'
  },
  'natural-yoghurt': {
    name: '原味酸奶',
    unit: '500 克/罐',
    keywords: '酸奶 优格 优酪乳 无糖酸奶',
    description: '全脂奶直接在罐中凝固，除了菌种什么都不加。最上面有一层奶皮。'
  },
  'allgaeu-emmental': {
    name: '阿尔高埃曼塔奶酪',
    unit: '250 克/块',
    keywords: '奶酪 芝士 干酪 起司 大孔奶酪 硬质奶酪',
    description: '吃干草的奶牛产的生乳，在地窖里熟成四个月。温和，有坚果香，孔眼圆圆的，融化了也不流散。'
  },
  camembert: {
    name: '卡芒贝尔奶酪',
    unit: '250 克/个',
    keywords: '奶酪 芝士 干酪 起司 金文必 软质奶酪 白霉奶酪',
    description: '产自诺曼底，手工舀制，在最佳风味前一周出售。室温放两个小时，中心按下去发软就可以吃了。'
  },
  'buffalo-mozzarella': {
    name: '水牛马苏里拉奶酪',
    unit: '125 克/个',
    keywords: '奶酪 芝士 干酪 起司 马苏里拉 莫扎里拉 水牛芝士',
    description: '每周二、五从坎帕尼亚运到。留在乳清里，从冰箱取出回温，吃的时候用手撕开。'
  },
  'sourdough-loaf': {
    name: '酸面包',
    unit: '1 公斤/个',
    keywords: '面包 天然酵母面包 欧包 老面包 吐司',
    description: '小麦面包，掺五分之一黑麦，发酵一夜，烤得深色。第二天更好吃，第五天烤成吐司也不错。'
  },
  baguette: {
    name: '法棍',
    unit: '1 根',
    keywords: '面包 法式长棍 长棍面包 法国面包',
    description: '只用面粉、水、盐，慢慢发酵的白面包。八点和三点各出一炉，当天吃最好。'
  },
  'linden-honey': {
    name: '椴树蜜',
    unit: '500 克/罐',
    keywords: '蜂蜜 椴树蜂蜜 蜜糖',
    description: '采自勃兰登堡的林荫道，清淡，带薄荷香。入秋会结晶，隔不超过 40 °C 的温水就能化开。'
  },
  'apricot-jam': {
    name: '杏子果酱',
    unit: '220 克/罐',
    keywords: '果酱 杏酱 杏子酱',
    description: '瓦豪的杏子、糖和几滴柠檬汁，用小铜锅熬成。一罐里三分之二都是果肉。'
  },
  'olive-oil': {
    name: '特级初榨橄榄油',
    unit: '500 毫升/瓶',
    keywords: '橄榄油 食用油 冷榨油',
    description: '伯罗奔尼撒一片果园的科罗内基橄榄，采后六小时内压榨。有青草香，尾韵微辣，宜凉拌，不宜爆炒。'
  },
  'dill-gherkins': {
    name: '莳萝酸黄瓜',
    unit: '670 克/罐',
    keywords: '酸黄瓜 腌黄瓜 泡菜 小黄瓜',
    description:
      '施普雷瓦尔德小黄瓜，加莳萝、大蒜和芥末籽，用盐水发酵。汤汁浑浊才对，舀一勺拌土豆沙拉，味道更好。'
  },
  walnuts: {
    name: '带壳核桃',
    unit: '500 克，带壳',
    keywords: '核桃 胡桃 坚果 干果',
    description: '格勒诺布尔去年十月的新果。带壳能甜一整年，剥开的只能放一个月。'
  },
  'tomato-passata': {
    name: '番茄泥',
    unit: '690 克/瓶',
    keywords: '番茄酱 番茄糊 西红柿酱 意面酱 圣马扎诺',
    description: '圣马扎诺番茄，八月去皮去籽装瓶，加一片罗勒，不加盐。一瓶够四个人的酱。'
  }
}
