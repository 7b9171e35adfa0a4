# check-scanner.sh: check undoes the known habits of scanners and refuses what would need guessing
. "$TEST_SRCDIR/tests/cli/prelude"
reference spec/examples/jahis/scanner/s01_serial_raw_rx01.bin
dir=$YAGEN_SHARED/spec/examples/jahis/scanner
run 2 check --as-of 2026-11-21 "$ref"
for s in s02_wedge_utf8_lf_rx01.txt s03_wedge_utf8_doubled_newlines_rx01.txt s05_hexdump_rx01.txt s08_wedge_cr_only_rx01.bin \
	 s04_serial_per_symbol_crlf_suffix_rx07.bin; do
	run 2 check --as-of 2026-11-21 "$dir/$s"
done
for s in s06_serial_out_of_order_rx07.bin s07_not_jahis_eprescription_slip.txt; do
	run 65 check --as-of 2026-11-21 "$dir/$s"
	empty out
	[ -s "$tmp/err" ] || fail "$s: nothing said"
done
