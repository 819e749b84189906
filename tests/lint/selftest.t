#!/usr/bin/perl
# Each lint script is shown a small tree that breaks one rule and must find just that; and a good one, where it
# must find nothing. A check that cannot fail checks nothing.
use strict;
use warnings;
use Cwd 'getcwd';
use File::Basename 'dirname';
use File::Path 'make_path';
use File::Temp 'tempdir';
use Test::More;

my $lint = getcwd() . '/tests/lint';

# Writes the files of a scene into an empty folder; returns it.
sub plant {
	my (%files) = @_;
	my $top = tempdir(CLEANUP => 1);
	for my $file (sort keys %files) {
		make_path(dirname("$top/$file"));
		open my $out, '>', "$top/$file" or die "$file: $!\n";
		print $out $files{$file};
		close $out or die "$file: $!\n";
		chmod 0755, "$top/$file" if $files{$file} =~ /^#!/;
	}
	return $top;
}

sub text_of {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	local $/;
	return scalar(<$in>);
}

# Runs a script in the folder. Returns its exit status and what it said.
sub run {
	my ($top, $script, @arguments) = @_;
	my $said = qx(cd '$top' && '$lint/$script' @arguments 2>&1);
	return ($? >> 8, $said);
}

sub finds {
	my ($script, $what, $files, @arguments) = @_;
	my ($status, $said) = run(plant(%$files), $script, @arguments);
	my ($name) = map { s/\n/ /gr } "$script finds: $what";
	like($said, $what, $name);
	isnt($status, 0, "$name, and fails");
}

sub passes {
	my ($script, $name, $files, @arguments) = @_;
	my ($status, $said) = run(plant(%$files), $script, @arguments);
	is($status, 0, "$script lets pass: $name") or diag $said;
}

# A header that breaks no rule, with the lines given in it.
sub header {
	my ($path, @lines) = @_;
	my $guard = 'VB_' . (uc($path) =~ s/\W/_/gr);
	return join "\n", "/* noun: what it is,", ' * its invariants, who calls it,', ' * who it may call. Pure. */',
		"#ifndef $guard", "#define $guard", '', @lines, '', '#endif', '';
}

