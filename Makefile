# Verbund, built with GNU make. `make help` lists the targets; CONTRIBUTING.md tells how the code reads.
# Nothing here runs a compiler or pkg-config while the file is read: `make demo` and `make check` first install both.

VERSION := 0.1
PREFIX ?= /usr/local
CC := gcc
SAN ?=
WERROR ?= -Werror
O := $(if $(SAN),build-san,build)
SHELL := /bin/bash
JOBS := $(shell nproc)
# A sub-make gets all processors unless the caller chose a number with -j.
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
# A short line a step; V=1 shows the whole command.
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)
# Expanded once, when a recipe first needs it: $(call once,NAME,shell command).
once = $(eval $(1) := $(shell $(2)))$($(1))

# ---- sources: a folder is a set of files, one static archive each ----
SRC_protocol := $(filter-out protocol/link.c,$(wildcard protocol/*.c protocol/kinds/*.c))
SRC_link := $(wildcard protocol/link.c)
SRC_store := $(wildcard store/*.c)
SRC_daemon := $(filter-out daemon/main.c,$(wildcard daemon/*.c))
SRC_render := $(wildcard bridges/render/*.c)
SRC_cli := $(filter-out cli/main.c,$(wildcard cli/*.c))
SRC_test := tests/tap.c $(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c))
SRC_sim := $(wildcard tests/sim/*.c)
SRC_bench := $(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c))
SRC_fuzz := $(filter-out tests/fuzz/fuzz_% tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
LIBRARIES := protocol link store daemon render cli test bench fuzz

UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
BENCH := $(patsubst tests/bench/%.c,$(O)/bench/%,$(wildcard tests/bench/bench_*.c))
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
HELPERS := $(patsubst tests/blackbox/%.c,$(O)/blackbox/%,$(wildcard tests/blackbox/*.c))
MO := $(patsubst cli/po/%.po,$(O)/locale/%/LC_MESSAGES/verbund.mo,$(wildcard cli/po/*.po))
MAN := $(wildcard cli/*.[1-8] daemon/*.[1-8] bridges/*.[1-8])
PROGRAMS := $(if $(wildcard daemon/main.c),$(O)/verbundd) $(if $(wildcard cli/main.c),$(O)/verbund)
SIM := $(if $(SRC_sim),$(O)/sim)
OBJECTS = $(patsubst %.c,$(O)/obj/%.o,$(1))

# ---- what each level of the house links: its own archive and those below it ----
A_tap :=
A_protocol := $(O)/libprotocol.a
A_link := $(O)/liblink.a $(A_protocol)
A_render := $(O)/librender.a $(A_protocol)
A_store := $(O)/libstore.a $(A_protocol)
A_daemon := $(O)/libdaemon.a $(A_store)
A_cli := $(O)/libcli.a $(O)/librender.a $(A_link)
A_all := $(O)/libcli.a $(O)/librender.a $(O)/liblink.a $(A_daemon)
PKG_tap :=
PKG_protocol := libsodium msgpack
PKG_link := $(PKG_protocol)
PKG_render := $(PKG_protocol)
PKG_store := lmdb $(PKG_protocol)
PKG_daemon := libczmq libzmq $(PKG_store)
PKG_cli := jansson libqrencode $(PKG_protocol)
PKG_all := libczmq libzmq lmdb jansson libqrencode $(PKG_protocol)

# ---- flags; asserts stay on, so NDEBUG is never set ----
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion -Wvla $(WERROR)
OWN_CFLAGS := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -pie
OWN_LDFLAGS := -pie -Wl,-z,relro,-z,now
BUILDFLAGS := DEB_BUILD_MAINT_OPTIONS=hardening=+all dpkg-buildflags --get
HARD_CFLAGS = $(call once,HARD_CFLAGS,($(BUILDFLAGS) CFLAGS && $(BUILDFLAGS) CPPFLAGS) 2>/dev/null || echo $(OWN_CFLAGS))
HARD_LDFLAGS = $(call once,HARD_LDFLAGS,$(BUILDFLAGS) LDFLAGS 2>/dev/null || echo $(OWN_LDFLAGS))
SAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
CFLAGS = $(if $(SAN),$(SAN_FLAGS),$(HARD_CFLAGS))
LDFLAGS = $(if $(SAN),$(SAN_FLAGS),$(HARD_LDFLAGS))
PKG_CFLAGS = $(call once,PKG_CFLAGS,pkg-config --cflags $(PKG_all))
CPPFLAGS := -I. -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -DVB_VERSION='"$(VERSION)"' -DVB_LOCALEDIR='"$(PREFIX)/share/locale"'
COMPILE = $(CC) -std=c11 $(CPPFLAGS) $(WARN) $(CFLAGS) $(PKG_CFLAGS)
LINK = @mkdir -p $(@D)$(if $(V),; set -x,; echo '  LINK $@'); $(CC) $(LDFLAGS) $(1) -o $@ $(filter %.o,$^) $(filter %.a,$^) -Wl,--as-needed $(if $(2),$$(pkg-config --libs $(2)))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all deps unit corpus sim blackbox check check-run demo demo-run bench bench-run fuzz fuzz-run torture nightly \
	lint lint-run layers format format-check install clean help FORCE
all: $(PROGRAMS) $(MO)

# A change of compiler, flags or prefix rebuilds everything.
$(O)/flags: FORCE
	@mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(COMPILE) $(LDFLAGS))' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(COMPILE) -MMD -MP -c -o $@ $<

define archive
$(O)/lib$(1).a: $(call OBJECTS,$(SRC_$(1)))
	@mkdir -p $$(@D); rm -f $$@
	$$(call say,AR) ar rcs $$@ $$^
endef
$(foreach lib,$(LIBRARIES),$(eval $(call archive,$(lib))))

$(O)/verbundd: $(O)/obj/daemon/main.o $(A_daemon)
	$(call LINK,,$(PKG_daemon))
$(O)/verbund: $(O)/obj/cli/main.o $(A_cli)
	$(call LINK,,$(PKG_cli))
$(O)/locale/%/LC_MESSAGES/verbund.mo: cli/po/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

# ---- tests: test_<file>.c or test_<file>_<topic>.c links the level at which <file> lives and nothing above ----
parent = $(wordlist 2,$(words $(subst _, ,$(1))),x $(subst _, ,$(1)))
join_ = $(subst $() ,_,$(strip $(1)))
find_home = $(firstword $(foreach d,tests protocol protocol/kinds store daemon cli bridges/render,$(wildcard $(d)/$(1).c $(d)/$(1).h)))
home = $(if $(1),$(or $(call find_home,$(1)),$(call home,$(call join_,$(call parent,$(1))))))
level_of = $(or $(if $(filter tests/tap.%,$(1)),tap),$(if $(filter protocol/link.%,$(1)),link),$(if $(filter bridges/%,$(1)),render),$(firstword $(subst /, ,$(1))))
define unit_program
$(O)/unit/$(1): $(O)/obj/tests/unit/$(1).o $(O)/libtest.a $(A_$(2))
	$$(call LINK,,$(PKG_$(2)))
endef
unit_level = $(or $(call level_of,$(call home,$(1:test_%=%))),$(error tests/unit/$(1).c: no folder has $(1:test_%=%).c))
$(foreach t,$(UNIT),$(eval $(call unit_program,$(t),$(call unit_level,$(t)))))

$(O)/sim: $(call OBJECTS,$(SRC_sim)) $(O)/libtest.a $(A_daemon)
	$(call LINK,,$(PKG_daemon))
$(O)/bench/%: $(O)/obj/tests/bench/%.o $(O)/libbench.a $(O)/libtest.a $(A_all)
	$(call LINK,,$(PKG_all))
$(O)/blackbox/%: $(O)/obj/tests/blackbox/%.o $(O)/libtest.a $(A_all)
	$(call LINK,,$(PKG_all))
$(O)/corpus/%: $(O)/obj/tests/fuzz/fuzz_%.o $(O)/obj/tests/fuzz/replay.o $(O)/libfuzz.a $(O)/libtest.a $(A_all)
	$(call LINK,,$(PKG_all))
$(O)/fuzz/%: $(O)/obj/tests/fuzz/fuzz_%.o $(O)/libfuzz.a $(O)/libtest.a $(A_all)
	$(call LINK,-fsanitize=fuzzer,$(PKG_all))

# prove runs every suite; .ci/Tally.pm writes what it counted to $(O)/tally/<suite>. T=name,... picks single tests.
PROVE = BUILD=$(CURDIR)/$(O) TALLY=$(O)/tally/$@ PERL5LIB=.ci prove --harness Tally --timer -j$(or $(PROVE_JOBS),$(JOBS))
picked = $(if $(T),$(filter $(foreach t,$(T),%/$(t)),$(1)),$(1))
unit: $(addprefix $(O)/unit/,$(UNIT))
	@$(if $(call picked,$^),$(PROVE) $(call picked,$^))
corpus: $(addprefix $(O)/corpus/,$(FUZZ))
	@$(if $(call picked,$^),$(PROVE) $(call picked,$^))
sim: $(SIM)
	@$(if $^,$(PROVE) $^ $(if $(SIM_ARGS),:: $(SIM_ARGS)))
blackbox: all $(HELPERS)
	@$(if $(wildcard tests/blackbox/*.t),$(PROVE) $(call picked,$(wildcard tests/blackbox/*.t)))

SUITES := unit corpus sim blackbox
check: deps
	@$(SUBMAKE) check-run
check-run:
	@rm -rf $(O)/tally; mkdir -p $(O)/tally
	@for suite in $(SUITES); do $(SUBMAKE) $$suite || test -s $(O)/tally/$$suite || echo 0 1 0 >$(O)/tally/$$suite; done
	@.ci/tally $(O)/tally

demo:
	@.ci/deps build
	@$(SUBMAKE) all && BUILD=$(CURDIR)/$(O) tests/demo/demo.sh
bench: deps
	@$(SUBMAKE) bench-run
bench-run: all $(BENCH)
	@for program in $(call picked,$(BENCH)); do BUILD=$(CURDIR)/$(O) $$program || exit 1; done
FUZZ_SECONDS ?= 60
fuzz:
	@.ci/deps build fuzz
	@$(SUBMAKE) O=build-fuzz CC=clang WERROR= CFLAGS='$(FUZZ_FLAGS)' LDFLAGS='-fsanitize=address,undefined' fuzz-run
fuzz-run: $(addprefix $(O)/fuzz/,$(FUZZ))
	@FUZZ_SECONDS=$(FUZZ_SECONDS) .ci/fuzz $(O) $(call picked,$^)
torture:
	@SIM_SEEDS=2000 KILLS=2000 $(SUBMAKE) check SUITES='sim blackbox'
nightly:
	@$(SUBMAKE) check && $(SUBMAKE) check SAN=1 && $(SUBMAKE) torture && $(SUBMAKE) fuzz FUZZ_SECONDS=600 && $(SUBMAKE) bench

lint:
	@.ci/deps build test lint
	@$(SUBMAKE) lint-run
lint-run:
	@CPPFLAGS='-std=c11 $(CPPFLAGS)' tests/lint/all
layers:
	@tests/lint/layers
SOURCES = $(shell git ls-files '*.c' '*.h')
format:
	clang-format -i $(SOURCES)
format-check:
	clang-format --dry-run --Werror $(SOURCES)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	for page in $(MAN); do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	for mo in $(MO:$(O)/%=%); do install -D -m 644 $(O)/$$mo $(DESTDIR)$(PREFIX)/share/$$mo; done
clean:
	rm -rf build build-san build-fuzz build-lint
deps:
	@.ci/deps build test
help:
	@sed -n 's/^## //p' Makefile
-include $(shell test -d $(O)/obj && find $(O)/obj -name '*.d')
