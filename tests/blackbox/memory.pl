#!/usr/bin/perl
# memory.pl PID TEXT...: how often each text stands in the memory of a process, as a core dump would have it; needs root.
use strict;
use warnings;
no warnings "portable"; # addresses have 64 bits

my ($pid, @texts) = @ARGV;
my %found = map { $_ => 0 } @texts;
open my $maps, '<', "/proc/$pid/maps" or die "maps: $!\n";
open my $mem, '<:raw', "/proc/$pid/mem" or die "mem: $!\n";
while (<$maps>) {
	my ($from, $to, $mode, $rest) = /^([0-9a-f]+)-([0-9a-f]+) (\S+) (.*)/ or next;
	next if $mode !~ /^r/ or $rest =~ /\[v(var|syscall|dso)/;
	# The store itself is mapped whole; its file is looked at as a file, and what is behind its end cannot be read.
	next if $rest =~ /data\.mdb/ and hex($to) - hex($from) > (1 << 32);
	my ($at, $tail) = (hex $from, '');
	while ($at < hex $to) {
		my $want = hex($to) - $at < 1 << 20 ? hex($to) - $at : 1 << 20;
		sysseek $mem, $at, 0 or last;
		my $got = sysread $mem, my $bytes, $want or last;
		$at += $got;
		my $all = $tail . $bytes;
		for my $text (@texts) {
			my $place = -1;
			while (($place = index $all, $text, $place + 1) >= 0) {
				$found{$text}++ if $place + length $text > length $tail;
				printf STDERR "%x %s %s: ...%s...\n", $at - $got + $place - length $tail, $mode, $rest, substr($all, $place > 16 ? $place - 16 : 0, 80) =~ s/[^ -~]/./gr if $ENV{WHERE};
			}
		}
		$tail = substr $all, -200;
	}
}
print "$_ $found{$_}\n" for @texts;
