# config.sh: yagen.conf: every fault at once, who wins over whom, and a broken file is never half obeyed
. "$TEST_SRCDIR/tests/cli/prelude"
unset YAGEN_CONFIG
cat >"$tmp/bad" <<'END'
store = relative/path
storre = /x
[log]
level = loud
[nowhere]
END
run 65 check --lang en --config "$tmp/bad" --as-of $day "$data/rx.csv"
empty out
has err "$tmp/bad:1: error"
has err "$tmp/bad:2: error: unknown key storre"
has err "$tmp/bad:4: error"
has err "$tmp/bad:5: error"
run 66 check --config "$tmp/none" --as-of $day "$data/rx.csv"
# a directory is no file
run 74 check --config "$tmp" --as-of $day "$data/rx.csv"

# option over environment over file
printf 'store = %s\n' "$tmp/file.db" >"$tmp/conf"
YAGEN_CONFIG=$tmp/conf
export YAGEN_CONFIG
run 0 case new "$data/rx.csv"
[ -f "$tmp/file.db" ] && [ -f "$tmp/file.db.keys" ] || fail "the store of the file"
YAGEN_STORE=$tmp/env.db
export YAGEN_STORE
run 0 case new "$data/rx.csv"
[ -f "$tmp/env.db" ] || fail "the store of the environment"
run 0 case new --store "$tmp/option.db" "$data/rx.csv"
[ -f "$tmp/option.db" ] || fail "the store of the option"
unset YAGEN_STORE
printf 'storre = /x\n' >"$tmp/conf2"
run 65 case list --config "$tmp/conf2"

# folders of the file: instead of the built-in ones, and instead of the file's editions, not of a nearer word
tables
sed 's/^id=.*/id=from-the-file/' "$tmp/rules/EDITION" >"$tmp/x" && cp "$tmp/x" "$tmp/rules/EDITION"
printf 'master = %s\nrules = %s\neditions = %s\n' "$tmp/drugmaster" "$tmp/rules" "$tmp/none" >"$tmp/conf"
run 2 check --format json --as-of $day "$data/rx.csv"
has out '"id": "from-the-file"'
run 2 check --format json --as-of $day --rules "$TEST_SRCDIR/rules" "$data/rx.csv"
hasnt out '"id": "from-the-file"'
run 78 check --as-of $day --editions "$tmp/none" "$data/rx.csv"
has err editions-none
# an import never lands in the folder of the file by itself
run 64 tables import --kind hot "$data/rx.csv"

# the overlay of the file
printf 'rule,severity,enabled,reason,by,date\n' >"$tmp/site.csv"
printf 'overlay = %s\n' "$tmp/none.csv" >"$tmp/conf"
run 66 check --as-of $day "$data/rx.csv"

# the pharmacy of the file stands in what is handed over
printf 'store = %s\n[pharmacy]\nname = 例示薬局 本店\nprefecture = 13\ncode = 1234567\naddress = 東京都架空区１－１\nphone = 03-0000-0009\n' "$tmp/p.db" >"$tmp/conf"
at="--at 2026-06-01T01:00:00Z --by p1"
run 0 case new $at --history "$data/notebook-other.csv" "$data/rx.csv"
id=$(head -n 1 "$tmp/out")
run 0 case check $at --as-of $day "$id"
run 0 case dispense $at --as-prescribed "$id"
run 0 case print $at --kind cj1 "$id"
has out 例示薬局
has out 1234567
