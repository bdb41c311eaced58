/** A few words for people about a browser or program: `Firefox on Linux`. It is what the browser says, and no proof. */
export function deviceName(userAgent: string | undefined): string {
  if (!userAgent) return 'an unknown device'
  const browser = firstMatch(BROWSERS, userAgent) ?? userAgent.split(/[\s/]/, 1)[0]?.slice(0, 40)
  const system = firstMatch(SYSTEMS, userAgent)
  return [browser || 'something', system].filter(Boolean).join(' on ')
}

function firstMatch(names: [RegExp, string][], userAgent: string): string | undefined {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1]
}

// Each also claims to be those below it.
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari']
]
const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux']
]
