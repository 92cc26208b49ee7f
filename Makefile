# dossierd: see README.md. Everything is built below $(BUILD).
#   make                 build/dossierd, build/dossierctl, build/dossierd-reader
#   make SAN=1           the same with ASan and UBSan below build/san
#   make CC=clang        with another compiler
#   make deb             a Debian package below build/
# demo, check and bench install the Debian packages they miss (.ci/packages).

VERSION := 0.1.0
CC := gcc
ifdef FUZZ
BUILD := build/fuzz
CC := clang
else ifdef SAN
BUILD := build/san
else
BUILD := build
endif
PREFIX ?= /usr/local
DESTDIR ?=
sysconfdir ?= /etc
bindir = $(PREFIX)/bin
sbindir = $(PREFIX)/sbin
libexecdir = $(PREFIX)/libexec/dossierd
datadir = $(PREFIX)/share/dossierd
docdir = $(datadir)/doc
mandir = $(PREFIX)/share/man
unitdir = $(PREFIX)/lib/systemd/system
sysusersdir = $(PREFIX)/lib/sysusers.d
tmpfilesdir = $(PREFIX)/lib/tmpfiles.d
completiondir = $(PREFIX)/share/bash-completion/completions

PACKAGES := glib-2.0 gio-2.0 gmime-3.0 libcurl sqlite3 libconfig libseccomp \
	libsystemd poppler-glib libarchive libxml-2.0 libytnef json-glib-1.0 cairo \
	nettle

# Headers of others are system headers: our warnings are about our code.
LIB_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES)))
LIB_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm
WARNINGS := -Wall -Wextra -Werror -Wconversion -Wshadow -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDENING := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2 \
	-fstack-clash-protection
CFLAGS ?= -O2 -g
LDFLAGS ?=
ifdef FUZZ
HARDENING := -fPIE -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined
LINK_HARDENING := -pie -fsanitize=fuzzer,address,undefined
else ifdef SAN
HARDENING := -fPIE -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
LINK_HARDENING := -pie -fsanitize=address,undefined
else
LINK_HARDENING := -pie -Wl,-z,relro,-z,now,-z,noexecstack
endif
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -Isrc \
	$(WARNINGS) $(HARDENING) $(LIB_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(LINK_HARDENING) -Wl,--as-needed $(LDFLAGS)

# The archive holds every module but the programs' own files; the linker takes
# what each program needs, so the daemon does not load the reader's libraries.
MAINS := src/daemon/main.c src/mail/reader_main.c
CTL := $(wildcard src/ctl/*.c)
SOURCES := $(filter-out $(MAINS) $(CTL),$(wildcard src/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
ARCHIVE := $(BUILD)/libdossier.a
PROGRAMS := $(addprefix $(BUILD)/,dossierd dossierctl dossierd-reader)

# The sample configuration, as it is installed; `make install SAMPLES=` leaves
# the place to what `dossierctl init` writes.
SAMPLES := $(wildcard conf/dossierd.conf conf/campaigns/*.conf)

all: $(PROGRAMS)
# Modules alone, for work on one of them.
lib: $(ARCHIVE)

$(BUILD)/dossierd: $(BUILD)/src/daemon/main.o $(ARCHIVE)
$(BUILD)/dossierd-reader: $(BUILD)/src/mail/reader_main.o $(ARCHIVE)
$(BUILD)/dossierctl: $(CTL:%.c=$(BUILD)/%.o) $(ARCHIVE)
$(PROGRAMS):
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIB_LIBS)

$(ARCHIVE): $(OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: tests/<folder>/test_<module>.c, one cmocka program each. Each is
# run from the top folder with $BUILD in its environment.
TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/*/test_*.c))
$(BUILD)/tests/%: tests/%.c $(ARCHIVE) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(ARCHIVE) $(LIB_LIBS) -lcmocka

unit: $(TESTS) $(wildcard $(BUILD)/dossierd-reader)
	@BUILD=$(BUILD) tests/run-unit $(TESTS)

# A fresh Debian 12 has no compiler yet: these install what they miss first
# and then call make again, which needs pkg-config at hand.
demo:
	@.ci/install build run
	@$(MAKE) --no-print-directory -s all
	@tests/demo

check:
	@.ci/install build run check
	@tests/run-check

