#!/usr/bin/env node
// Joins the parts of the shop's style sheet to static/shop.css, without comments and spaces. `npm run build` runs it.
import { readFileSync, writeFileSync } from 'node:fs'
import { PARTS } from '../dist/shop/stylesheets.js'

const folder = new URL('..', import.meta.url)
const css = PARTS.map((part) => {
  const [blueprint, file] = part.split(':')
  const place = file ? `node_modules/@larder/${blueprint}/static/${file}` : `static/${part}`
  return readFileSync(new URL(place, folder), 'utf8')
}).join('')
const short = css
  .replace(/\/\*.*?\*\//gs, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,]) ?/g, '$1')
  .replaceAll(': ', ':')
  .replace(/ ([>/]) /g, '$1')
  .replace(/([^0-9])0\./g, '$1.')
  // base.css has all tokens.
  .replace(/var\((--(?!focus)[a-z-]+),#[0-9a-f]+\)/g, 'var($1)')
writeFileSync(new URL('static/shop.css', folder), short.replaceAll(';}', '}').trim())
