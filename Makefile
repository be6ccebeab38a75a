# libssl-rs: build, test, try out, install. `make help` lists the targets.

CARGO   ?= cargo
PROFILE ?= release
PREFIX  ?= /opt/libssl-rs
LIBDIR  ?= $(PREFIX)/lib
DESTDIR ?=

OUT     := target/$(PROFILE)
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

# The library has the same bits whichever folder it was built in.
CARGO_HOME ?= $(HOME)/.cargo
FOLDERS    := $(CURDIR)=/usr/src/libssl-rs $(CARGO_HOME)/registry/src=/usr/src/crates
HARDENING  := -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2

all: library  ## The library: target/release/libssl.so.3 and the link name libssl.so (the default)

# The debug information goes into a file beside the library, where gdb and valgrind look for it.
library bench: export RUSTFLAGS := $(FOLDERS:%=--remap-path-prefix=%)
library bench: export CFLAGS := $(FOLDERS:%=-ffile-prefix-map=%) $(HARDENING)
library:
	$(CARGO) build --locked --profile $(PROFILE) --lib
	@cd $(OUT) && if ! [ -e libssl.so.3 -a -e libssl.so.3.debug ] || [ libssl.so -nt libssl.so.3 ]; then \
	    objcopy --only-keep-debug libssl.so libssl.so.3.debug && \
	    objcopy --strip-unneeded --add-gnu-debuglink=libssl.so.3.debug libssl.so libssl.so.3.new && \
	    chmod 755 libssl.so.3.new && mv libssl.so.3.new libssl.so.3; \
	fi && ln -f libssl.so.3 libssl.so

setup:  ## Installs the Debian packages that building and testing need, or says which
	scripts/setup test

test:  ## Sets itself up, builds and runs every suite, and counts
	scripts/setup test
	scripts/test

demo:  ## curl talks TLS through this library, next to the system's
	scripts/setup demo
	$(MAKE) --no-print-directory library
	scripts/demo $(OUT)

debian13: library  ## Tests with Debian 13's C library and OpenSSL 3.5, which are fetched but not installed
	tests/debian13/run.py $(OUT)

debian13-programs: library  ## Tests Debian 13's programs on our library, in a chroot (as root; 850 MB)
	scripts/setup chroot
	tests/debian13/programs.py $(OUT)

bench: library  ## Measures against the system's libssl (PEER=/dir adds a third) and writes docs/BENCHMARKS.md
	$(CARGO) build --locked --profile $(PROFILE) -p libssl-rs -p libssl-rs-crypto --example aead
	benches/run $(OUT) $(if $(PEER),--peer $(PEER)) --write docs $(BENCH)

bench-instr: library  ## The same cases in instructions, counted by callgrind
	benches/run $(OUT) $(if $(PEER),--peer $(PEER)) --write docs --instructions $(BENCH)

header:  ## Regenerates include/libssl_rs.h
	$(CARGO) run -q --locked -p libssl-rs-tools -- header

matrix:  ## Regenerates docs/MATRIX.md
	$(CARGO) run -q --locked -p libssl-rs-tools -- matrix

fmt:  ## Formats Rust and C
	$(CARGO) fmt --all
	find benches c-tests examples tests -name '*.[ch]' -exec clang-format -i {} +

lint:  ## Checks format and lints, as the tests do
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

install: library  ## Library with debug information, link name, header, libssl-rs.pc under PREFIX (DESTDIR is honoured)
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include
	install -m 755 $(OUT)/libssl.so.3 $(DESTDIR)$(LIBDIR)/libssl.so.3
	install -m 644 $(OUT)/libssl.so.3.debug $(DESTDIR)$(LIBDIR)/libssl.so.3.debug
	ln -sf libssl.so.3 $(DESTDIR)$(LIBDIR)/libssl.so
	install -m 644 include/libssl_rs.h $(DESTDIR)$(PREFIX)/include/libssl_rs.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' \
	    scripts/libssl-rs.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/libssl-rs.pc

clean:  ## Removes what was built
	$(CARGO) clean

help:  ## This list
	@sed -n 's/^\([a-z0-9-]*\):.*  ## \(.*\)/\1\t\2/p' Makefile

.PHONY: all library setup test demo debian13 debian13-programs bench bench-instr header matrix fmt lint install clean help
