package disk

// SyncDir does nothing: directories cannot be synced here, and NTFS journals
// their entries.
func (osFS) SyncDir(string) error { return nil }
