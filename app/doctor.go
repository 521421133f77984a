package app

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"matinee/app/cli"
	"matinee/app/owner"
	"matinee/assets"
	"matinee/library"
	"matinee/library/media"
	"matinee/player"
	"matinee/player/mpv"
	"matinee/sync/release"
)

// Doctor implements cli.Program.
func (p *program) Doctor(ctx context.Context, o cli.Options) []cli.Finding {
	tools := media.FindTools()
	return []cli.Finding{
		checkPlayer(ctx),
		p.checkDisplay(ctx),
		checkBus(),
		checkFolder(o),
		checkRelease(o, assets.Release),
		checkTool("ffmpeg", tools.FFmpeg, "makes pictures of films and of their covers, and the frames above the seek bar"),
		checkTool("ffprobe", tools.FFprobe, "reads titles, durations and languages of media; without it the player reads less"),
	}
}

// installHint is the command that installs a package here, by what the system
// has, or in words where that is not known.
func installHint(debian, fedora, arch, brew string) string {
	if runtime.GOOS == "windows" {
		return "put the files of " + brew + " for Windows into the folder of matinee.exe"
	}
	for _, way := range []struct{ tool, command string }{
		{"apt-get", "sudo apt-get install " + debian},
		{"dnf", "sudo dnf install " + fedora},
		{"pacman", "sudo pacman -S " + arch},
		{"brew", "brew install " + brew},
	} {
		if present(way.tool) {
			return way.command
		}
	}
	return "install " + debian + " with the system's package manager"
}

// present looks for a tool also where it lies when PATH does not lead there.
func present(tool string) bool {
	if _, err := exec.LookPath(tool); err == nil {
		return true
	}
	for _, dir := range []string{"/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"} {
		if st, err := os.Stat(filepath.Join(dir, tool)); err == nil && st.Mode().IsRegular() && st.Mode()&0o111 != 0 {
			return true
		}
	}
	return false
}

func checkPlayer(ctx context.Context) cli.Finding {
	f := cli.Finding{Name: "libmpv", Needed: withWindow}
	if !withWindow {
		f.Detail = "none: this build downloads and seeds"
		return f
	}
	backend, err := mpv.New(mpv.Options{Surface: mpv.Headless, Silent: true})
	if err != nil {
		f.Detail, f.Do = err.Error(), installHint("libmpv2", "mpv-libs", "mpv", "mpv")
		if carried != "" {
			f.Do = "install Matinee again: it brings " + besideName + " along"
		}
		return f
	}
	f.OK, f.Detail = true, "plays video and music"
	if self, err := os.Executable(); err == nil && carried != "" {
		f.Detail += "; " + besideProgram(carried, filepath.Dir(self))
	}
	p := player.New(backend, player.Options{})
	if err := cmp.Or(p.Close(ctx), p.Status().Err); err != nil {
		f.OK, f.Detail = false, err.Error()
	}
	return f
}

func (p *program) checkDisplay(ctx context.Context) cli.Finding {
	f := cli.Finding{Name: "screen", OK: true, Detail: "for the window"}
	if err := p.Display(ctx); err != nil {
		f.OK, f.Detail = false, library.Explain(err).String()
	}
	return f
}

func checkBus() cli.Finding {
	if runtime.GOOS == "windows" {
		return cli.Finding{Name: "desktop", OK: true, Detail: "Windows' own, for media keys and the tray"}
	}
	f := cli.Finding{Name: "D-Bus session", OK: true, Detail: "for media keys and the tray"}
	if runtime.GOOS == "linux" && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		f.OK, f.Detail = false, "none: everything but media keys and the tray works"
		f.Do = installHint("dbus-user-session", "dbus", "dbus", "dbus")
	}
	return f
}

func checkFolder(o cli.Options) cli.Finding {
	f := cli.Finding{Name: "data folder", Needed: true}
	dir, err := dataDir(o)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = writable(dir)
	}
	f.OK, f.Detail = err == nil, dir
	if err != nil {
		f.Detail = err.Error()
		f.Do = "chmod u+rwx '" + dir + "', or choose another folder with --data"
	}
	return f
}

// checkRelease tells what is known of newer releases. It asks nobody.
func checkRelease(o cli.Options, origin []byte) cli.Finding {
	f := cli.Finding{Name: "release", OK: true, Detail: Version}
	dir, err := dataDir(o)
	var from release.Origin
	if err == nil {
		from, err = releases(origin)
	}
	var known *release.Watch
	if err == nil {
		known, err = release.New(release.Config{Origin: from, Version: Version, Kept: owner.KeptRelease(dir), Logger: slog.New(slog.DiscardHandler)})
	}
	if err != nil {
		f.OK, f.Detail = false, err.Error()
		return f
	}
	if by, ok := known.Newer(); ok {
		f.Detail = Version + "; " + by.Version + " is out: " + string(by.Page)
	} else if !from.Named() {
		f.Detail = Version + "; this copy asks nobody whether there is a newer one"
	}
	return f
}

// writable tries to write a file, which permissions alone do not tell.
func writable(dir string) error {
	file, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	name := file.Name()
	if err := file.Close(); err != nil {
		return err
	}
	return os.Remove(filepath.Clean(name))
}

// checkTool looks for a program of FFmpeg's.
func checkTool(name, path, why string) cli.Finding {
	f := cli.Finding{Name: name, OK: true, Detail: why}
	if path == "" {
		f.OK = false
		f.Do = installHint("ffmpeg", "ffmpeg-free", "ffmpeg", "ffmpeg") // ffprobe is in it
	}
	return f
}