subtest layers => sub {
	my %ground = map { $_ => header($_) } qw(protocol/err.h protocol/bytes.h protocol/entry.h protocol/link.h store/env.h
		protocol/peer/frame.h protocol/space/space.h daemon/core/admit.h daemon/sync/serve.h daemon/log.h
		daemon/node.h bridges/render/html.h bridges/bridge.h tests/tap.h protocol/kinds/paper.h);
	my $try = sub { my ($file, $line) = @_; return { %ground, $file => "$line\n" } };
	passes('layers', 'downward', $try->(@$_)) for
		['protocol/bytes.c', '#include "protocol/err.h"'], ['store/logs.c', '#include "protocol/bytes.h"'],
		['daemon/admit.c', '#include "store/env.h"'], ['cli/cmd_peer.c', '#include "protocol/link.h"'],
		['cli/cmd_peer.c', '#include "bridges/render/html.h"'], ['bridges/mail.c', '#include "bridges/bridge.h"'],
		['protocol/crypt.c', '#include <sodium.h>'], ['store/env.c', '#include <lmdb.h>'], ['protocol/link.c', '#include <sys/socket.h>'],
		['protocol/kind.c', '#include "protocol/kinds/paper.h"'], ['protocol/space/roster.c', '#include "protocol/peer/frame.h"'],
		['daemon/sync/serve.c', '#include "daemon/core/admit.h"'], ['daemon/core/admit.c', '#include "daemon/log.h"'], ['tests/unit/test_x.c', '#include "daemon/node.h"'];
	finds('layers', qr{may not include}, $try->(@$_)) for
		['protocol/bytes.c', '#include "store/env.h"'], ['protocol/sync.c', '#include "protocol/link.h"'],
		['protocol/entry.c', '#include "protocol/kinds/paper.h"'], ['protocol/kinds/paper.c', '#include "daemon/node.h"'],
		['store/logs.c', '#include "daemon/node.h"'], ['daemon/admit.c', '#include "protocol/link.h"'],
		['cli/cmd_peer.c', '  # include "store/env.h"'], ['cli/cmd_peer.c', '#include "daemon/node.h"'],
		['bridges/mail.c', '#include "store/env.h"'], ['bridges/render/pdf.c', '#include "bridges/bridge.h"'],
		['daemon/node.c', '#include "tests/tap.h"'], ['store/logs.c', '#include <sodium.h>'], ['daemon/node.c', '#include <lmdb.h>'],
		['protocol/ipc.c', '#include <msgpack.h>'], ['daemon/node.c', '#include <czmq.h>'], ['cli/out.c', '#include <jansson.h>'],
		['protocol/hlc.c', '#include <time.h>'], ['protocol/hlc.c', '#include <sys/stat.h>'], ['store/env.c', '#include <pthread.h>'],
		['store/env.c', '#include <netinet/in.h>'], ['protocol/peer/frame.c', '#include "protocol/space/space.h"'],
		['protocol/merge/merge.c', '#include "protocol/peer/frame.h"'], ['protocol/entry.c', '#include "protocol/peer/frame.h"'],
		['daemon/core/admit.c', '#include "daemon/sync/serve.h"'], ['daemon/wire/wire.c', '#include "daemon/core/admit.h"'];
	finds('layers', qr{does not exist}, $try->('protocol/bytes.c', '#include "err.h"'));
	finds('layers', qr{entry\.h stands above protocol/bytes}, $try->('protocol/bytes.c', '#include "protocol/entry.h"'));
	finds('layers', qr{circle: store/a -> store/b -> store/a}, { 'store/a.h' => '', 'store/b.h' => '',
		'store/a.c' => qq(#include "store/b.h"\n), 'store/b.c' => qq(#include "store/a.h"\n) });
	finds('layers', qr{circle: store/a -> store/b -> store/c -> store/a}, { 'store/a.h' => qq(#include "store/b.h"\n),
		'store/b.h' => qq(#include "store/c.h"\n), 'store/c.h' => qq(#include "store/a.h"\n) });
	passes('layers', 'one noun in two files', { 'store/a.h' => '', 'store/b.h' => qq(#include "store/a.h"\n),
		'store/a.c' => qq(#include "store/a.h"\n), 'store/b.c' => qq(#include "store/a.h"\n) });
};

subtest headers => sub {
	my $try = sub { my @lines = @_; return { 'store/x.h' => header('store/x.h', @lines) } };
	my $comment = '/* Does it. */';
	passes('headers', 'all kinds of declarations', $try->($comment, 'int x_get(int a);', $comment,
		'static inline int x_one(void)', '{', "\tif (1) { return 1; }", "\treturn 2;", '}', 'struct x {', "\tint (*call)(int a);", '};',
		'enum y { A = (1), B };', 'typedef int (*x_on_end)(int status);', '#define X(a) f(a); \\', "\tg(a);", $comment,
		'int x_two(int a,', '          int b) __attribute__((nonnull(1)));', '_Static_assert(sizeof(int) == 4, "int");',
		'extern const int x_numbers[4];'));
	finds('headers', qr{store/x\.h:8: x_put has no comment}, $try->('', 'int x_put(int a);'));
	finds('headers', qr{x_put has no comment}, $try->($comment, '', 'int x_put(int a);'));
	finds('headers', qr{x_put has no comment}, $try->($comment, 'int x_get(int a);', 'int x_put(int a);'));
	finds('headers', qr{x_put has no comment}, $try->('static inline int x_put(int a)', '{', "\treturn a;", '}'));
	finds('headers', qr{x_put has no comment}, $try->('VB_MUST struct hash', '*x_put(int (*a)(void));'));
	finds('headers', qr{2\d\d lines}, $try->(map { "extern int x_$_;" } 1 .. 200));
	my $long = join "\n", '/* x: a', ' * b', ' * length: one table */', '#ifndef VB_STORE_X_H', '#define VB_STORE_X_H', (map { "extern int x_$_;" } 1 .. 200), "#endif\n";
	passes('headers', 'a long table', { 'store/x.h' => $long });
	finds('headers', qr{no comment of at least}, { 'store/x.h' => "/* x */\n#ifndef VB_STORE_X_H\n#define VB_STORE_X_H\n#endif\n" });
	finds('headers', qr{no guard}, { 'store/x.h' => "/* x: a\n * b\n * c */\nextern int x;\n" });
};

subtest banned => sub {
	my $try = sub { return { ($_[1] // 'daemon/x.c') => "/* x */\nvoid f(void)\n{\n\t$_[0]\n}\n" } };
	passes('banned', $_->[0], $try->(@$_)) for ['snprintf(a, 1, "strcpy(a, b) // TODO");'], ['goto out;'], ["goto out;\nout:\n\treturn;"],
		['/* http://example.org, strtok(a) */'], ['mdb_get(a);', 'store/env.c'], ['switch (a) {\ncase X:\n\tbreak;\ndefault:\n\tbreak;\n}'],
		['crypto_sign(a);', 'protocol/crypt.c'], ['msgpack_unpack_next(a);', 'tests/fuzz/fuzz_pack.c'], ['x = a ? b : c;'],
		["#define ROW(a) { a, \\\n\t\"return\" }"], ['strtok_r(a, b, c);'], ['my_rand(3);'], ['srandom_state = 1;'];
	finds('banned', $_->[1], $try->($_->[0], $_->[2])) for ['sprintf(a, b);', qr{4: `sprintf}], ['strcpy(a, b);', qr{strcpy}],
		['strcat (a, b);', qr{strcat}], ['gets(a);', qr{gets}], ['strtok(a, b);', qr{strtok}], ['n = atoi(a);', qr{atoi}],
		['n = rand();', qr{rand}], ['gmtime(&t);', qr{gmtime}], ['mktemp(a);', qr{mktemp}], ['alloca(n);', qr{alloca}],
		['system(a);', qr{system}], ['mdb_put(a);', qr{only store/env}], ['sodium_init();', qr{only protocol/crypt}],
		['randombytes_buf(a, 1);', qr{only protocol/crypt}, 'store/x.c'], ['msgpack_pack_int(a, 1);', qr{only protocol/pack}],
		['msgpack_unpack_next(a);', qr{gigabytes}, 'protocol/pack.c'], ['zmsg_decode(a);', qr{hostile}, 'daemon/wire.c'],
		['zmq_send(a);', qr{only daemon/loop}], ['json_object();', qr{only cli/json}, 'cli/out.c'], ['goto fail;', qr{label}],
		["out:\n\treturn;\nfail:\n\treturn;", qr{label}], ['longjmp(a, 1);', qr{longjmp}], ['// remark', qr{comments are}],
		['f("a"); // remark', qr{comments are}], ['/* TODO: more */', qr{unfinished}], ['/* not implemented */', qr{unfinished}],
		["#if 0\n#endif", qr{dead code}], ["#define TRY(a) \\\n\tif (a) return", qr{hidden}], ['#ifdef NDEBUG', qr{asserts}];
};

subtest length => sub {
	my $function = sub { return join "\n", "static int f(int a)", '{', ("\ta++;") x $_[0], "\treturn a;", '}', '' };
	my $lines = sub { return join "\n", map { "int x$_;" } 1 .. $_[0] };
	passes('length', 'sixty lines', { 'store/x.c' => $function->(56) });
	passes('length', 'an exempt function', { 'store/x.c' => "/* Which handler.\n * length: one flat switch */\n" . $function->(80) });
	passes('length', 'an exempt file', { 'store/x.c' => "/* x: the table.\n * length: one table */\n" . $lines->(700) });
	finds('length', qr{x\.c:1: f has 61 lines}, { 'store/x.c' => $function->(57) });
	finds('length', qr{f has 84 lines}, { 'store/x.c' => "/* length: not here */\n\n" . $function->(80) });
	finds('length', qr{f has 84 lines}, { 'store/x.c' => "/* length: one flat switch */\nint g(void);\n" . $function->(80) });
	finds('length', qr{601 lines}, { 'store/x.c' => $lines->(601) . "\n" });
	finds('length', qr{h\.h:1: f has 84 lines}, { 'store/h.h' => $function->(80) });
};

subtest tree => sub {
	my %good = ('store/README.md' => "# store\n", 'store/x.c' => "int x;\n", 'store/main.c' => '', 'README.md' => "# x\n",
		'daemon/main.c' => '', 'daemon/README.md' => '', 'tests/README.md' => '', 'tests/unit/test_x_order.c' => '', 'tests/blackbox/01-start.t' => "#!/bin/sh\n");
	passes('tree', 'a good tree', \%good);
	finds('tree', qr{notes/x: does not belong}, { %good, 'notes/x' => '' });
	finds('tree', qr{Todo\.txt: does not belong}, { %good, 'Todo.txt' => '' });
	passes('tree', 'a file tested elsewhere', { %good, 'daemon/wire.c' => "/* wire: tested by tests/blackbox/01-start.t. */\n" });
	finds('tree', qr{wire\.c: has no test}, { %good, 'daemon/wire.c' => "/* wire: tested by tests/blackbox/09-none.t. */\n" });
	finds('tree', qr{order\.c: has no test}, { %good, 'protocol/kinds/order.c' => "", 'protocol/README.md' => '' });
	finds('tree', qr{has the name of}, { %good, 'daemon/x.c' => '' });
	finds('tree', qr{cli/README\.md: is missing}, { %good, 'cli/main.c' => '' });
	finds('tree', qr{41 lines}, { %good, 'store/README.md' => "a\n" x 41 });
	finds('tree', qr{not executable}, { %good, 'tests/blackbox/02-pair.t' => "ok\n" });
	finds('tree', qr{x\.c:1: a path of one machine}, { %good, 'store/x.c' => "/* see /$_/x */\n" }) for qw(root work tmp/here);
};

subtest words => sub {
	my $head = qq(msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n);
	my $source = qq(void f(void)\n{\n\tputs(_("peer"));\n}\n);
	my $row = qq(#define T(X) X(NAME, 1, ERROR, "It broke.", "Mend it.")\n);
	my $po = sub { return join "\n", $head, map { qq(msgid "$_->[0]"\nmsgstr "$_->[1]"\n) } @_ };
	my $try = sub { return { 'cli/po/de.po' => $po->(@_), 'cli/out.c' => $source } };
	passes('words', 'no catalogue', { 'cli/out.c' => $source });
	passes('words', 'plain words', $try->(['peer', 'Partnerstelle, synchron, `verbund peer list`']));
	finds('words', qr{de\.po:6: a word of engineers: $_}, $try->(['peer', "Der $_ fehlt"])) for qw(Peer Node Sync Epoch Hash Steward Hashwert);
	finds('words', qr{a word of engineers: Peer}, $try->(['peer', qq(der "\n"Peer)]));
	finds('words', qr{not translated}, $try->(['peer', '']));
	finds('words', qr{fuzzy}, { 'cli/po/de.po' => $head . qq(#, fuzzy\nmsgid "peer"\nmsgstr "Stelle"\n), 'cli/out.c' => $source });
	finds('words', qr{no source has this text}, $try->(['peer', 'Stelle'], ['other', 'andere']));
	finds('words', qr{no translation of "peer"}, $try->(['other', 'andere']));
	my @rows = (['peer', 'Stelle'], ['It broke.', 'Es ist kaputt.']);
	finds('words', qr{no translation of "Mend it\."}, { %{ $try->(@rows) }, 'protocol/err.h' => $row });
	passes('words', 'the error table', { %{ $try->(@rows, ['Mend it.', 'Reparieren.']) }, 'protocol/err.h' => $row });
};

subtest symbols => sub {
	my %empty = map { ("$_.c" => '') } qw(protocol store render daemon);
	my $try = sub {
		my (%sources) = (%empty, @_);
		my $top = plant(map { ("src/$_" => $sources{$_}) } keys %sources);
		for my $library (qw(protocol store render daemon)) {
			my @objects;
			for my $source (grep { m{^$library} } sort keys %sources) {
				my $object = "$top/" . ($source =~ s{^.*/|\.c$}{}gr) . '.o';
				system('gcc', '-O2', '-D_FORTIFY_SOURCE=2', '-w', '-c', '-o', $object, "$top/src/$source") == 0 or die "gcc failed\n";
				push @objects, $object;
			}
			system('ar', 'rcs', "$top/lib$library.a", @objects) == 0 or die "ar failed\n";
		}
		return run($top, 'symbols', $top);
	};
	my $finds = sub {
		my ($what, @sources) = @_;
		my ($status, $said) = $try->(@sources);
		ok($status && $said =~ $what, "symbols finds: $what") or diag $said;
	};
	my ($status, $said) = $try->('protocol.c' => '#include <stdio.h>
		static const char *const names[] = { "a", "b" };
		const char *f(int i, char *to, int n) { snprintf(to, n, "%s", names[i]); return names[i]; }',
		'daemon/log.c' => 'static int level; int log_level(void) { return level++; }');
	is($status, 0, 'symbols lets pass: constants, snprintf, the log') or diag $said;
	$finds->(qr{protocol\.o\): calls time}, 'protocol.c' => '#include <time.h>' . "\nlong f(void) { return time(0); }");
	$finds->(qr{protocol\.o\): calls printf}, 'protocol.c' => '#include <stdio.h>' . "\nvoid f(int a) { printf(\"%d\", a); }");
	$finds->(qr{protocol\.o\): calls open}, 'protocol.c' => '#include <fcntl.h>' . "\nint f(char *a, int b) { return open(a, b); }");
	$finds->(qr{store\.o\): calls socket}, 'store.c' => '#include <sys/socket.h>' . "\nint f(void) { return socket(1, 1, 0); }");
	$finds->(qr{store\.o\): calls fprintf}, 'store.c' => '#include <stdio.h>' . "\nvoid f(int a) { fprintf(stderr, \"%d\", a); }");
	$finds->(qr{daemon\.o\): calls system}, 'daemon.c' => "int system(const char *);\nint f(void) { return system(\"a\"); }");
	$finds->(qr{keeps state between calls in count}, 'store.c' => 'static int count; int f(void) { return count++; }');
	$finds->(qr{keeps state between calls in count}, 'protocol.c' => 'int f(void) { static int count = 3; return count++; }');
	$finds->(qr{keeps state between calls in shared}, 'daemon.c' => 'int shared;');
};

subtest tools => sub {
	my $leak = "#include <stdlib.h>\nint f(int a)\n{\n\tchar *b = malloc(3);\n\tif (a)\n\t\treturn b[4];\n\tfree(b);\n\treturn 0;\n}\n";
	my %given = map { ("tests/lint/$_" => text_of("$lint/$_")) } qw(cppcheck.suppress);
	finds('cppcheck', qr{store/x\.c:6: error}, { 'store/x.c' => $leak, %given }, 'out');
	passes('cppcheck', 'a good file', { 'store/x.c' => "int x;\n", %given }, 'out');
	passes('cppcheck', 'bail does not return', { 'tests/x.c' => "_Noreturn void bail(const char *);\nint f(int *a)\n{\n\tif (!a)\n\t\tbail(\"a\");\n\treturn *a;\n}\n",
		%given }, 'out');
	finds('manual', qr{verbundd\.8:\d+:\d+: (WARNING|ERROR)}, { 'daemon/verbundd.8' => ".Dd \$Mdocdate\$\n.Dt VERBUNDD 8\n.Os\n.Sh NAME\n.Foo\n" });
	finds('manual', qr{verbund\.1:\d+:\d+: (WARNING|ERROR)}, { 'daemon/x.c' => '', 'out/man/de/man1/verbund.1' => ".Foo\n" }, 'out');
	passes('manual', 'no page', { 'cli/main.c' => '' });
	my $errors = sub { return { 'protocol/err.h' => "enum vb_exit {\n\tVB_EXIT_OK = 0,\n\tVB_EXIT_DENIED = 4\n};\n#define T(X) \\\n\tX(DENIED, 3002, DENIED, \"No.\", \"Ask.\")\n",
		'daemon/x.c' => "int f(void) { return VB_ERR_DENIED; }\n", 'tests/blackbox/01-x.t' => "refused 'x' 3002 4 true\n", @_ } };
	passes('errors', 'a black box test', $errors->());
	finds('errors', qr{err\.h:6: nothing reports DENIED}, $errors->('daemon/x.c' => "/* VB_ERR_DENIED */\n"));
	finds('errors', qr{err\.h:6: no test expects DENIED, VB-3002}, $errors->('tests/blackbox/01-x.t' => "refused 'x' 3001 4 true\n"));
	finds('errors', qr{err\.h:3: no black box test expects exit status 4}, $errors->('tests/blackbox/01-x.t' => "refused 'x' 3002 5 true\n"));
	passes('errors', 'a table of a black box test', $errors->('tests/blackbox/01-x.t' => "while read -r x; do y; done <<'END'\n3002 4 a b\nEND\n"));
	my $unit = sub { return $errors->('tests/blackbox/01-x.t' => "refused 'y' 3001 4 true\n", 'tests/unit/test_x.c' => $_[0]) };
	passes('errors', 'a unit test', $unit->("void t(void) { is_err(f(1), VB_ERR_DENIED, \"x\"); }\n"));
	passes('errors', 'a row of one', $unit->("static struct r rows[] = { { 1,\n\tVB_ERR_DENIED },\n};\n"));
	passes('errors', 'a helper of one', $unit->("static void wants(int e)\n{\n}\nvoid t(void) { wants(VB_ERR_DENIED); }\n"));
	finds('errors', qr{no test expects DENIED}, $unit->("int t(void) { return VB_ERR_DENIED; }\n"));
	finds('errors', qr{no test expects DENIED}, $unit->("void t(void) { answer(VB_ERR_DENIED); /* is_err(VB_ERR_DENIED) */ }\n"));
	my $style = text_of("$lint/../../.clang-format");
	finds('format', qr{x\.c:1}, { '.clang-format' => $style, 'store/x.c' => "int f (void)\n{ return 1; }\n" });
	passes('format', 'a good file', { '.clang-format' => $style, 'store/x.c' => "int f(void)\n{\n\treturn 1;\n}\n" });
};

subtest 'gcc -fanalyzer and clang-tidy' => sub {
	my $lint_files = sub {
		my $top = plant('store/x.c' => $_[0]);
		system('cp', "$lint/../../Makefile", "$lint/../../.clang-tidy", $top) == 0 or die "cp failed\n";
		my $said = qx(cd '$top' && make -k O=out lint-files 'LINTED=store/x.c' 2>&1);
		return ($? >> 8, $said);
	};
	my $head = "#include <stdlib.h>\n#include <string.h>\nint f(char *a);\n";
	my ($status, $said) = $lint_files->("${head}int f(char *a)\n{\n\treturn a[0];\n}\n");
	is($status, 0, 'a good file passes') or diag $said;
	($status, $said) = $lint_files->("${head}int f(char *a)\n{\n\tfree(a);\n\tfree(a);\n\treturn 0;\n}\n");
	ok($status && $said =~ /-Werror=analyzer-double-free/, 'gcc -fanalyzer finds a double free') or diag $said;
	($status, $said) = $lint_files->("${head}int f(char *a)\n{\n\treturn a[0] == 3 && a[0] == 3;\n}\n");
	ok($status && $said =~ /x\.c:\d+:\d+: error: .*misc-redundant-expression/, 'clang-tidy finds a doubled condition') or diag $said;
};

# How prove counts decides what "N passed, N failed" at the end of `make check` is worth.
subtest tally => sub {
	my @runs = (
		['1 0 0', 'ok 1 - a', '1..1'], ['1 1 0', 'ok 1 - a', 'not ok 2 - b', '1..2'], ['1 0 2', "ok 1\nok 2 # SKIP a\nok 3 # SKIP b", '1..3'],
		['1 1 0', 'ok 1 - died before the plan'], ['2 1 0', "ok 1\nok 2", '1..5'], ['0 0 1', '1..0 # SKIP no strace'],
		['1 0 0', 'not ok 1 - known # TODO later', '1..1'], ['0 1 0', ''], ['1 1 0', "ok 1\n1..1", 'exit 23'],
	);
	for my $run (@runs) {
		my ($want, @lines) = @$run;
		my $exit = $lines[-1] =~ /^exit/ ? pop @lines : 'exit 0';
		my $top = plant('a.t' => "#!/bin/sh\ncat <<X\n" . join("\n", @lines) . "\nX\n$exit\n");
		system("cd '$top' && TALLY=tally/a PERL5LIB='$lint/../../.ci' prove --harness Tally a.t >/dev/null 2>&1");
		is(`cat '$top/tally/a'`, "$want\n", "$want: " . join(' ', @lines) =~ s/\n/ /gr =~ s/#/-/gr);
	}
	my $top = plant('x/unit' => "3 0 1\n", 'x/sim' => "4 0 0\n", 'y/lint' => "2 1 0\n", 'z/none' => "0 0 0\n");
	my $sum = sub { my $said = qx(cd '$top' && '$lint/../../.ci/tally' @_); return ($? >> 8) . " $said" };
	is($sum->('x'), "0 7 passed, 0 failed, 1 skipped\n", 'sum of one folder');
	is($sum->('x', 'y'), "1 9 passed, 1 failed, 1 skipped\n", 'sum of two, one failed');
	is($sum->('x', 'gone'), "1 7 passed, 1 failed, 1 skipped\n", 'a folder without tallies is a failure');
	is($sum->('z'), "1 0 passed, 0 failed\n", 'nothing run is no success');
};

subtest replay => sub {
	my $target = qq(#include "tests/fuzz/fuzz.h"\n#include <stdlib.h>\nint LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)\n)
		. "{\n\tif (size > 0 && data[0] == 'b')\n\t\tabort();\n\treturn 0;\n}\n";
	my $top = plant('x.c' => $target, 'good/1' => "a\n", 'good/2' => '', 'bad/1' => "a\n", 'bad/2' => "b\n", 'bad/3' => "a\n", 'bad/4' => "b\n");
	mkdir "$top/none";
	system("gcc -D_DEFAULT_SOURCE -I. -o '$top/x' '$top/x.c' tests/fuzz/replay.c tests/tap.c") == 0 or die "gcc failed\n";
	is(qx(cd '$top' && ./x good; echo \$?), "ok 1 - good holds inputs\nok 2 - 1\nok 3 - 2\n"
		. "ok 4 - good: the last process ended well and leaked nothing\n1..4\n0\n", 'every input of a folder is fed');
	my $said = qx(cd '$top' && ./x bad; echo \$?);
	is(join(' ', $said =~ /^((?:not )?ok \d+)/mg), 'ok 1 ok 2 not ok 3 ok 4 not ok 5 not ok 6', 'each input that aborts is found');
	like($said, qr{^not ok 5 - bad/4$}m, 'and named');
	like(qx(cd '$top' && ./x none; echo \$?), qr{^not ok 1.*^1$}ms, 'an empty folder is a failure');
};

subtest limits => sub {
	my $header = "#define VB_A_MAX 4u /* of these */\n#define VB_B_BYTES 5u /* (part) of the other */\n";
	my $test = "/* limit VB_A_MAX */\nstatic void test(void)\n{\n\tis_err(f(4), 0, \"n\");\n\tis_err(f(5), 1, \"n + 1\");\n}\n";
	passes('limits', 'a limit with its test', { 'protocol/limits.h' => $header, 'tests/unit/test_a.c' => $test });
	finds('limits', qr{limits\.h:1: no test has the line "limit VB_A_MAX"}, { 'protocol/limits.h' => $header, 'tests/unit/test_a.c' => "int main(void)\n{\n}\n" });
	finds('limits', qr{test_a\.c:1: no check follows}, { 'protocol/limits.h' => $header, 'tests/unit/test_a.c' => $test =~ s/^\tis_err.*\n//mgr });
	finds('limits', qr{test_a\.c:1: VB_C_MAX is no limit}, { 'protocol/limits.h' => $header, 'tests/unit/test_a.c' => "/* limit VB_C_MAX */\n$test" });
};

subtest all => sub {
	my $top = plant(map { ("tests/lint/$_" => "#!/bin/sh\ntest $_ != banned || { echo found it; exit 1; }\n") }
		qw(layers headers banned length tree words manual errors limits format symbols cppcheck));
	my $said = qx(cd '$top' && MAKE=true '$lint/all' build 2>&1);
	isnt($? >> 8, 0, 'all fails when one check does');
	like($said, qr{^not ok 3 - banned.*\n# found it$}m, 'and says which and why');
	is(scalar(() = $said =~ /^ok /mg), 12, 'and runs the others');
	like($said, qr{^1\.\.13$}m, 'and all of them');
};

done_testing();
