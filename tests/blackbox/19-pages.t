#!/bin/bash
# Documents as programs of others see them: PDF by poppler (text in its order, structure, fonts, the pixels of the page) and
# qpdf-like checks of pdfinfo, HTML by a parser of Python. The samples are tests/unit/sitting.c's.
. "$(dirname "$0")/lib.sh"

for sample in letter public long rtl hostile paper; do
	for format in text html pdf; do
		ok "$sample: $format" eval "'$BUILD/blackbox/renderer' $sample $format >'$base/$sample.$format'"
	done
	pdftotext -layout "$base/$sample.pdf" "$base/$sample.layout"
	pdftotext "$base/$sample.pdf" "$base/$sample.words"
	ok "$sample: poppler reads it without a complaint" eval "pdfinfo '$base/$sample.pdf' 2>&1 >/dev/null | { ! grep .; }"
	is "$sample: the same again" "$("$BUILD/blackbox/renderer" $sample pdf | sha256sum)" "$(sha256sum <"$base/$sample.pdf")"
	# What cannot be embedded would be missing on another computer.
	is "$sample: every font is in it, with its letters as text" \
		"$(pdffonts "$base/$sample.pdf" | sed 1,2d | awk '{ print $(NF-4), $(NF-2) }' | sort -u)" "yes yes"
done

# ---- the letter ----
info=$(pdfinfo "$base/letter.pdf")
like 'its title' "$info" '^Title: +Einladung: 3\. Sitzung$'
like 'its author' "$info" '^Author: +Hansestadt Lübeck$'
like 'its date, as given' "$info" '^CreationDate: +Tue Nov 10 17:00:00 2026 UTC$'
like 'A4' "$info" 'A4'
like 'it is tagged' "$info" '^Tagged: +yes$'
ok 'its language' grep -qa '/Lang (de)' "$base/letter.pdf"
is 'one page' "$(awk '/^Pages/ { print $2 }' <<<"$info")" 1
structure=$(pdfinfo -struct "$base/letter.pdf")
is 'headings and tables' "$(grep -oE '\b(H1|H2|Table|TR)\b' <<<"$structure" | sort | uniq -c | tr -s ' \n' ' ')" ' 1 H1 1 H2 12 TR 2 Table '

