# What the lint scripts share: which files there are, their text with and without comments, complaints.
package Source;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(files text code complain finish line_at matches);

my $complaints = 0;

# The files of the tree whose path fits the pattern, sorted: what git knows or would add; outside a git work
# tree everything but build output and hidden folders.
sub files {
	my ($pattern) = @_;
	my @all = -e '.git' ? split(/\0/, `git ls-files -coz --exclude-standard`)
		: map { s{^\./}{}r } split(/\0/, `find . -name '.?*' -prune -o -name 'build*' -prune -o -type f -print0`);
	return sort grep { $_ =~ $pattern && -f $_ } @all;
}

sub text {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	local $/;
	return scalar(<$in>) // '';
}

sub blank { return $_[0] =~ s/[^\n]/ /gr }

# The text of a C file with comments and the insides of strings blanked; every position and line stays.
sub code {
	my $text = text(@_);
	$text =~ s{(/\*.*?\*/|//[^\n]*)|("|')((?:\\.|(?!\2).)*)\2}
		{defined $1 ? blank($1) : $2 . blank($3) . $2}gse;
	return $text;
}

sub line_at {
	my ($text, $position) = @_;
	return 1 + (substr($text, 0, $position) =~ tr/\n//);
}

# Every match of a pattern in a text as [line, matched text].
sub matches {
	my ($text, $pattern) = @_;
	my @found;
	push @found, [line_at($text, $-[0]), $&] while $text =~ /$pattern/g;
	return @found;
}

sub complain {
	my ($file, $line, $what) = @_;
	$complaints++;
	print $line ? "$file:$line: $what\n" : "$file: $what\n";
}

# The exit status of the script.
sub finish { return $complaints ? 1 : 0 }

1;
