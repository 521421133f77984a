package library

import (
	"errors"
	"fmt"
)

// Code is the kind of an error a person can meet.
type Code string

// The kinds of errors. Each has a row in the table of Explain.
const (
	CodeBadSource     Code = "bad_source"
	CodeBadTorrent    Code = "bad_torrent"
	CodeV2Only        Code = "v2_only"
	CodeNotFound      Code = "not_found"
	CodeNotAtStore    Code = "not_at_store" // the words of not_found where a store says it
	CodeItemNotFound  Code = "item_not_found"
	CodeNothingToPlay Code = "nothing_to_play"
	CodeNoPeers       Code = "no_peers"
	CodeDiskFull      Code = "disk_full"
	CodeQuota         Code = "quota"
	CodeReadOnly      Code = "read_only"
	CodeFolderGone    Code = "folder_gone"
	CodeFilesChanged  Code = "files_changed"
	CodeDownload      Code = "download_failed"
	CodeRefusedAddr   Code = "refused_address"
	CodePortInUse     Code = "port_in_use"
	CodeNoInterface   Code = "no_interface"
	CodeProxy         Code = "proxy"
	CodeBlocklist     Code = "blocklist"
	CodeDamagedDB     Code = "damaged_database"
	CodeDataReadOnly  Code = "data_read_only"
	CodeFileExists    Code = "file_exists"
	CodeInUse         Code = "in_use"
	CodeNotRunning    Code = "not_running"
	CodeNoDisplay     Code = "no_display"
	CodeNoPlayer      Code = "no_player"
	CodeNoMediaTool   Code = "no_media_tool"
	CodeHardwareOff   Code = "hardware_off"
	CodeNotMedia      Code = "not_media"
	CodeNoCodec       Code = "no_codec"
	CodeBrokenMedia   Code = "broken_media"
	CodeBadSetting    Code = "bad_setting"
	CodeNoLogin       Code = "no_login"
	CodeNewerVersion  Code = "newer_version"
	CodeNotOurs       Code = "not_ours"
	CodeBadFolder     Code = "bad_folder"
	CodeBadProfile    Code = "bad_profile"
	CodeWrongPIN      Code = "wrong_pin"
	CodePINWait       Code = "pin_wait"
	CodePINFirst      Code = "pin_first"
	CodeLimited       Code = "limited"
	CodeBadDocument   Code = "bad_document"
	CodeBadSignature  Code = "bad_signature"
	CodeNewerFormat   Code = "newer_format"
	CodeRolledBack    Code = "rolled_back"
	CodeForked        Code = "forked"
	CodeExpired       Code = "expired"
	CodeRevoked       Code = "revoked"
	CodeBadTerms      Code = "bad_terms"
	CodeMismatch      Code = "mismatch"
	CodeTooEarly      Code = "too_early"
	CodeOtherDevice   Code = "other_device"
	CodeBadLink       Code = "bad_link"
	CodeBadRoot       Code = "bad_root"
	CodeNoChannel     Code = "no_channel"
	CodeNobodyHasIt   Code = "nobody_has_it"
	CodeNewsLate      Code = "news_late"
	CodeFull          Code = "channel_full"
	CodeWrongKey      Code = "wrong_key"
	CodeSealed        Code = "sealed"
	CodeDamagedItem   Code = "damaged_item"
	CodeItemChanged   Code = "item_changed"
	CodeNotReady      Code = "not_ready"
	CodeNotHere       Code = "not_here"
	CodeNoExport      Code = "no_export"
	CodeNoContact     Code = "no_contact"
	CodePriceChanged  Code = "price_changed"
	CodeBadCode       Code = "bad_code"
	CodeUsedCode      Code = "used_code"
	CodeNotPaid       Code = "not_paid"
	CodeRefunded      Code = "refunded"
	CodeManyDevices   Code = "many_devices"
	CodeManyViews     Code = "many_views"
	CodeStoreGone     Code = "store_gone"
	CodeProvider      Code = "provider"
	CodeOrderEnded    Code = "order_ended"
	CodeWrongPayment  Code = "wrong_payment"
	CodeDisputed      Code = "disputed"
	CodeBooksChanged  Code = "books_changed"
	CodeBooksWrong    Code = "books_wrong"
	CodeSaleMissing   Code = "sale_missing"
	CodeNoBrowser     Code = "no_browser"
	CodeNoMailer      Code = "no_mailer"
	CodeNoFileManager Code = "no_file_manager"
	CodeNoOutside     Code = "no_other_player"
	CodeAdsInside     Code = "ads_inside"
	CodeCrashed       Code = "crashed"
	CodeCanceled      Code = "canceled"
	CodeInternal      Code = "internal"
)

