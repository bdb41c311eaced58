import type { ChineseText } from './goods.js'

export const fruitAndBerries: Record<string, ChineseText> = {
  'elstar-apples': {
    name: '埃尔斯塔苹果',
    unit: '1 公斤',
    keywords: '苹果 脆苹果',
    description:
      '爽脆多汁，酸度恰到好处，衬得甜味更清爽。产自汉堡附近的老农区，放在阴凉的地窖里可以存到三月。'
  },
  'conference-pears': {
    name: '康佛伦斯梨',
    unit: '1 公斤',
    keywords: '梨子 西洋梨 啤梨 鸭梨',
    description: '梨身修长，表皮带锈斑，出售时果肉尚硬。在桌上放三四天，等梨颈按下去微软，就可以吃了。'
  },
  bananas: {
    name: '香蕉',
    unit: '1 公斤',
    keywords: '芭蕉 大蕉',
    description: '来自厄瓜多尔的种植户合作社，由我们自己催熟。送到时果身金黄、两头带青，两天后风味最好。'
  },
  'blood-oranges': {
    name: '血橙',
    unit: '1 公斤',
    keywords: '橙子 红橙 红肉橙 柳橙 甜橙',
    description:
      '塔罗科血橙，产自埃特纳火山脚下，十二月至四月上市。寒冷的夜晚染红了果肉，滋味里带一丝树莓香。'
  },
  'amalfi-lemons': {
    name: '阿马尔菲柠檬',
    unit: '3 个',
    keywords: '黄柠檬 青柠',
    description: '个大味香，不打蜡，果皮也可以放心用来做蛋糕。叶子还带着，蒸鱼时塞一两片，格外清香。'
  },
  'yellow-peaches': {
    name: '黄桃',
    unit: '1 公斤',
    keywords: '桃子 黄肉桃 水蜜桃',
    description:
      '在艾米利亚-罗马涅成熟后采摘，单层装箱。桃子娇嫩易碰伤，最好两天内吃完，汁水多得要凑在水槽边吃。'
  },
  'muscat-grapes': {
    name: '麝香葡萄',
    unit: '500 克',
    keywords: '葡萄 提子 青提 玫瑰香',
    description: '金黄色的意大利品种，有籽，带接骨木花香。吃之前再冲洗：果皮上的白霜正是保鲜的关键。'
  },
  watermelon: {
    name: '西瓜',
    unit: '四分之一个，约 2 公斤',
    keywords: '水瓜 大西瓜',
    description: '瓤红沉手，七月上市，卖到九月初转凉为止。当天现切，包好放冰箱可以存三天。'
  },
  strawberries: {
    name: '草莓',
    unit: '500 克/盒',
    keywords: '士多啤梨 奶油草莓',
    description: '兰巴达和索娜塔两个品种，来自半小时车程外的农田，清晨采摘。吃前一小时从冰箱取出，味道更足。'
  },
  raspberries: {
    name: '树莓',
    unit: '250 克/盒',
    keywords: '覆盆子 红莓 山莓 木莓',
    description: '柔软、色深、香气浓。先别洗，倒在盘子里铺成一层，可以放到明天。'
  },
  blackberries: {
    name: '黑莓',
    unit: '250 克/盒',
    keywords: '露莓 黑树莓',
    description: '无刺品种“尼斯湖”，就种在包装房后面。通体乌黑才甜，肩部还红的就留着熬果酱。'
  },
  blueberries: {
    name: '蓝莓',
    unit: '250 克/盒',
    keywords: '越橘 都柿',
    description: '长在下萨克森的沼泽土上，七月至九月采收。表面的白霜是天然的，说明几乎没人碰过它们。'
  },
  'red-currants': {
    name: '红醋栗',
    unit: '250 克/盒',
    keywords: '红加仑 茶藨子 红穗醋栗',
    description: '酸得明快，籽也多，本该如此。用叉子把果粒捋进碗里，不加任何东西就能熬成果冻。'
  },
  gooseberries: {
    name: '鹅莓',
    unit: '500 克/盒',
    keywords: '醋栗 灯笼果 刺儿李',
    description: '青绿的“茵维塔”，煮熟偏酸，变软后生吃也可口。掐头去尾，加点接骨木花一起炖就好。'
  },
  'sweet-cherries': {
    name: '甜樱桃',
    unit: '500 克',
    keywords: '车厘子 大樱桃 樱桃',
    description: '近乎黑色的“瑞吉娜”，果肉紧实，咬下去咔嚓一声。带梗出售，没有梗一天就会发干。'
  },
  physalis: {
    name: '姑娘果',
    unit: '100 克/盒',
    keywords: '酸浆 灯笼果 菇娘 毛酸浆',
    description: '裹在纸灯笼似的果萼里，酸甜交织，有菠萝味。不剥果萼可以存放好几个星期。'
  }
}
