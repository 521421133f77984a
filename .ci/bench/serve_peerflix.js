// serve_peerflix.js TORRENT FOLDER PEER: peerflix as its own program sets it up, without searching for peers.
// Prints "ready"; a line of input starts the download; then the address to play. Ends when its input ends.
const fs = require('fs')
const peerflix = require('peerflix')

const [torrent, folder, peer] = process.argv.slice(2)
const metainfo = fs.readFileSync(torrent)
process.stdin.once('data', () => {
  const engine = peerflix(metainfo, { path: folder, port: 0, dht: false, tracker: false, connections: 100 })
  engine.connect(peer)
  engine.server.on('listening', () => console.log(`http://127.0.0.1:${engine.server.address().port}/`))
})
process.stdin.on('end', () => process.exit(0))
console.log('ready')