// Error is an error with a kind. Detail adds the particular (a file, a number)
// and Err the cause; neither is needed.
type Error struct {
	Code   Code
	Detail string
	Err    error
	Store  bool // a store says it, about what it has
}

// AtStore is an error as a store says it.
func AtStore(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	said := *e
	said.Store = true
	return &said
}

// explain finds the words of the error's kind.
func (e *Error) explain() (what, do string) {
	if e.Store && e.Code == CodeNotFound {
		return explain(CodeNotAtStore)
	}
	return explain(e.Code)
}

func (e *Error) Error() string {
	what, _ := e.explain()
	if e.Detail != "" {
		what += " (" + e.Detail + ")"
	}
	if e.Err != nil {
		what += ": " + e.Err.Error()
	}
	return what
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is compare kinds.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code && t.Err == nil && t.Detail == ""
}

// Errorf builds an Error of a kind around a formatted detail.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Wrap gives err a kind, unless it already has one.
func Wrap(code Code, err error) error {
	if err == nil {
		return nil
	}
	var has *Error
	if errors.As(err, &has) {
		return err
	}
	return &Error{Code: code, Err: err}
}

// CodeOf is the kind of err; CodeInternal when it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Explanation is an error for people: what happened, the particular if there is
// one, and what to do. The texts are English and the keys of the translations.
type Explanation struct {
	What   string
	Detail string
	Do     string
}

// Explain turns any error into a sentence for people. Unknown errors keep their
// text as the detail.
func Explain(err error) Explanation {
	var e *Error
	if !errors.As(err, &e) {
		what, do := explain(CodeInternal)
		return Explanation{What: what, Detail: err.Error(), Do: do}
	}
	what, do := e.explain()
	detail := e.Detail
	if detail == "" && e.Err != nil {
		detail = e.Err.Error()
	}
	return Explanation{What: what, Detail: detail, Do: do}
}

func (x Explanation) String() string {
	s := x.What
	if x.Detail != "" {
		s += " (" + x.Detail + ")"
	}
	s += "."
	if x.Do != "" {
		s += " " + x.Do + "."
	}
	return s
}

// explain is the one table from kinds to words.
func explain(code Code) (what, do string) {
	row, ok := explanations()[code]
	if !ok {
		row = explanations()[CodeInternal]
	}
	return row[0], row[1]
}

