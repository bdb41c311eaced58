#!/usr/bin/env node
// Joins the parts of the shop's style sheet to static/shop.css, without comments and spaces. `npm run build` runs it.
import { readFileSync, writeFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { PARTS } from '../dist/shop/stylesheets.js'

const folder = new URL('..', import.meta.url)
const css = PARTS.map((part) => {
  const [blueprint, file] = part.split(':')
  const place = file ? `node_modules/@larder/${blueprint}/static/${file}` : `static/${part}`
  return readFileSync(new URL(place, folder), 'utf8')
}).join('')
// base.css has all tokens.
const own = css.replace(/var\((--(?!focus)[a-z-]+), ?#[0-9a-f]+\)/g, 'var($1)')
const { code } = await transform(own, { loader: 'css', minify: true, legalComments: 'none' })
// In values of custom properties it leaves spaces.
writeFileSync(new URL('static/shop.css', folder), code.replace(/(--[a-z-]+): /g, '$1:').trim())
