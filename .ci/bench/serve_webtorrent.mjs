// serve_webtorrent.mjs TORRENT FOLDER PEER: WebTorrent and its own server, without searching for peers.
// Prints "ready"; a line of input starts the download; then the address to play. Ends when its input ends.
import fs from 'node:fs'
import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

// Its WebRTC part is a prebuilt binary fetched by an install script; peers here come over TCP, so it is left out.
const nothing = 'export class RTCPeerConnection {}; export class RTCSessionDescription {}; export class RTCIceCandidate {}'
register('data:text/javascript,' + encodeURIComponent(`export async function resolve(name, context, next) {
  if (/^(webrtc-polyfill|node-datachannel)/.test(name)) {
    return { shortCircuit: true, url: 'data:text/javascript,${encodeURIComponent(nothing)}' }
  }
  return next(name, context)
}`))

const require = createRequire(process.env.NODE_PATH + '/')
const { default: WebTorrent } = await import(pathToFileURL(require.resolve('webtorrent')))
const [torrent, folder, peer] = process.argv.slice(2)
const metainfo = fs.readFileSync(torrent)
const client = new WebTorrent({ dht: false, tracker: false, lsd: false, utp: false, natUpnp: false, natPmp: false })
const server = client.createServer({ hostname: '127.0.0.1' })
server.listen(0)
process.stdin.once('data', () => {
  const added = client.add(metainfo, { path: folder })
  added.on('infoHash', () => added.addPeer(peer))
  added.on('ready', () => {
    const path = added.files[0].streamURL.replace(/^https?:\/\/[^/]*/, '')
    console.log(`http://127.0.0.1:${server.address().port}${path}`)
  })
})
process.stdin.on('end', () => process.exit(0))
console.log('ready')
