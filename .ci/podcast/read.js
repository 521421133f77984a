// read.js FEED OUTPUT: writes what podcast-partytime, a reader of podcasts by others that checks their namespace, makes
// of a feed, as JSON. What it complains of is printed. The modules are found beside this file or in NODE_PATH.
'use strict'
process.env.PARTYTIME_LOG = 'warn'
const fs = require('fs')
const { XMLValidator } = require('fast-xml-parser')
const { parseFeed } = require('podcast-partytime')

const [feed, output] = process.argv.slice(2)
const text = fs.readFileSync(feed, 'utf8')
const formed = XMLValidator.validate(text)
if (formed !== true) console.error('not well-formed:', JSON.stringify(formed))
const read = parseFeed(text)
if (read === null) console.error('it is refused')
fs.writeFileSync(output, JSON.stringify(read))
