/** A region to choose, or to type otherwise. */
export interface RegionChoice {
  /** What is written into the address. */
  value: string
  /** What it is called in English, where that is not the same. */
  label?: string
}

/** The regions that a form of this country offers. None where they are not part of an address. */
export function regionsOf(country: string): RegionChoice[] {
  return REGIONS.get(country) ?? []
}

/** Reads `安徽省 Anhui`, one in a line or between bars. */
function choices(text: string): RegionChoice[] {
  return text.split('|').map((choice) => {
    const [value = '', ...label] = choice.trim().split(/\s+/)
    return { value, label: label.join(' ') }
  })
}

const IRISH_COUNTIES = `Carlow Cavan Clare Cork Donegal Dublin Galway Kerry Kildare Kilkenny Laois
  Leitrim Limerick Longford Louth Mayo Meath Monaghan Offaly Roscommon Sligo Tipperary Waterford
  Westmeath Wexford Wicklow`.split(/\s+/)

const REGIONS = new Map<string, RegionChoice[]>([
  [
    'CN',
    choices(`安徽省 Anhui|北京市 Beijing|重庆市 Chongqing|福建省 Fujian|甘肃省 Gansu|广东省 Guangdong|
      广西壮族自治区 Guangxi|贵州省 Guizhou|海南省 Hainan|河北省 Hebei|河南省 Henan|黑龙江省 Heilongjiang|
      湖北省 Hubei|湖南省 Hunan|吉林省 Jilin|江苏省 Jiangsu|江西省 Jiangxi|辽宁省 Liaoning|
      内蒙古自治区 Inner Mongolia|宁夏回族自治区 Ningxia|青海省 Qinghai|山东省 Shandong|山西省 Shanxi|
      陕西省 Shaanxi|上海市 Shanghai|四川省 Sichuan|天津市 Tianjin|西藏自治区 Tibet|
      新疆维吾尔自治区 Xinjiang|云南省 Yunnan|浙江省 Zhejiang`)
  ],
  ['HK', choices('香港島 Hong Kong Island|九龍 Kowloon|新界 New Territories')],
  ['IE', IRISH_COUNTIES.map((county) => ({ value: `Co. ${county}` }))],
  [
    'TW',
    choices(`臺北市 Taipei City|新北市 New Taipei City|桃園市 Taoyuan City|臺中市 Taichung City|
      臺南市 Tainan City|高雄市 Kaohsiung City|基隆市 Keelung City|新竹市 Hsinchu City|嘉義市 Chiayi City|
      新竹縣 Hsinchu County|苗栗縣 Miaoli County|彰化縣 Changhua County|南投縣 Nantou County|
      雲林縣 Yunlin County|嘉義縣 Chiayi County|屏東縣 Pingtung County|宜蘭縣 Yilan County|
      花蓮縣 Hualien County|臺東縣 Taitung County|澎湖縣 Penghu County|金門縣 Kinmen County|
      連江縣 Lienchiang County`)
  ],
  [
    'US',
    choices(`AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|AA Armed Forces (AA)|
      AE Armed Forces (AE)|AP Armed Forces (AP)|CA California|CO Colorado|CT Connecticut|DE Delaware|
      DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|
      IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|
      MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|
      NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|
      MP Northern Mariana Islands|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|
      RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|
      VI Virgin Islands|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming`)
  ]
])