# Places in millimetres, from the boxes of the words.
pdftotext -bbox "$base/letter.pdf" "$base/letter.bbox"
place() { sed -nE "s|.*xMin=\"([0-9.]+)\" yMin=\"([0-9.]+)\" xMax=\"([0-9.]+)\" yMax=\"([0-9.]+)\">$1</word>.*|\\1 \\2 \\3 \\4|p" "$base/letter.bbox" | head -n 1 | awk '{ m = 25.4 / 72; print $1 * m, $2 * m, $3 * m, $4 * m }'; }
within() { ok "$1" awk "BEGIN { exit !($3 >= $4 && $3 <= $5) }" || diag "$2: $3"; }
read -r left top _ _ <<<"$(place Forum)"
within 'the address begins in the window, on the left' left "$left" 24 27
within 'below the line of the sender' top "$top" 62 66
read -r _ _ _ bottom <<<"$(place 23552)"
within 'and ends in it' bottom "$bottom" 70 90
read -r _ top _ _ <<<"$(place Einladung:)"
within 'the text begins where DIN 5008 has it' top "$top" 97 105
read -r left _ _ _ <<<"$(place Zeichen)"
within 'the block of information is on the right' left "$left" 125 150
# The marks at 105, 148.5 and 210 mm are black in the picture of the page (300 pixels an inch: 11.81 a millimetre).
pdftoppm -r 300 -gray "$base/letter.pdf" "$base/page"
# dark X Y [HEIGHT]: whether a pixel is dark at x mm, within half a millimetre around y, or from y on over a height.
dark() { perl -e 'open my $f, "<:raw", $ARGV[0] or die; local $/; $_ = <$f>; /^P5\s(\d+)\s(\d+)\s255\s/ or die; my ($w, $at) = ($1, $+[0]);
	my ($x, $y, $height) = @ARGV[1 .. 3];
	my ($from, $to) = defined $height ? ($y, $y + $height) : ($y - 0.5, $y + 0.5);
	($x, $from, $to) = map { int($_ * 300 / 25.4) } $x, $from, $to;
	for my $y ($from .. $to) { exit 0 if ord(substr $_, $at + $y * $w + $x, 1) < 160 } exit 1' "$base"/page-1.pgm "$@"; }
for mark in 105 148.5 210; do
	ok "a mark at $mark mm" dark 7 "$mark"
done
ok 'none elsewhere' no dark 7 120 20

# ---- texts and their order ----
flat=$(tr -s ' \n' '  ' <"$base/letter.words")
like 'what is said, in its order' "$flat" 'Hansestadt Lübeck .*Forum für Migrantinnen und Migranten .*23552 Lübeck .*10\. November 2026.*Einladung: 3\. Sitzung.*Gremium.*Steuerungsgruppe Integration.*18:00 bis 20:00 Uhr \(MEZ\).*Tagesordnung.*Ö ?1 .*Begrüßung.*Ö ?2 .*Berichte.*N ?1 .*Bewerbung.*Verschiedenes.*Mit freundlichen Grüßen'
ok 'Arabic can be searched' grep -q 'أمينة' "$base/letter.words"
ok 'Ukrainian can be searched' grep -q 'Засідання інтеграційної ради' "$base/letter.words"
for format in layout html text; do
	ok "for the public ($format): the hidden item by its number" grep -q 'TOP N 1 (nichtöffentlich)' "$base/public.$format"
	ok "for the public ($format): and nothing of it" no grep -qiE 'geheim|N 1\.1' "$base/public.$format"
done
ok 'nor in the bytes of the document' no grep -qai geheim "$base/public.pdf"

# ---- many pages ----
pages=$(pdfinfo "$base/long.pdf" | awk '/^Pages/ { print $2 }')
ok 'ninety items need some pages' [ "$pages" -ge 4 ]
for ((page = 1; page <= pages; page++)); do
	text=$(pdftotext -layout -f $page -l $page "$base/long.pdf" -)
	like "page $page has its number" "$text" "Seite $page von $pages"
	[ $page -eq 1 ] || like "page $page has the title" "$(head -n 3 <<<"$text")" 'Einladung: 3\. Sitzung'
	! grep -qE '^ *Ö ?[0-9]' <<<"$text" || like "page $page has the head of the table" "$text" 'TOP +Gegenstand +Min\.'
done
is 'every item once, in order' "$(grep -oE '^ *Ö ?[0-9]+' "$base/long.layout" | tr -d ' Ö' | tr '\n' ' ')" "$(seq -s ' ' 90) "

# ---- a paper ----
flat=$(tr -s ' \n' '  ' <"$base/paper.words")
like 'row 11: the headings of the form in their order' "$flat" \
	'Verantwortliche Bereiche .*Bearbeitung .*Beratungsfolge .*Anlass .*Beschlussvorschlag .*Verfahren .*Beteiligte Bereiche.*Ergebnis .*§ 47 f GO.*Begründung .*Die Maßnahme ist.*Finanzielle Auswirkungen.*Bericht .*Anlagen '
ok 'row 11: Arabic and Cyrillic names can be searched' eval "grep -q 'أمينة' '$base/paper.words' && grep -q 'Оксана Коваленко' '$base/paper.words'"
like 'row 11: nobody ticked a box, and none is' "$(tr -s ' \n' '  ' < <(pdftotext -layout "$base/paper.pdf" -))" 'Finanzielle \[ \] Ja Auswirkungen \[ \] Nein'
ok 'row 11: what is not public is in none of its forms' no grep -qai -e senatsberatung -e geheim "$base/paper.text" "$base/paper.html" "$base/paper.layout"
pdftoppm -r 50 -gray "$base/paper.pdf" "$base/paper-page"
# The picture of a page: the share of its pixels that are dark.
ink() { perl -0777 -ne '/^P5\s\d+\s\d+\s255\s/; my $p = substr $_, $+[0]; my $n = () = $p =~ /[\x00-\x60]/g; printf "%d", 1000 * $n / length $p' "$1"; }
ok 'row 11: text stands on both of its pages, and white around it' eval "for page in '$base'/paper-page-?.pgm; do share=\$(ink \$page) && [ \$share -ge 1 ] && [ \$share -le 200 ] || exit 1; done"

# ---- from right to left ----
pdftotext -bbox "$base/rtl.pdf" "$base/letter.bbox"
read -r number _ _ _ <<<"$(place TOP)"
read -r subject _ _ _ <<<"$(place Gegenstand)"
read -r minutes _ _ _ <<<"$(place Min.)"
ok 'columns go from right to left' awk "BEGIN { exit !($number > $subject && $subject > $minutes) }"

# ---- what strangers write ----
ok 'a name of 10,000 letters is whole' [ "$(tr -cd y <"$base/hostile.words" | wc -c)" -ge 20000 ]
like 'the rest of its address is in the window' "$(head -n 30 "$base/hostile.layout")" '23552 Lübeck'
like 'what follows it is there' "$(cat "$base/hostile.words")" Danach
ok 'no control character, no override' no grep -qP '\x1b|\x{202e}' "$base/hostile.text"
cat >"$base/judge.py" <<'PY'
import html.parser, sys
class Judge(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(); self.open = []; self.seen = set(); self.text = ''
    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        assert not any(k.startswith('on') or k in ('src', 'href', 'style') for k, _ in attrs), attrs
        if tag not in ('meta', 'br'): self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
    def handle_data(self, data): self.text += data
judge = Judge(); judge.feed(open(sys.argv[1], encoding='utf-8').read()); judge.close()
assert not judge.open and not judge.seen & {'script', 'img', 'link', 'iframe'}, judge.seen
assert sys.argv[2] in judge.text, judge.text
PY
ok 'HTML: a parser finds every element closed, nothing from elsewhere' python3 "$base/judge.py" "$base/hostile.html" '</td><script>alert(1)</script>'
ok 'HTML of the letter, too' python3 "$base/judge.py" "$base/letter.html" 'für den "Kurbetrieb Travemünde (KBT)"'

# ---- a machine without fonts ----
echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>' >"$base/none.conf"
refused 'without a font' 1340 1 env FONTCONFIG_FILE="$base/none.conf" "$BUILD/blackbox/renderer" letter pdf
