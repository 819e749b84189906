#!/usr/bin/perl
# A cable that can be pulled: passes TCP from one port of this machine to another until it is killed.
# usage: relay.pl LISTEN-PORT TARGET-PORT
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($listen_port, $target_port) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $listen_port, Listen => 16, ReuseAddr => 1)
	or die "relay: port $listen_port: $!\n";
my $all = IO::Select->new($server);
my %other;

sub hang_up {
	my ($end) = @_;
	for my $socket (grep { defined } $end, delete $other{$end}) {
		delete $other{$socket};
		$all->remove($socket);
		close $socket;
	}
}

while (1) {
	for my $ready ($all->can_read) {
		if ($ready == $server) {
			my $from = $server->accept or next;
			my $to = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $target_port) or next;
			($other{$from}, $other{$to}) = ($to, $from);
			$all->add($from, $to);
			next;
		}
		my $to = $other{$ready} or next;
		my $got = sysread $ready, my $bytes, 65536;
		hang_up($ready), next unless $got;
		for (my $at = 0; $at < $got;) {
			my $sent = syswrite $to, $bytes, $got - $at, $at;
			hang_up($ready), last unless $sent;
			$at += $sent;
		}
	}
}
