# Clean systems to install in; sourced from the project's root. Needs root.
shots=$PWD/build/package-test
mkdir -p "$shots"

# clean SUITE: a fresh Debian in $root, from a copy that is made once; it goes at the end.
clean() {
	local suite=$1 kept=${HOME:-/root}/.cache/matinee/roots/$1.tar
	if [ ! -s "$kept" ]; then
		echo "making a clean $suite (once)"
		mkdir -p "${kept%/*}"
		local making
		making=$(mktemp -d)
		debootstrap --variant=minbase "$suite" "$making" >"$shots/debootstrap-$suite.log" 2>&1
		tar -C "$making" --one-file-system -cf "$kept.part" .
		mv "$kept.part" "$kept"
		rm -rf "$making"
	fi
	root=$(mktemp -d)
	trap 'leave' EXIT
	tar -C "$root" -xf "$kept"
	chmod 755 "$root"
	mount -t proc proc "$root/proc"
	mount --bind /dev "$root/dev"
	mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
	cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
}

leave() {
	local status=$?
	trap - EXIT
	umount -l "$root/tmp" "$root/dev" "$root/proc"
	rm -rf --one-file-system "$root"
	exit $status
}

# within COMMAND...: as root in the clean system.
within() {
	chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# as_fan COMMAND...: as a person there.
as_fan() {
	chroot --userspec=1000:1000 "$root" /usr/bin/env -i HOME=/home/fan USER=fan PATH=/usr/bin:/bin LANG="${FAN_LANG:-C.UTF-8}" "$@"
}

# install_there PACKAGE...: by apt, quietly unless it fails.
install_there() {
	local log=$shots/apt.log
	if ! within apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1; then
		tail -n 30 "$log" >&2
		return 1
	fi
}

# person: somebody who uses the system, with a film of their own.
person() {
	within useradd --create-home --uid 1000 --shell /bin/bash fan
	install -d -o 1000 -g 1000 "$root/home/fan/films"
	ffmpeg -loglevel error -f lavfi -i testsrc2=size=640x360:rate=25:duration=20 -f lavfi -i sine=duration=20 \
		-c:v libx264 -preset ultrafast -c:a aac -y "$root/home/fan/films/Colours.mp4"
	chown -R 1000:1000 "$root/home/fan/films"
}

# check WHAT COMMAND...: a step that must succeed, named.
check() {
	local what=$1
	shift
	if "$@" >"$shots/step.log" 2>&1; then
		echo "  ok: $what"
	else
		echo "  FAILED: $what" >&2
		tail -n 20 "$shots/step.log" >&2
		return 1
	fi
}
