package follower

import (
	"os"
	"path/filepath"
	"testing"

	"matinee/library"
	"matinee/library/format"
	"matinee/sync/channel"
)

// TestALostKeyIsReplaced: of a creator's machine nothing is left but the printed root key;
// with it and what a mirror has, the channel goes on elsewhere, and its followers with it.
func TestALostKeyIsReplaced(t *testing.T) {
	creator, fan := newPlace(t), newPlace(t)
	tree := t.TempDir()
	made, text, err := creator.NewChannel(t.Context(), NewOwn{Profile: channel.Profile{Name: "Mine", Mirrors: []library.WebURL{mirrorAt}}, Passphrase: "tide tide 12"})
	must(t, err)
	if printed, err := creator.RootText(t.Context(), "Mine", "tide tide 12"); err != nil || printed != text {
		t.Errorf("by its passphrase: %v", err)
	}
	store := format.Store{Name: "Shop", Key: made.Root, Recipient: "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", From: creator.clock().UTC(), Until: creator.clock().UTC().AddDate(1, 0, 0)}
	_, err = creator.Publish(t.Context(), "", Publication{To: tree, Stores: []format.Store{store}})
	must(t, err)
	creator.web, fan.web = tree, tree
	followed, err := fan.Follow(t.Context(), made.Link, false)
	must(t, err)
	if _, err := creator.Recover(t.Context(), Lost{Link: made.Link, RootText: text}); library.CodeOf(err) != library.CodeFileExists {
		t.Errorf("while it is here: %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(creator.dir, "channels")))
	_, other, err := newPlace(t).NewChannel(t.Context(), NewOwn{Profile: channel.Profile{Name: "Other"}})
	must(t, err)
	if _, err := creator.Recover(t.Context(), Lost{Link: made.Link, RootText: other}); library.CodeOf(err) != library.CodeBadRoot {
		t.Errorf("with another root: %v", err)
	}
	fan.web = t.TempDir() // nobody is there who has it, but it is followed here
	here, err := fan.Recover(t.Context(), Lost{Link: made.Link, RootText: text})
	must(t, err)
	if here.Root != made.Root || here.Name != "Mine" || len(here.Stores) != 1 {
		t.Errorf("%+v", here)
	}
	must(t, os.RemoveAll(filepath.Join(fan.dir, "channels")))
	fan.web = tree

	back, err := creator.Recover(t.Context(), Lost{Link: made.Link, RootText: text})
	must(t, err)
	if back.Root != made.Root || back.Link == made.Link || back.Name != "Mine" || len(back.Stores) != 1 {
		t.Errorf("%+v", back)
	}
	back, err = creator.Publish(t.Context(), "", Publication{To: tree, Drop: []library.Key{store.Key}, Profile: &channel.Profile{Name: "Mine again"}, Adopt: true})
	must(t, err)
	if back.Name != "Mine again" || len(back.Stores) != 0 {
		t.Errorf("%+v", back)
	}
	must(t, fan.Refresh(t.Context(), followed.Root))
	if now, err := fan.Find(t.Context(), string(followed.Root)); err != nil || now.Name != "Mine again" {
		t.Errorf("a follower has %+v, %v", now, err)
	}
}
