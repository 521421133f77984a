package stream

import (
	"path"
	"strings"
)

// mediaTypes gives the media type by extension. The system's table is not asked:
// it differs from machine to machine and may call a film text.
func mediaTypes() map[string]string {
	return map[string]string{
		".mp4": "video/mp4", ".m4v": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm",
		".mov": "video/quicktime", ".avi": "video/x-msvideo", ".ts": "video/mp2t", ".m2ts": "video/mp2t",
		".mpg": "video/mpeg", ".mpeg": "video/mpeg", ".vob": "video/mpeg", ".ogv": "video/ogg",
		".wmv": "video/x-ms-wmv", ".flv": "video/x-flv", ".3gp": "video/3gpp",
		".mp3": "audio/mpeg", ".flac": "audio/flac", ".ogg": "audio/ogg", ".oga": "audio/ogg",
		".opus": "audio/ogg", ".m4a": "audio/mp4", ".aac": "audio/aac", ".wav": "audio/wav",
		".wma": "audio/x-ms-wma", ".aiff": "audio/aiff", ".mka": "audio/x-matroska",
		".srt": "application/x-subrip", ".vtt": "text/vtt", ".ass": "text/x-ssa", ".ssa": "text/x-ssa",
		".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif",
		".webp": "image/webp", ".avif": "image/avif",
	}
}

// MediaType is the media type that an item is served with, by its name.
func MediaType(name string) string { return mediaType(name) }

// mediaType is the media type of a file by its name; never guessed from bytes,
// and never one a browser would run.
func mediaType(name string) string {
	if t, ok := mediaTypes()[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}
