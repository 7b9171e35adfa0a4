# src/cli: an ordinary user of the public header
src_cli_yagen_SOURCES = \
	src/cli/cli.c \
	src/cli/cli.h \
	src/cli/cmd_anonymise.c \
	src/cli/cmd_audit.c \
	src/cli/cmd_backup.c \
	src/cli/cmd_bench.c \
	src/cli/cmd_case.c \
	src/cli/cmd_case_dispense.c \
	src/cli/cmd_case_hand.c \
	src/cli/cmd_check.c \
	src/cli/cmd_convert.c \
	src/cli/cmd_drug.c \
	src/cli/cmd_impact.c \
	src/cli/cmd_keys.c \
	src/cli/cmd_outbox.c \
	src/cli/cmd_pack.c \
	src/cli/cmd_replay.c \
	src/cli/cmd_rules.c \
	src/cli/cmd_scan.c \
	src/cli/cmd_setup.c \
	src/cli/cmd_sign.c \
	src/cli/cmd_store.c \
	src/cli/cmd_tables.c \
	src/cli/cmd_terminal.c \
	src/cli/config.c \
	src/cli/desk.c \
	src/cli/desk.h \
	src/cli/main.c \
	src/cli/ops.c \
	src/cli/ops.h \
	src/cli/options.c \
	src/cli/options.h \
	src/cli/out.c \
	src/cli/out.h \
	src/cli/out_findings.c \
	src/cli/out_text.c
src_cli_yagen_LDADD = libyagen.la libygleaf.la $(DEPS_LIBS) $(SCAN_LIBS) $(QRENCODE_LIBS) $(PDF_LIBS) $(PCSC_LIBS) $(SIGN_LIBS)
src_cli_yagen_LDFLAGS = $(AM_LDFLAGS) -static
dist_man_MANS = docs/man/yagen.1 docs/man/yagen.conf.5
