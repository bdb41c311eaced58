import type { ChineseText } from './goods.js'

export const rootsAndMushrooms: Record<string, ChineseText> = {
  'bunched-carrots': {
    name: '带缨胡萝卜',
    unit: '1 把',
    keywords: '胡萝卜 红萝卜 甘笋',
    description: '带着缨子的嫩胡萝卜，刷净即可，不用削皮。到家先把缨子拧下来，免得抽走水分。'
  },
  beetroot: {
    name: '红甜菜头',
    unit: '1 公斤',
    keywords: '甜菜根 红菜头 紫菜头 甜菜',
    description: '深红，带泥土香。整个连皮 180 °C 烤一小时，在水龙头下一搓皮就掉了。'
  },
  radishes: {
    name: '樱桃萝卜',
    unit: '1 把',
    keywords: '萝卜 小萝卜 水萝卜 小红萝卜',
    description: '春天温和，天一热就越来越辣。配冷黄油和盐吃，叶子可以快手打成青酱。'
  },
  'waxy-potatoes': {
    name: '黄心土豆',
    unit: '2 公斤',
    keywords: '马铃薯 洋芋 土豆 山药蛋 薯仔',
    description: '老品种“琳达”，农户们坚持留种才保了下来：色黄、细腻，煮后不散。避光存放，要凉，别挨着洋葱。'
  },
  'sweet-potatoes': {
    name: '红薯',
    unit: '1 公斤',
    keywords: '地瓜 番薯 甘薯 山芋 红苕 蜜薯',
    description: '橙心的“博勒加德”，窖藏一周，让淀粉转成糖。连皮慢慢烤，烤到流出糖浆。'
  },
  'red-onions': {
    name: '红洋葱',
    unit: '1 公斤/网袋',
    keywords: '洋葱 紫洋葱 葱头 圆葱',
    description: '味道温和，可以生吃。加一撮糖用醋泡十分钟，葱丝就变成亮粉色。'
  },
  garlic: {
    name: '大蒜',
    unit: '2 头',
    keywords: '蒜头 蒜 蒜瓣',
    description: '法国南部洛特雷克的粉皮蒜，带秆晾干。蒜瓣饱满，好剥，不易发芽。'
  },
  ginger: {
    name: '嫩姜',
    unit: '200 克',
    keywords: '生姜 姜 子姜 老姜',
    description: '嫩根茎，皮薄汁多，没有粗筋。用茶匙刮皮就行，用不完的可以冷冻。'
  },
  'white-mushrooms': {
    name: '白蘑菇',
    unit: '250 克/盒',
    keywords: '口蘑 双孢菇 白菌 洋菇 蘑菇',
    description: '菌盖未开，稻草栽培，清淡干净。用布擦净，最小的切薄片，配柠檬生吃。'
  },
  'chestnut-mushrooms': {
    name: '褐蘑菇',
    unit: '250 克/盒',
    keywords: '栗蘑 褐菇 棕蘑菇 口蘑 蘑菇',
    description: '白蘑菇的棕色表亲：更紧实，水分少，味道足。锅要热、要宽，两分钟内别翻动。'
  },
  'oyster-mushrooms': {
    name: '平菇',
    unit: '200 克',
    keywords: '蚝菇 侧耳 秀珍菇 蘑菇',
    description: '一簇簇柔软的扇子，长在榉木屑上。顺着菌褶撕开，煎到边缘焦脆。'
  },
  'king-oyster-mushrooms': {
    name: '杏鲍菇',
    unit: '200 克',
    keywords: '刺芹侧耳 鸡腿菇 王子菇 蘑菇',
    description: '几乎全是菌柄，好吃的也正是这里。对半剖开，划花刀，用黄油煎，口感像带子。'
  },
  shiitake: {
    name: '鲜香菇',
    unit: '150 克',
    keywords: '香菇 冬菇 花菇 香蕈',
    description: '长在橡木上，烟熏味里带着鲜。菌柄太韧不好吃，却是熬汤的上品。'
  },
  chanterelles: {
    name: '鸡油菌',
    unit: '200 克',
    keywords: '黄菌 杏菌 野生菌',
    description: '野生，采自波罗的海的松林，七月至十月。闻起来有杏子香，用刷子清理比用水洗好。'
  },
  ceps: {
    name: '牛肝菌',
    unit: '200 克',
    keywords: '美味牛肝菌 白牛肝 大脚菇 野生菌',
    description: '入秋头一批，肉质紧实，没有虫眼：每一朵我们都切开看过。配百里香煎，或切片晒干过冬。'
  },
  enoki: {
    name: '金针菇',
    unit: '100 克/把',
    keywords: '金菇 朴蕈 火锅菇',
    description: '纤细爽脆，微微带甜。切掉根部，撕散，最后放进热汤里。'
  }
}