# The pages and the digest in a browser; axe-core comes by npm into build/.
check-pages:
	@.ci/install build check pages
	@command -v npm >/dev/null || .ci/install npm
	@$(MAKE) --no-print-directory -s $(BUILD)/tests/report/sample_pages \
		$(BUILD)/tests/report/sample_digest
	@npm install --silent --no-save --prefix $(BUILD)/axe axe-core@4
	@BUILD=$(BUILD) AXE=$(BUILD)/axe/node_modules/axe-core/axe.min.js \
		/usr/bin/python3 -m pytest -q -p no:cacheprovider \
		tests/report/test_browser.py

# How well mails are recognised, by field and by group; what the threshold of
# subjects costs at each value.
accuracy: all
	@BUILD=$(BUILD) tests/accuracy/run.py
similarity: $(ARCHIVE)
	@$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $(BUILD)/similarity \
		tests/accuracy/similarity.c $(ARCHIVE) $(LIB_LIBS)
	@$(BUILD)/similarity tests/accuracy/meant.txt tests/accuracy/other.txt \
		tests/accuracy/other.txt conf/templates/*.txt conf/phrases.ini

# Behaviours taken away one by one: a test must see each. NAMES="clock idle":
# only those whose rule, file or test has one of these words.
check-mutations:
	@.ci/install build run check
	@BUILD=$(BUILD) tests/mutations/run $(NAMES)

# The program killed, and the system failing, at each of its calls.
check-crash:
	@.ci/install build run check
	@$(MAKE) --no-print-directory -s all
	@FULL=1 BUILD=$(BUILD) tests/run-e2e -m faults -s

# Puts faults into the programs under test (tests/e2e/fault_shim.c).
SHIM := $(BUILD)/tests/e2e/fault_shim.so
shim: $(SHIM)
$(SHIM): tests/e2e/fault_shim.c Makefile
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(WARNINGS) -O2 -g -fPIC -shared -o $@ $<

# Other makers' servers, unpacked below build/interop and run from there, in
# namespaces of their own: needs root.
INTEROP := cyrus courier postfix exim opensmtpd clamav
check-interop:
	@.ci/install build run check
	@for server in $(INTEROP); do .ci/unpack $$server build/interop || exit 1; \
	done
	@$(MAKE) --no-print-directory -s all
	@BUILD=$(BUILD) SUITE=tests/interop tests/run-e2e $(CASES)

# An hour's mail at full scale, in minutes; LOAD_SCALE=0.01 is a hundredth.
check-load:
	@.ci/install build run check
	@$(MAKE) --no-print-directory -s all
	@BUILD=$(BUILD) tests/load/run.py

# clang-tidy and cppcheck: minutes, so not part of check.
check-static:
	@.ci/install build static
	@FLAGS='-std=gnu11 -D_GNU_SOURCE -DVERSION=__FILE__ -Isrc $(LIB_CFLAGS)' \
		tests/run-static $(FILES)

bench:
	@.ci/install build run bench
	@$(MAKE) --no-print-directory -s all
	@/usr/bin/python3 tests/bench/bench.py $(BENCHES)

# Programs, texts, manual pages, units; a configuration that is there stays.
install: all
	install -d $(addprefix $(DESTDIR),$(bindir) $(sbindir) $(libexecdir) \
		$(datadir)/templates $(datadir)/pages $(datadir)/init $(docdir) \
		$(mandir)/man1 $(mandir)/man5 $(mandir)/man8 $(unitdir) \
		$(sysusersdir) $(tmpfilesdir) $(completiondir) \
		$(sysconfdir)/default)
	install -m 755 $(BUILD)/dossierd $(DESTDIR)$(sbindir)
	install -m 755 $(BUILD)/dossierctl $(DESTDIR)$(bindir)
	install -m 755 $(BUILD)/dossierd-reader $(DESTDIR)$(libexecdir)
	install -m 644 conf/*.ini $(DESTDIR)$(datadir)
	install -m 644 conf/templates/* $(DESTDIR)$(datadir)/templates
	install -m 644 conf/pages/* $(DESTDIR)$(datadir)/pages
	install -m 644 conf/init/* $(DESTDIR)$(datadir)/init
	install -m 644 conf/doc/* $(DESTDIR)$(docdir)
	install -m 644 src/dossierctl.1 $(DESTDIR)$(mandir)/man1
	install -m 644 src/dossierd.conf.5 $(DESTDIR)$(mandir)/man5
	install -m 644 src/dossierd.8 $(DESTDIR)$(mandir)/man8
	install -m 644 systemd/dossierd.sysusers \
		$(DESTDIR)$(sysusersdir)/dossierd.conf
	sed 's|/etc/dossierd|$(sysconfdir)/dossierd|' \
		systemd/dossierd.tmpfiles >$(DESTDIR)$(tmpfilesdir)/dossierd.conf
	chmod 644 $(DESTDIR)$(tmpfilesdir)/dossierd.conf
	install -m 644 src/completion.bash \
		$(DESTDIR)$(completiondir)/dossierctl
	ln -sf dossierctl $(DESTDIR)$(completiondir)/dossierd
	test -e $(DESTDIR)$(sysconfdir)/default/dossierd || \
		install -m 644 systemd/dossierd.default \
		$(DESTDIR)$(sysconfdir)/default/dossierd
	for unit in dossierd.service dossierd@.service; do \
		sed -e 's|/usr/local/sbin|$(sbindir)|' \
			-e 's|/etc/d|$(sysconfdir)/d|' systemd/$$unit \
			>$(DESTDIR)$(unitdir)/$$unit || exit 1; \
		chmod 644 $(DESTDIR)$(unitdir)/$$unit; \
	done
	install -d -m 750 $(DESTDIR)$(sysconfdir)/dossierd \
		$(if $(SAMPLES),$(DESTDIR)$(sysconfdir)/dossierd/campaigns)
	for file in $(SAMPLES:conf/%=%); do \
		test -e $(DESTDIR)$(sysconfdir)/dossierd/$$file || \
		install -m 640 conf/$$file \
			$(DESTDIR)$(sysconfdir)/dossierd/$$file || exit 1; \
	done

# A Debian package: build/dossierd_$(VERSION)_<architecture>.deb, and the symbols
# for a debugger beside it. dpkg wants a folder debian/ at the top, where this
# tree has a place for its own folders only: the copy that is built has it, from
# .debian/. It is made with the environment of a plain shell, as a package
# builder does.
DEB := build/deb/dossierd-$(VERSION)
deb:
	@.ci/install build deb
	rm -rf build/deb build/dossierd*.deb
	mkdir -p $(DEB)
	cp -r Makefile README.md NEWS LICENSE conf src systemd $(DEB)
	cp -r .debian $(DEB)/debian
	find $(DEB) -name __pycache__ -prune -exec rm -r {} +
	chmod -R u=rwX,go=rX $(DEB)
	sed -i '1s/([^)]*)/($(VERSION))/' $(DEB)/debian/changelog
	cd $(DEB) && umask 022 && env -u MAKEFLAGS -u MAKEOVERRIDES \
		dpkg-buildpackage -b -us -uc -j$$(nproc) >../log 2>&1 || \
		{ tail -40 ../log; exit 1; }
	lintian --allow-root --pedantic --display-info --fail-on \
		error,warning,info,pedantic --tag-display-limit 0 \
		build/deb/dossierd_*.changes
	mv build/deb/dossierd*.deb build/

# That package in a bare Debian 12, from its installation to its purge.
check-deb:
	@.ci/install build run check deb
	@tests/check-deb

# Fuzzers: tests/fuzz/fuzz_<module>.c, with fuzz_<module>.dict and a folder of
# seeds of that name where there are any. `make fuzz SECONDS=600` runs longer.
SECONDS ?= 5
FUZZERS := $(patsubst tests/%.c,$(BUILD)/tests/%,\
	$(wildcard tests/fuzz/fuzz_*.c))
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(ARCHIVE) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(ARCHIVE) $(LIB_LIBS)
fuzzers: $(FUZZERS)
fuzz:
	@$(MAKE) --no-print-directory -s FUZZ=1 fuzzers
	@SECONDS_EACH=$(SECONDS) tests/run-fuzz $(FUZZERS:$(BUILD)/%=build/fuzz/%)

# What the fuzzers' corpora reach, file by file.
fuzz-coverage:
	@.ci/install build check coverage
	@$(MAKE) --no-print-directory -s FUZZ=1 BUILD=build/coverage \
		CFLAGS="-O1 -g -fprofile-instr-generate -fcoverage-mapping" fuzzers
	@BUILD=build/coverage tests/run-coverage

check-valgrind: all $(TESTS)
	@.ci/install build run check bench
	@BUILD=$(BUILD) tests/run-valgrind $(TESTS)

clean:
	rm -rf build

.PHONY: all lib unit demo check accuracy similarity check-pages check-crash \
	check-mutations check-interop shim bench install deb check-deb fuzz fuzzers \
	fuzz-coverage check-valgrind clean
.SECONDARY:
-include $(OBJECTS:.o=.d) $(MAINS:%.c=$(BUILD)/%.d) $(CTL:%.c=$(BUILD)/%.d)
-include $(TESTS:=.d)
