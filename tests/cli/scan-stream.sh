# scan-stream.sh: what a scanner typed is brought back to what the clinic printed
. "$TEST_SRCDIR/tests/cli/prelude"
reference spec/examples/jahis/scanner/s04_serial_per_symbol_crlf_suffix_rx07.bin
jahis=$YAGEN_SHARED/spec/examples/jahis
run 0 scan "$ref"
cmp -s "$tmp/out" "$jahis/rx07_long_multisymbol.csv" || fail "bytes differ"
run 65 scan "$jahis/scanner/s06_serial_out_of_order_rx07.bin"
empty out
