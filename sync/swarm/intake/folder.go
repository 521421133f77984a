package intake

// maxFolder bounds a folder's name in bytes, so that the paths below it stay
// within what every system takes.
const maxFolder = 120

// FolderName makes a title fit to name a folder on every system.
func FolderName(title string) string { return safeName(title, maxFolder) }