func explanations() map[Code][2]string {
	return map[Code][2]string{
		CodeBadSource:     {"This is not a torrent, a magnet link or an infohash", "Check the link or choose a .torrent file"},
		CodeBadTorrent:    {"This torrent is damaged or unsafe", "Get it again from where it was published"},
		CodeV2Only:        {"This torrent is for BitTorrent v2 only", "Ask the publisher for a hybrid or v1 torrent"},
		CodeNotFound:      {"This bundle is not in the library", "Look at the list of bundles for its name"},
		CodeItemNotFound:  {"This bundle has no such item", "Choose one of its items"},
		CodeNothingToPlay: {"This bundle holds nothing that can be played", "Open its folder to see its files"},
		CodeNoPeers:       {"Nobody who shares this is reachable right now", "Leave it in the list: it starts when somebody appears"},
		CodeDiskFull:      {"The disk is full", "Free some space; the download goes on by itself"},
		CodeQuota:         {"The space set for Matinee is used up", "Raise the limit in the settings or remove something"},
		CodeReadOnly:      {"The media folder cannot be written", "Make it writable or choose another one in the settings"},
		CodeFolderGone:    {"The media folder is not there", "Plug the disk in again; nothing is lost"},
		CodeFilesChanged:  {"Files of this bundle were changed or removed", "What is missing is downloaded again when you resume"},
		CodeDownload:      {"The torrent file could not be fetched", "Check the address and your connection, then try again"},
		CodeRefusedAddr:   {"An address inside a private network was refused", "Add it again with leave to use local addresses if you trust it"},
		CodePortInUse:     {"The chosen port is used by another program", "Another port was taken; choose one in the settings"},
		CodeNoInterface:   {"The network interface Matinee is bound to is not there", "Connect the VPN or change the binding; until then nothing is sent"},
		CodeProxy:         {"The proxy does not answer", "Check its address in the settings; until then nothing is sent"},
		CodeBlocklist:     {"The blocklist cannot be read", "Check the file; until then no peer is contacted"},
		CodeDamagedDB:     {"The library database was damaged and has been rebuilt", "The damaged file was set aside beside it; nothing playable was lost"},
		CodeDataReadOnly:  {"Matinee's own data folder cannot be written", "Make it writable or choose another one with --data"},
		CodeFileExists:    {"There is a file of that name already", "Choose another name; nothing is overwritten"},
		CodeInUse:         {"Matinee is already running on this data folder", "Use the running one, or choose another folder with --data"},
		CodeNotRunning:    {"Matinee is not running", "Start it first"},
		CodeNoDisplay:     {"There is no screen to open a window on", "Use matinee seed or matinee play --headless"},
		CodeNoPlayer:      {"The player library (libmpv) is missing", "Run matinee doctor to see how to install it"},
		CodeNoMediaTool:   {"A program that looks into media files is missing", "Run matinee doctor to see how to install it"},
		CodeHardwareOff:   {"Matinee ended while the graphics card decoded a film, so the processor does that from now on", "Settings has a switch to try again"},
		CodeNotMedia:      {"This file is not a video or a piece of music", "Choose another item"},
		CodeNoCodec:       {"This file uses a format the player does not know", "Update libmpv or open the file with another program"},
		CodeBrokenMedia:   {"This file is damaged and cannot be played", "Ask its publisher for a new version"},
		CodeBadSetting:    {"This setting cannot have that value", "Choose a value within its bounds"},
		CodeNoLogin:       {"Start at login could not be changed", "Check that you may write the folder autostart of your settings, or use the settings of your desktop"},
		CodeNewerVersion:  {"The library was made by a newer version of Matinee", "Update Matinee to open it"},
		CodeNotOurs:       {"These files are your own, not Matinee's", "Remove it from the library; its files always stay where they are"},
		CodeBadFolder:     {"This folder cannot be read", "Check its name, and that you may read it"},
		CodeBadProfile:    {"A profile cannot be like that", "Give it a name of up to 40 characters and, if you want one, a PIN of 4 to 12 digits"},
		CodeWrongPIN:      {"This is not the PIN", "Type it again"},
		CodePINWait:       {"There were too many wrong PINs", "Wait a little, then type it again"},
		CodePINFirst:      {"A limit needs somebody who can lift it", "Give the main profile a PIN first"},
		CodeLimited:       {"This profile may not do that", "Change to a profile without a limit first"},
		CodeBadDocument:   {"This signed document is damaged or unsafe", "Get it again from where it was published"},
		CodeBadSignature:  {"This was not signed by who it claims to come from", "Get it from the creator's own link; nothing was changed here"},
		CodeNewerFormat:   {"This was made by a newer version of Matinee", "Update Matinee to read it"},
		CodeRolledBack:    {"Something older than what is already known was offered", "Nothing is lost: the newer one is kept"},
		CodeForked:        {"There are two different ones where there may be only one", "The first is kept; ask the creator which is right"},
		CodeExpired:       {"Its time is over", "Get a current one from where it came from"},
		CodeRevoked:       {"The key that signed this was revoked", "Get a current one from the creator's link"},
		CodeBadTerms:      {"These terms break a rule", "Change what is named and try again"},
		CodeMismatch:      {"This is for another bundle or edition", "Choose the one that it belongs to"},
		CodeTooEarly:      {"The time for this has not come", "It happens by itself as soon as the time has come"},
		CodeOtherDevice:   {"This license is for another device", "Restore it on this one with the receipt"},
		CodeBadLink:       {"This is not a link to a channel", "Copy the whole link from where the creator published it"},
		CodeBadRoot:       {"This is not the root key of a channel", "Type it as it was printed, or bring its file and the passphrase"},
		CodeNoChannel:     {"There is no such channel here", "Look at the list of channels for its name"},
		CodeNobodyHasIt:   {"Nobody who has this channel is reachable right now", "Matinee goes on looking; check the link if it is new"},
		CodeNewsLate:      {"This channel has news that nobody who is reachable right now can send", "What is here stays; Matinee tries again by itself in a moment"},
		CodeFull:          {"This channel is full", "Withdraw what is old, or begin a second channel and recommend it"},
		CodeWrongKey:      {"This key does not open this item", "Bring the license of this edition"},
		CodeSealed:        {"This is sealed, and nothing here opens it yet", "Its page says what does: a license file, a purchase, or the end of its window"},
		CodeDamagedItem:   {"This sealed file is damaged", "Check its files: what is damaged is downloaded again"},
		CodeItemChanged:   {"A file changed while it was being published", "Publish again: what had been finished is kept, and the file is read anew"},
		CodeNotReady:      {"This cannot be published yet", "Change what is named and try again"},
		CodeNotHere:       {"Not all of this has arrived yet", "Save it when its download is complete"},
		CodeNoExport:      {"Its license allows to watch this, not to save it as a file", "It plays here with no network; when it opens to everybody, it can be saved"},
		CodeNoContact:     {"Nobody is named who could be written to about this", "No domain confirms its channel; remove the bundle, or follow the channel no longer"},
		CodePriceChanged:  {"The price has changed", "Look at the new one, and buy again if it suits you"},
		CodeBadCode:       {"This code opens nothing here", "Check its letters, and which film it is for"},
		CodeUsedCode:      {"This code was used before", "It works once; restore the license with its receipt instead"},
		CodeNotPaid:       {"This is not paid yet", "Finish the payment on the page of the store"},
		CodeRefunded:      {"This was refunded", "Buy it again to watch it"},
		CodeManyDevices:   {"This receipt was used on too many devices", "It can be used on one more a month from now"},
		CodeManyViews:     {"Too much was watched with ads from here today", "Go on tomorrow, or buy it"},
		CodeNotAtStore:    {"The store does not have this", "It may have ended, or been spelled otherwise"},
		CodeStoreGone:     {"The store does not answer", "Nothing is charged twice: try again later"},
		CodeProvider:      {"The payment provider has not done this yet", "Nothing is charged or paid twice: it is tried again"},
		CodeDisputed:      {"The payment of this is disputed", "When the dispute is settled, the receipt restores it again"},
		CodeOrderEnded:    {"This order ended before it was paid", "Order again; nothing was charged"},
		CodeWrongPayment:  {"Something else was paid than was ordered", "It goes back by itself; order again"},
		CodeBooksChanged:  {"The store's books are not those that it showed before", "What it said then is kept, signed by it: ask the store to explain"},
		CodeBooksWrong:    {"The store's books do not follow from your signed terms", "What does not is named: ask the store to correct it"},
		CodeSaleMissing:   {"A sale that a receipt proves is not in the store's books as it should be", "Keep the receipt, which the store has signed, and ask the store"},
		CodeNoBrowser:     {"No browser opens here", "Copy the address and open it where you like"},
		CodeNoFileManager: {"No file manager opens here", "Look into the folder with a program of your own"},
		CodeNoMailer:      {"No mail program opens here", "Copy the message and send it as you like"},
		CodeNoOutside:     {"No other player opens this here", "Name one in Settings, Playback, for example vlc"},
		CodeAdsInside:     {"What is watched with ads plays in Matinee only", "Press Play, or buy it"},
		CodeCrashed:       {"Matinee ended unexpectedly last time", "Whatever was saved is still there. Settings, Privacy makes a report to look at and to give away, and so does matinee doctor --report FILE"},
		CodeCanceled:      {"Canceled", ""},
		CodeInternal:      {"Something went wrong", "Try again; if it stays, report it with the log"},
	}
}
