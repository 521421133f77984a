package cli

import (
	"os"

	"matinee/app/sheet"
	"matinee/library"
)

// sheetArg is where codes go that are printed: they are shown once.
type sheetArg struct {
	Sheet string `help:"Write a sheet to print and cut, instead of the list." type:"path" placeholder:"FILE.html"`
	Note  string `help:"A line on each slip of the sheet."`
}

// fill makes codes and writes them on the sheet, whose file is there before they are.
func (a sheetArg) fill(r *run, make func() (library.CodeSheet, error)) (err error) {
	file, err := os.OpenFile(a.Sheet, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return plainError{"The sheet cannot be written: " + err.Error() + "."}
	}
	defer file.Close()
	codes, err := make()
	if err != nil {
		os.Remove(a.Sheet)
		return err
	}
	codes.Note = a.Note
	page, err := sheet.Page(r.ctx, codes)
	if err == nil {
		_, err = file.Write(page)
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return plainError{"The sheet cannot be written: " + err.Error() + "."}
	}
	return nil
}
