# dossierd: see README.md. Everything is built below $(BUILD).
#   make                 build/dossierd, build/dossierctl, build/dossierd-reader
#   make SAN=1           the same with ASan and UBSan below build/san
#   make CC=clang        with another compiler
# demo, check and bench install the Debian packages they miss (.ci/packages).

VERSION := 0.1.0
CC := gcc
ifdef SAN
BUILD := build/san
else
BUILD := build
endif
PREFIX ?= /usr/local
DESTDIR ?=

PACKAGES := glib-2.0 gio-2.0 gmime-3.0 libcurl sqlite3 libconfig libseccomp \
	libsystemd poppler-glib libarchive libxml-2.0 libytnef json-glib-1.0

# Headers of others are system headers: our warnings are about our code.
LIB_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES)))
LIB_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm
WARNINGS := -Wall -Wextra -Werror -Wconversion -Wshadow -Wformat=2 \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla
HARDENING := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2 \
	-fstack-clash-protection
CFLAGS ?= -O2 -g
LDFLAGS ?=
ifdef SAN
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

clean:
	rm -rf build

.PHONY: all lib unit clean
.SECONDARY:
-include $(OBJECTS:.o=.d) $(MAINS:%.c=$(BUILD)/%.d) $(CTL:%.c=$(BUILD)/%.d)
-include $(TESTS:=.d)
