import type { SeedFacts } from '../facts.js'

/** What a new shop says of its packed goods in Simplified Chinese. Names and addresses of producers stay as they are. */
export const chineseFacts: Record<string, ChineseFacts> = {
  'hen-eggs': { origin: '德国', storage: '产蛋第 18 天后请冷藏。' },
  'quail-eggs': { origin: '德国', storage: '请冷藏。' },
  'whole-milk': {
    legalName: '巴氏杀菌全脂牛奶，未均质',
    origin: '德国',
    storage: '8 °C 以下冷藏，开封后三天内饮用完毕。'
  },
  'cultured-butter': { legalName: '发酵黄油，脂肪含量 82%', origin: '德国', storage: '8 °C 以下冷藏。' },
  'natural-yoghurt': {
    legalName: '全脂酸奶，脂肪含量 3.8%',
    ingredients: '*牛奶*、酸奶菌种（*牛奶*）',
    origin: '德国',
    storage: '8 °C 以下冷藏。'
  },
  'allgaeu-emmental': {
    legalName: '生乳硬质奶酪，干物质脂肪含量 45%',
    ingredients: '*生牛乳*、食盐、凝乳酶、发酵菌种（*牛奶*）',
    origin: '德国阿尔高',
    storage: '10 °C 以下冷藏。'
  },
  camembert: {
    legalName: '生乳软质奶酪，干物质脂肪含量 45%',
    ingredients: '*生牛乳*、食盐、凝乳酶、发酵菌种（*牛奶*）',
    origin: '法国诺曼底',
    storage: '8 °C 以下冷藏，食用前两小时取出。'
  },
  'buffalo-mozzarella': {
    legalName: '坎帕尼亚水牛马苏里拉奶酪（PDO 原产地保护）',
    ingredients: '*水牛奶*、乳清（*牛奶*）、食盐、凝乳酶',
    origin: '意大利坎帕尼亚',
    storage: '8 °C 以下冷藏，浸在乳清中保存。'
  },
  'sourdough-loaf': {
    legalName: '酸种混合小麦面包',
    ingredients: '*小麦*粉、水、*黑麦*粉（18%）、食盐',
    origin: '德国柏林',
    storage: '室温干燥处存放。'
  },
  baguette: { legalName: '小麦白面包', ingredients: '*小麦*粉、水、食盐、酵母', origin: '德国柏林' },
  'linden-honey': { legalName: '椴树花蜂蜜', origin: '德国勃兰登堡', storage: '阴凉干燥处避光存放。' },
  'apricot-jam': {
    legalName: '特级杏子果酱',
    ingredients: '杏子（66%）、糖、柠檬汁、胶凝剂：果胶',
    origin: '奥地利',
    storage: '开封后请冷藏。'
  },
  'olive-oil': {
    legalName: '特级初榨橄榄油：直接取自橄榄、仅以机械方式制得的优等橄榄油',
    origin: '希腊伯罗奔尼撒',
    storage: '阴凉避光处存放。'
  },
  'dill-gherkins': {
    legalName: '盐水发酵小黄瓜',
    ingredients: '小黄瓜、水、食盐、莳萝、大蒜、*芥末*籽',
    origin: '德国施普雷瓦尔德',
    storage: '开封后请冷藏，一周内食用完毕。'
  },
  walnuts: { origin: '法国格勒诺布尔', storage: '通风干燥处存放。' },
  'tomato-passata': {
    legalName: '番茄泥',
    ingredients: '番茄（99.5%）、罗勒',
    origin: '意大利坎帕尼亚',
    storage: '开封后请冷藏，四天内用完。'
  }
}

type ChineseFacts = Pick<SeedFacts, 'legalName' | 'ingredients' | 'origin' | 'storage'>
