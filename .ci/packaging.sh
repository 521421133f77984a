# What the package scripts share; sourced from the project's root.
out=$PWD/build/package
stage=$PWD/build/stage
version=${PACKAGE_VERSION:-$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
mtime=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

# compile FILE [FLAG...]: the program without symbols, paths or identifiers of this build.
compile() {
	local file=$1
	shift
	go build -trimpath "$@" -o "$file" .
}
plain='-s -w -buildid='

# fill FILE NAME=VALUE...: a template with its @NAME@ replaced.
fill() {
	local text
	text=$(cat "$1")
	shift
	for pair in "$@"; do text=${text//@${pair%%=*}@/${pair#*=}}; done
	printf '%s\n' "$text"
}

# notices FILE [NAME=VALUE...]: the licences of what is compiled, by the go command's environment.
notices() {
	env -u GOOS -u GOARCH CGO_ENABLED=0 go -C .ci/notices build -o "$PWD/build/notices" .
	env "${@:2}" build/notices >"$1"
}

# icons FOLDER: the icon in every size that desktops ask for, from one drawing.
icons() {
	for size in 16 22 24 32 48 64 128 256 512; do
		mkdir -p "$1/${size}x$size/apps"
		rsvg-convert -w $size -h $size assets/icons/logo.svg -o "$1/${size}x$size/apps/org.matinee.Matinee.png"
	done
	mkdir -p "$1/scalable/apps"
	cp assets/icons/logo.svg "$1/scalable/apps/org.matinee.Matinee.svg"
}
