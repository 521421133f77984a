// Package media looks into media files: it reads what they tell of themselves,
// makes the pictures of bundles and the small frames above the seek bar, and
// draws the picture of a bundle that has none.
//
// Everything it opens was written by strangers. So what it decodes itself is
// bounded in pixels before a pixel is read, and the rest is done by ffmpeg and
// ffprobe as subprocesses: bounded in time, memory and output, without network, and
// with a fixed list of formats so that no file can have another one opened.
// Without those programs it does what it can and says what is missing.
//
// It must not know where bundles are stored, how they travel or who shows the
// pictures: it is handed paths of files that are whole and a folder for its cache.
package media
