# Matinee: everything a person or CI needs is one `make` target away; see `make help`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# An old libmpv lacks two functions that the player's binding calls; the header
# in player/mpv/compat adds them. It is copied to one place per person because
# the path is part of the key of Go's build cache: every clone shares what the
# first one compiled (the toolkit's C code alone takes minutes).
CACHE   := $(or $(HOME),/root)/.cache/matinee
INCLUDE := $(CACHE)/include
TOOLS   := $(CACHE)/tools

export CGO_CFLAGS := -g -O2 -I$(INCLUDE)
export GOFLAGS    := -buildvcs=false -tags=migrated_fynedo,nosqlite

# The Go tools are pinned and kept by version, so a new pin installs itself.
GOLANGCI := $(TOOLS)/golangci-lint-v2.15.0
GOFUMPT  := $(TOOLS)/gofumpt-v0.12.0
GOTESTSUM := $(TOOLS)/gotestsum-v1.13.0
PEBBLE    := $(TOOLS)/pebble-v2.10.3
STRIPEMOCK := $(TOOLS)/stripe-mock-v0.203.0
NFPM      := $(TOOLS)/nfpm-v2.45.0
CYCLONEDX := $(TOOLS)/cyclonedx-gomod-v1.10.0
GOVULNCHECK := $(TOOLS)/govulncheck-v1.9.0
# What people install is compiled by this Go: the newest correction, which need not be the one
# that is installed here.
RELEASE_GO := go1.26.11
FIXTURES := build/webtorrent-fixtures
PODCAST  := build/podcast

# Long tests and benchmarks read these.
FUZZTIME ?= 30s
ROUNDS   ?= 5
export FUZZTIME ROUNDS GOLANGCI GOFUMPT GOTESTSUM PEBBLE NFPM CYCLONEDX GOVULNCHECK

.PHONY: help deps system-build system-run system-test system-bench header tools \
	build headless store run test check-format vet lint unit test-window tour screenshots soak lnd test-long bench package package-test notices vulnerabilities system-package system-install fmt clean

help: ## show this list
	@printf 'make TARGET, where TARGET is one of\n\n'
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

deps: system-test header tools $(FIXTURES) $(PODCAST)/node_modules ## install what is missing to build, run and test (Debian, Ubuntu; root or sudo)

system-build system-run system-test system-bench system-package system-install:
	@.ci/deps $(@:system-%=%)

header: $(INCLUDE)/mpv/client.h

$(INCLUDE)/mpv/client.h: player/mpv/compat/mpv/client.h
	@mkdir -p $(@D)
	@cmp -s $< $@ && touch $@ || cp $< $@

tools: $(GOLANGCI) $(GOFUMPT) $(GOTESTSUM) $(STRIPEMOCK) $(PEBBLE)

$(GOLANGCI):
	@.ci/go-tool github.com/golangci/golangci-lint/v2/cmd/golangci-lint $@

$(GOFUMPT):
	@.ci/go-tool mvdan.cc/gofumpt $@

$(GOTESTSUM):
	@.ci/go-tool gotest.tools/gotestsum $@

$(PEBBLE):
	@.ci/go-tool github.com/letsencrypt/pebble/v2/cmd/pebble $@

# Without it one test is skipped, which says so.
$(STRIPEMOCK):
	@.ci/go-tool github.com/stripe/stripe-mock $@ || echo "stripe-mock was not installed"

$(NFPM):
	@.ci/go-tool github.com/goreleaser/nfpm/v2/cmd/nfpm $@

$(CYCLONEDX):
	@.ci/go-tool github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod $@

$(GOVULNCHECK):
	@.ci/go-tool golang.org/x/vuln/cmd/govulncheck $@

$(FIXTURES):
	@.ci/fixtures $@

$(PODCAST)/node_modules: .ci/podcast/package-lock.json
	@.ci/podcast/install $(PODCAST)
	@touch $@

build: system-build header ## build ./matinee
	go build -o matinee .

headless store: ## build ./matinee-headless: no window, no player, one static file; runs a store, with PostgreSQL too
	CGO_ENABLED=0 go build -o matinee-headless .

run: system-run build ## build, then open the program on sample media that a local peer seeds
	@.ci/run-demo

test: deps check-format vet lint unit ## format, vet, lint and all tests with the race detector

check-format: $(GOFUMPT)
	@bad=$$(.ci/go-files | xargs -0 $(GOFUMPT) -l); \
	if [ -n "$$bad" ]; then printf 'not formatted (run make fmt):\n%s\n' "$$bad" >&2; exit 1; fi

# -race throughout: the tests need the instrumented build anyway, so vet and the
# linters read its results instead of compiling everything a second time.
vet: header
	go vet -race ./...
	GOOS=windows CGO_ENABLED=0 go vet ./app/desktop/... ./library/media

lint: header $(GOLANGCI) ## run the linters alone
	GOFLAGS="$(GOFLAGS) -race" $(GOLANGCI) run ./...

unit: header $(GOTESTSUM)
	@.ci/test

test-window: deps build ## use the real window by mouse and keyboard: stream from other programs, buy by card
	@.ci/window
	@.ci/checkout

tour: deps build ## go through every screen by keys and by mouse; pictures in build/tour/shots
	@.ci/tour

screenshots: deps build ## the same, and put the pictures that the documents show into .github/screenshots
	@.ci/tour --choose

MINUTES ?= 30
soak: deps ## play and seed in the window for MINUTES (30) under the race detector
	@.ci/soak $(MINUTES)

lnd: deps headless ## buy over Lightning between two real lnd on a btcd of their own (built once, some minutes)
	@.ci/lnd

test-long: deps ## many kills, soak, fuzzing, big libraries (PARTS="tests fuzz": those alone); notes the result in .github/TESTING.md
	@.ci/test-long $(PARTS)

bench: system-bench build headless ## measure against other programs; writes .github/BENCHMARKS.md
	@SCREEN=1920x1080 .ci/with-display .ci/bench/bench

package: system-package header $(NFPM) $(CYCLONEDX) ## packages for Linux and Windows into build/package, with sizes and SHA-256 (PARTS="linux": those alone)
	@GOTOOLCHAIN=$(RELEASE_GO) .ci/package $(PARTS)

package-test: system-install ## install, use, upgrade and remove the packages in clean systems (root; Debian 12 and 13, and wine)
	@.ci/package-test $(PARTS)

notices: header ## print the licences of all that is compiled in; fails on one that is not known
	@.ci/notices/run

vulnerabilities: header $(GOVULNCHECK) ## look whether a known vulnerability can be reached in what people install
	@GOTOOLCHAIN=$(RELEASE_GO) .ci/vulnerabilities

fmt: $(GOFUMPT) ## format the Go files
	@.ci/go-files | xargs -0 $(GOFUMPT) -w

clean: ## remove what was built here (not the caches)
	rm -rf matinee matinee-headless build
