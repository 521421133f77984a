package intake

// Bounds of what is accepted. They are far above what honest publishers make
// and low enough that the worst input costs seconds and some hundred megabytes.
const (
	// MaxTorrent is the size of a .torrent in bytes. A torrent with 100,000
	// files and a million pieces has about 35 MB.
	MaxTorrent = 64 << 20

	// maxDepth is the nesting of bencode. A v1 torrent nests 5 levels; a v2 file
	// tree adds one for each directory.
	maxDepth = 32
	// maxTokens counts bencode values; 100,000 files need about a million.
	maxTokens = 4 << 20
	// maxWork bounds the sum over all values of depth × (1 + length/64): a file
	// tree is decoded once more at every level, so depth multiplies its cost.
	maxWork = 24 << 20
	// maxKey is the length of a dictionary key; in a file tree, keys are names.
	maxKey = 4096

	// minPiece is one block, the least that peers request: smaller pieces only
	// multiply hashes.
	minPiece = 16 << 10
	// maxPiece is the most that common programs create. Nothing of a piece can be
	// played before all of it has arrived, so larger ones would be useless here.
	maxPiece = 256 << 20
	// maxPieces keeps the client's table of pieces below about 1 GB.
	maxPieces = 2 << 20
	// maxLength is the size of all files in bytes, 64 TiB.
	maxLength = 64 << 40
	// maxMerkle bounds the hashes computed to check the v2 piece layers.
	maxMerkle = 16 << 20

	// maxFiles counts files to keep, maxEntries those and the padding between.
	maxFiles   = 100_000
	maxEntries = 2*maxFiles + 1
	// maxComponents is the depth of a file's path.
	maxComponents = 32
	// maxName is what every common file system takes for one name, in bytes, less
	// room for " (12345)" and ".part".
	maxName = 255 - 20
	// maxPath is the length of a relative path in bytes; systems allow 4096 with
	// the folder before it.
	maxPath = 1024
	// maxTitle is the length of a title in runes.
	maxTitle = 200

	// maxText is the length of what is typed, pasted or dropped.
	maxText     = 64 << 10
	maxURL      = 2048
	maxTrackers = 100
	maxWebseeds = 50
	maxNodes    = 100
	maxPeers    = 100
)
