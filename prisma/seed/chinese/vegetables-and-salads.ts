import type { ChineseText } from './goods.js'

export const vegetablesAndSalads: Record<string, ChineseText> = {
  'vine-tomatoes': {
    name: '串番茄',
    unit: '1 公斤',
    keywords: '西红柿 番茄 藤番茄 洋柿子 圣女果 小番茄 樱桃番茄',
    description: '六月至十月，在不加温的棚里挂藤成熟。不要放冰箱，一冷藏香味就全没了。'
  },
  cucumber: {
    name: '黄瓜',
    unit: '1 根',
    keywords: '青瓜 胡瓜',
    description: '瓜身笔直，皮薄不用削。切片撒盐，静置十分钟，拌出来的凉菜不出水。'
  },
  'red-peppers': {
    name: '红甜椒',
    unit: '500 克',
    keywords: '彩椒 柿子椒 灯笼椒 红椒 菜椒 辣椒',
    description: '肉厚味甜。用明火烤到表皮焦黑，扣上碗焖一会儿，皮自己就脱下来了。'
  },
  aubergine: {
    name: '圆茄子',
    unit: '1 个',
    keywords: '茄子 紫茄 矮瓜',
    description: '油亮沉手，没有苦味，现在的品种不必先用盐腌。茄子吸油，先用热锅干煎再放油。'
  },
  broccoli: {
    name: '西兰花',
    unit: '500 克/颗',
    keywords: '青花菜 绿花菜 西蓝花 花椰菜 菜花',
    description: '花球紧实，蓝绿色，茎也留着。茎削皮切片一起下锅，那是最甜的部分。'
  },
  'hokkaido-squash': {
    name: '北海道南瓜',
    unit: '1 个，约 1.2 公斤',
    keywords: '南瓜 栗子南瓜 贝贝南瓜 倭瓜',
    description: '果肉粉糯，有栗子香，皮烤软了可以一起吃。没切开的能放一整个冬天。'
  },
  leeks: {
    name: '韭葱',
    unit: '3 根/把',
    keywords: '大葱 京葱 洋蒜苗 扁葱',
    description: '葱白很长，靠人工培土。竖着剖开，逐层冲洗，里面总会藏着一点沙。'
  },
  'garden-peas': {
    name: '豌豆',
    unit: '500 克，带荚',
    keywords: '青豆 豌豆荚 荷兰豆 鲜豌豆',
    description: '仲夏前后只有几个星期。糖分每个钟头都在变成淀粉，当天剥、当天吃。'
  },
  sweetcorn: {
    name: '甜玉米',
    unit: '2 根',
    keywords: '玉米 苞米 玉蜀黍 粟米 水果玉米',
    description: '今早刚掰下来，还裹着苞叶。开水里煮三分钟，不放盐，再抹上黄油。'
  },
  'butterhead-lettuce': {
    name: '奶油生菜',
    unit: '1 棵',
    keywords: '生菜 莴苣 沙拉菜',
    description: '叶子柔嫩，菜心嫩黄。用湿布包好能脆三天；上桌再拌酱汁，千万别提前。'
  },
  rocket: {
    name: '芝麻菜',
    unit: '1 把',
    keywords: '火箭菜 火箭生菜 芸芥',
    description: '露地种植，比袋装的更辛香、更冲。披萨刚出炉，撒上一把正好。'
  },
  radicchio: {
    name: '基奥贾红菊苣',
    unit: '1 颗',
    keywords: '菊苣 紫菊苣 红叶菊苣',
    description: '微苦爽脆，色如红酒，产自威尼斯潟湖南端。冷水泡一小时味道更温和，烤过则回甜。'
  },
  'lambs-lettuce': {
    name: '羊莴苣',
    unit: '150 克',
    keywords: '野苣 玉米沙拉 缬草沙拉',
    description: '小小的莲座状菜叶，有榛子香，初霜之后最好吃。要冲洗三遍，沙子藏在叶柄相接处。'
  },
  basil: {
    name: '罗勒',
    unit: '1 盆',
    keywords: '九层塔 金不换 甜罗勒',
    description: '热那亚罗勒，叶大而软。从盆底浇水，在一对叶片上方整枝剪下，能吃一个夏天。'
  },
  'flat-parsley': {
    name: '平叶欧芹',
    unit: '1 把',
    keywords: '欧芹 意大利香芹 洋香菜 荷兰芹 法香',
    description: '比卷叶的味道更浓。插在水杯里保存，茎切碎放进汤里，香味大半都在茎上。'
  },
  chives: {
    name: '细香葱',
    unit: '1 把',
    keywords: '香葱 虾夷葱 小葱',
    description: '细细的葱管，趁嫩割下，五六月间还夹着几朵花。花味温和，撒在土豆沙拉上很好看。'
  },
  rosemary: {
    name: '迷迭香',
    unit: '1 把',
    keywords: '香草 海洋之露',
    description: '长在背风的南墙边，枝条木质。烤土豆的最后二十分钟放一枝，放早了会发苦。'
  }
}
