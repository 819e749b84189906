# Verbund, built with GNU make. `make help` lists the targets; CONTRIBUTING.md tells how the code reads.
# Nothing here runs a compiler or pkg-config while the file is read: `make demo` and `make check` first install both.

VERSION := 0.1
DATE := November 27, 2026
PREFIX ?= /usr/local
CC := gcc
SAN ?=
WERROR ?= -Werror
FUZZ_SECONDS ?= 60
O := $(if $(SAN),build-san,build)
JOBS := $(shell nproc)
# A sub-make gets all processors unless the caller chose a number with -j.
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
# A short line a step; V=1 shows the whole command.
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)
# Expanded once, when a recipe first needs it: $(call once,NAME,shell command).
once = $(eval $(1) := $(shell $(2)))$($(1))

# ---- sources: a folder is a set of files, one static archive each ----
SRC_protocol := $(filter-out protocol/link.c,$(wildcard protocol/*.c protocol/*/*.c))
SRC_link := $(wildcard protocol/link.c)
SRC_store := $(wildcard store/*.c)
SRC_daemon := $(filter-out daemon/main.c,$(wildcard daemon/*.c daemon/*/*.c))
SRC_render := $(wildcard bridges/render/*.c)
SRC_mail := $(wildcard bridges/mail/*.c)
SRC_mailread := $(filter-out %/main.c,$(wildcard bridges/mailread/*.c))
SRC_mailnet := $(filter-out %/main.c,$(wildcard bridges/mailnet/*.c))
SRC_cli := $(filter-out cli/main.c,$(wildcard cli/*.c cli/*/*.c))
SRC_test := tests/tap.c $(filter-out tests/unit/test_%,$(wildcard tests/unit/*.c))
SRC_bench := $(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c))
SRC_parts := $(wildcard tests/blackbox/parts/*.c)
SRC_fuzz := $(filter-out tests/fuzz/fuzz_% tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))
SRC_sim := $(wildcard tests/sim/*.c)
ARCHIVES := protocol link store daemon render mail mailread mailnet cli test bench fuzz parts

UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
BENCH := $(patsubst tests/bench/%.c,$(O)/bench/%,$(wildcard tests/bench/bench_*.c))
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
SIM := $(if $(SRC_sim),$(O)/sim)
HELPERS := $(patsubst tests/blackbox/%.c,$(O)/blackbox/%,$(wildcard tests/blackbox/*.c))
PROGRAMS := $(if $(wildcard daemon/main.c),$(O)/verbundd) $(if $(wildcard cli/main.c),$(O)/verbund) \
	$(if $(wildcard bridges/mailnet/main.c),$(O)/verbund-mail) $(if $(wildcard bridges/mailread/main.c),$(O)/verbund-mail-read)
MO := $(patsubst cli/po/%.po,$(O)/locale/%/LC_MESSAGES/verbund.mo,$(wildcard cli/po/*.po))
MAN := $(wildcard protocol/*.[1-8] daemon/*.[1-8] bridges/*.[1-8])
# Pages that verbund writes of its table of commands, in English and in each language of a catalogue: $(O)/man/[LANGUAGE/]man1.
MANUAL := $(if $(wildcard cli/main.c),$(O)/man/written)
LINTED := $(sort $(foreach a,$(ARCHIVES) sim,$(SRC_$(a))) $(wildcard daemon/main.c cli/main.c bridges/*/main.c tests/*/*.c))

# ---- what each level of the house links: its own archive and those below it ----
A_protocol := $(O)/libprotocol.a
A_link := $(O)/liblink.a $(A_protocol)
A_render := $(O)/librender.a $(A_protocol)
A_mail := $(O)/libmail.a $(A_render)
A_mailread := $(O)/libmailread.a $(A_mail)
A_mailnet := $(O)/libmailnet.a $(O)/libmail.a $(O)/librender.a $(O)/liblink.a $(A_protocol)
A_store := $(O)/libstore.a $(A_protocol)
A_daemon := $(O)/libdaemon.a $(A_store)
A_cli := $(O)/libcli.a $(O)/librender.a $(A_link)
A_all := $(O)/libcli.a $(O)/libmailnet.a $(O)/libmailread.a $(O)/libmail.a $(O)/librender.a $(O)/liblink.a $(A_daemon)
PKG_protocol := libsodium msgpack
PKG_link := $(PKG_protocol)
PKG_render := pangocairo libical $(PKG_protocol)
PKG_mail := gmime-3.0 $(PKG_render)
PKG_mailread := libseccomp $(PKG_mail)
PKG_mailnet := libcurl libmicrohttpd $(PKG_mail)
PKG_store := lmdb $(PKG_protocol)
PKG_daemon := libczmq libzmq libutf8proc $(PKG_store)
PKG_cli := jansson libqrencode libutf8proc $(PKG_render)
PKG_all := jansson libqrencode libcurl libmicrohttpd libseccomp $(PKG_mail) $(PKG_daemon)

# ---- flags; asserts stay on, so NDEBUG is never set ----
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion -Wvla $(WERROR)
CPPFLAGS := -I. -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L \
	-DVB_VERSION='"$(VERSION)"' -DVB_DATE='"$(DATE)"' -DVB_LOCALEDIR='"$(PREFIX)/share/locale"'
SAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARD := DEB_BUILD_MAINT_OPTIONS=hardening=+all dpkg-buildflags --get
HARD_CFLAGS = $(call once,HARD_CFLAGS,($(HARD) CFLAGS && $(HARD) CPPFLAGS) 2>/dev/null || \
	echo -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE)
HARD_LDFLAGS = $(call once,HARD_LDFLAGS,$(HARD) LDFLAGS 2>/dev/null || echo -pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now)
comma := ,
CFLAGS = $(if $(SAN),$(SAN_FLAGS),$(HARD_CFLAGS))
LDFLAGS = $(if $(SAN),$(SAN_FLAGS),$(HARD_LDFLAGS))
PKG_CFLAGS = $(call once,PKG_CFLAGS,pkg-config --cflags $(PKG_all))
COMPILE = $(CC) -std=c11 $(CPPFLAGS) $(WARN) $(CFLAGS) $(PKG_CFLAGS)
# $(call link,packages,flags)
link = @mkdir -p $(@D); $(if $(V),set -x,echo '  LINK $@'); \
	$(CC) $(LDFLAGS) $(2) -o $@ $(filter %.o %.a,$^) -Wl,--as-needed $(if $(1),$$(pkg-config --libs $(1)))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help deps unit corpus sim blackbox check check-run demo bench bench-run fuzz fuzz-run torture judge nightly \
	lint lint-run lint-files layers format format-check install clean FORCE
all: $(PROGRAMS) $(MO) $(MANUAL) ## build verbundd, verbund, the message catalogues and the manual (V=1: show the commands)

# A change of compiler, flags or prefix compiles everything anew, a change of the set of files packs the archives anew.
stamp = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(O)/flags: FORCE
	$(call stamp,$(COMPILE) $(LDFLAGS))
$(O)/files: FORCE
	$(call stamp,$(foreach a,$(ARCHIVES),$(SRC_$(a))))

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(call say,CC) $(COMPILE) -MMD -MP -c -o $@ $<
define archive
$(O)/lib$(1).a: $(patsubst %.c,$(O)/obj/%.o,$(SRC_$(1))) $(O)/files
	$$(call say,AR) rm -f $$@; ar rcs $$@ $$(filter %.o,$$^)
endef
$(foreach a,$(ARCHIVES),$(eval $(call archive,$(a))))
$(O)/verbundd: $(O)/obj/daemon/main.o $(A_daemon)
	$(call link,$(PKG_daemon))
$(O)/verbund: $(O)/obj/cli/main.o $(A_cli)
	$(call link,$(PKG_cli))
$(O)/verbund-mail: $(O)/obj/bridges/mailnet/main.o $(A_mailnet)
	$(call link,$(PKG_mailnet))
$(O)/verbund-mail-read: $(O)/obj/bridges/mailread/main.o $(A_mailread)
	$(call link,$(PKG_mailread))
$(O)/locale/%/LC_MESSAGES/verbund.mo: cli/po/%.po
	@mkdir -p $(@D)
	$(call say,MO) msgfmt --check -o $@ $<
$(O)/man/written: $(O)/verbund $(MO)
	$(call say,MAN) rm -rf $(@D) && for language in en $(MO:$(O)/locale/%/LC_MESSAGES/verbund.mo=%); do \
		pages=$(@D)/$${language#en}/man1; mkdir -p $$pages && LC_ALL=C.UTF-8 LANGUAGE=$$language \
		VERBUND_LOCALEDIR=$(CURDIR)/$(O)/locale $(O)/verbund help --manual $$pages || exit; done; touch $@

# ---- tests: test_<file>.c or test_<file>_<topic>.c links the level at which <file> lives and nothing above ----
HOMES := tests protocol protocol/* store daemon daemon/* cli cli/oparl bridges/render bridges/mail bridges/mailread bridges/mailnet
shorter = $(subst $() ,_,$(wordlist 2,$(words $(subst _, ,$(1))),x $(subst _, ,$(1))))
home = $(if $(1),$(or $(firstword $(foreach d,$(HOMES),$(wildcard $(d)/$(1).c $(d)/$(1).h))),$(call home,$(call shorter,$(1)))))
level = $(or $(firstword $(subst /, ,$(patsubst bridges/%,%,$(patsubst protocol/link.%,link,$(call home,$(1)))))),\
	$(error tests/unit/test_$(1).c: no folder has $(1).c))
define unit_program
$(O)/unit/$(1): $(O)/obj/tests/unit/$(1).o $(O)/libtest.a $(A_$(2))
	$$(call link,$(PKG_$(2)))
endef
$(foreach t,$(UNIT),$(eval $(call unit_program,$(t),$(call level,$(t:test_%=%)))))
$(O)/sim: $(SRC_sim:%.c=$(O)/obj/%.o) $(O)/libtest.a $(A_daemon)
	$(call link,$(PKG_daemon))
$(O)/bench/%: $(O)/obj/tests/bench/%.o $(O)/libbench.a $(O)/libtest.a $(A_all)
	$(call link,$(PKG_all))
$(O)/blackbox/%: $(O)/obj/tests/blackbox/%.o $(O)/libparts.a $(O)/libbench.a $(O)/libtest.a $(A_all)
	$(call link,$(PKG_all))
$(O)/corpus/%: $(O)/obj/tests/fuzz/fuzz_%.o $(O)/obj/tests/fuzz/replay.o $(O)/libfuzz.a $(O)/libtest.a $(A_all)
	$(call link,$(PKG_all))
$(O)/fuzz/%: $(O)/obj/tests/fuzz/fuzz_%.o $(O)/libfuzz.a $(O)/libtest.a $(A_all)
	$(call link,$(PKG_all),-fsanitize=fuzzer)

# prove runs every suite; .ci/Tally.pm writes what it counted to $(O)/tally/<suite>. T='name ...' picks single tests.
environment = BUILD=$(CURDIR)/$(O) VERBUND_PATIENCE=$(if $(SAN),4,1) VERBUND_LOCALEDIR=$(CURDIR)/$(O)/locale UBSAN_OPTIONS=print_stacktrace=1 \
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks:print_suppressions=0
prove = $(environment) TALLY=$(O)/tally/$(1) PERL5LIB=.ci prove --harness Tally --timer -j$(or $(PROVE_JOBS),$(JOBS))
picked = $(if $(T),$(filter $(addprefix %/,$(T)),$(tests)),$(tests))
run = @$(if $(picked),$(call prove,$@) $(picked),mkdir -p $(O)/tally && echo 0 0 0 >$(O)/tally/$@ && echo '$@: nothing to run')
unit corpus sim bench-run fuzz-run: tests = $^
unit: $(addprefix $(O)/unit/,$(UNIT)) ## one program a source file (T='test_hlc test_order' picks some)
	$(run)
corpus: $(addprefix $(O)/corpus/,$(FUZZ)) ## every input that was ever remarkable, to every decoder
	$(run)
sim: $(SIM) ## node cores on a virtual clock (SIM_ARGS='--seed 7' replays one)
	$(run) $(if $(SIM_ARGS),:: $(SIM_ARGS))
blackbox: tests = $(wildcard tests/blackbox/*.t)
blackbox: all $(HELPERS) ## real daemons on loopback (T=04-sync.t picks one)
	$(run)
SUITES := unit corpus sim blackbox
check: deps ## install what is missing, run all of the above (SAN=1: with ASan and UBSan)
	@$(SUBMAKE) check-run
check-run:
	@rm -rf $(O)/tally; mkdir -p $(O)/tally
	+@for suite in $(SUITES); do $(SUBMAKE) $$suite || test -s $(O)/tally/$$suite || echo 0 1 0 >$(O)/tally/$$suite; done
	@.ci/tally $(O)/tally

demo: ## five offices on this machine, told step by step (KEEP=1 leaves them running; SCENE=roundtable: seven, and twelve seats; SCENE=mail: a volunteer by e-mail)
	@.ci/deps build demo $(if $(filter mail,$(SCENE)),servers)
	@$(SUBMAKE) all
	@$(environment) tests/demo/$(or $(SCENE),demo).sh
bench: deps ## one figure a line (T=bench_sync picks one)
	@$(SUBMAKE) bench-run
bench-run: $(BENCH) | all
	@for program in $(picked); do $(environment) $$program || exit 1; done
fuzz: ## libFuzzer on every decoder (FUZZ_SECONDS=60 each, T=entry picks one)
	@.ci/deps build fuzz
	@$(SUBMAKE) O=build-fuzz CC=clang WERROR= CFLAGS='$(SAN_FLAGS) -fsanitize=fuzzer-no-link' LDFLAGS='$(SAN_FLAGS)' fuzz-run
fuzz-run: $(addprefix $(O)/fuzz/,$(FUZZ))
	@FUZZ_SECONDS=$(FUZZ_SECONDS) .ci/fuzz $(O) $(picked)
torture: ## a daemon killed 10,000 times under load (KILLS)
	@KILLS=$${KILLS:-10000} LANES=$${LANES:-4} $(SUBMAKE) check SUITES=blackbox T=08-crash.t
judge: ## the golden mails before judges from npm: needs node and npm
	@$(environment) tests/npm/run.sh
nightly: check ## check, judge, check SAN=1, torture, 1200 seeds of the simulator and one with 400 nodes, fuzz, bench
	@$(SUBMAKE) judge && $(SUBMAKE) check SAN=1 && $(SUBMAKE) torture && SIM_SEEDS=1200 SIM_LARGE=1 SIM_NODES=400 $(SUBMAKE) check SUITES=sim && \
		$(SUBMAKE) fuzz FUZZ_SECONDS=600 && $(SUBMAKE) bench

lint: ## layers, headers, banned, length, errors, ..., cppcheck, clang-tidy, gcc -fanalyzer, clang-format
	@.ci/deps build test lint
	@$(SUBMAKE) O=build-lint lint-run
lint-run: $(foreach a,protocol store render mail mailread mailnet daemon,$(O)/lib$(a).a) $(MANUAL)
	+@MAKE='$(MAKE)' $(call prove,lint) tests/lint/selftest.t tests/lint/all :: $(O)
lint-files: $(LINTED:%.c=$(O)/linted/%)
$(O)/linted/%: %.c .clang-tidy $(O)/flags
	@mkdir -p $(@D)
	@$(COMPILE) $(if $(filter tests/%,$<),,-fanalyzer) -MMD -MP -MT $@ -MF $@.d -c -o $@.o $<
	@clang-tidy --quiet $< -- -std=c11 $(CPPFLAGS) $(PKG_CFLAGS) >$@.log 2>&1 || { grep -A2 ': error:' $@.log; exit 1; }
	@touch $@
layers: ## who includes whom
	@tests/lint/layers
format: ## rewrite every C file as clang-format says
	@.ci/deps lint
	@tests/lint/format -i
format-check: ## say what `make format` would change
	@tests/lint/format
install: all ## to $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	for page in $(MAN); do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit; done
	for page in $$(find $(O)/man -name '*.1'); do install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/$${page#$(O)/} || exit; done
	install -D -m 644 protocol/SPEC.md $(DESTDIR)$(PREFIX)/share/doc/verbund/SPEC.md
	install -D -m 644 cli/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/verbund
	for mo in $(MO:$(O)/%=%); do install -D -m 644 $(O)/$$mo $(DESTDIR)$(PREFIX)/share/$$mo || exit; done
clean: ## remove all output
	rm -rf build build-san build-fuzz build-lint
deps: ## install the packages that building and testing need
	@.ci/deps build test servers
help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' Makefile | awk -F '|' '{ printf "%-13s %s\n", $$1, $$2 }'
-include $(shell find $(wildcard $(O)/obj $(O)/linted) -name '*.d' 2>/dev/null)
