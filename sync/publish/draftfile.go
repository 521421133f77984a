package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"matinee/library"
)

// DraftName is the file that keeps a draft, in the folder of the work itself.
const DraftName = "matinee-draft.json"

// maxDraft bounds a draft in bytes.
const maxDraft = 8 << 20

// LoadDraft reads the draft of a folder; fs.ErrNotExist when there is none.
func LoadDraft(folder string) (*library.Draft, error) {
	raw, err := ReadBounded(filepath.Join(folder, DraftName), maxDraft)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, &library.Error{Code: library.CodeBadFolder, Detail: DraftName, Err: err}
	}
	return ParseDraft(raw)
}

// ParseDraft reads a draft. What is in it is judged when it is used.
func ParseDraft(raw []byte) (*library.Draft, error) {
	if len(raw) > maxDraft {
		return nil, library.Errorf(library.CodeBadDocument, "a draft of more than %s", library.Bytes(maxDraft))
	}
	var d library.Draft
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, &library.Error{Code: library.CodeBadDocument, Detail: DraftName, Err: err}
	}
	return &d, d.CheckFormat()
}

// SaveDraft keeps a draft in its folder.
func SaveDraft(folder string, d *library.Draft) error {
	raw, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return fmt.Errorf("save the draft: %w", err)
	}
	return writeError(filepath.Join(folder, DraftName), WriteWhole(filepath.Join(folder, DraftName), append(raw, '\n'), 0o644))
}
