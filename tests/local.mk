# tests/local.mk: unit tests in C, behaviours of the command line in sh. Exit 77 is a skip with its reason.
AM_TESTS_ENVIRONMENT = \
	YAGEN_SHARED="$${YAGEN_SHARED:-$(abs_top_srcdir)/../shared}"; export YAGEN_SHARED; \
	TEST_SRCDIR='$(abs_top_srcdir)'; export TEST_SRCDIR; \
	TEST_BUILDDIR='$(abs_top_builddir)'; export TEST_BUILDDIR; \
	YAGEN='$(abs_top_builddir)/yagen'; export YAGEN; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; \
	PKG_CONFIG='$(PKG_CONFIG)'; export PKG_CONFIG; \
	YAGEN_CACHE='$(abs_top_builddir)/cache'; export YAGEN_CACHE;
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = sh
TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(QRENCODE_CFLAGS)
TEST_LIBS = libyg.la $(DEPS_LIBS) $(SCAN_LIBS) $(QRENCODE_LIBS) $(PDF_LIBS) $(PCSC_LIBS) $(SIGN_LIBS)
EXTRA_DIST += tests/t.h tests/layers.txt
check_PROGRAMS += tests/unit/test_base_memory
TESTS += tests/unit/test_base_memory
tests_unit_test_base_memory_SOURCES = tests/unit/test_base_memory.c
tests_unit_test_base_memory_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_base_memory_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_base_values
TESTS += tests/unit/test_base_values
tests_unit_test_base_values_SOURCES = tests/unit/test_base_values.c
tests_unit_test_base_values_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_base_values_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_cli_exit
TESTS += tests/unit/test_cli_exit
tests_unit_test_cli_exit_SOURCES = tests/unit/test_cli_exit.c
tests_unit_test_cli_exit_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_cli_exit_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_cli_exit_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_codec_checkup
TESTS += tests/unit/test_codec_checkup
tests_unit_test_codec_checkup_SOURCES = tests/unit/test_codec_checkup.c
tests_unit_test_codec_checkup_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_checkup_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_detect
TESTS += tests/unit/test_codec_detect
tests_unit_test_codec_detect_SOURCES = tests/unit/test_codec_detect.c
tests_unit_test_codec_detect_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_detect_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_eps_csv
TESTS += tests/unit/test_codec_eps_csv
tests_unit_test_codec_eps_csv_SOURCES = tests/unit/test_codec_eps_csv.c
tests_unit_test_codec_eps_csv_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_eps_csv_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_eps_dispense
TESTS += tests/unit/test_codec_eps_dispense
tests_unit_test_codec_eps_dispense_SOURCES = tests/unit/test_codec_eps_dispense.c
tests_unit_test_codec_eps_dispense_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_eps_dispense_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_eps_xml
TESTS += tests/unit/test_codec_eps_xml
tests_unit_test_codec_eps_xml_SOURCES = tests/unit/test_codec_eps_xml.c
tests_unit_test_codec_eps_xml_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_eps_xml_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_jahis_rx
TESTS += tests/unit/test_codec_jahis_rx
tests_unit_test_codec_jahis_rx_SOURCES = tests/unit/test_codec_jahis_rx.c
tests_unit_test_codec_jahis_rx_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_jahis_rx_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_neutral_json
TESTS += tests/unit/test_codec_neutral_json
tests_unit_test_codec_neutral_json_SOURCES = tests/unit/test_codec_neutral_json.c
tests_unit_test_codec_neutral_json_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_neutral_json_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_oqs_xml
TESTS += tests/unit/test_codec_oqs_xml
tests_unit_test_codec_oqs_xml_SOURCES = tests/unit/test_codec_oqs_xml.c
tests_unit_test_codec_oqs_xml_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_oqs_xml_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_sweep_hist
TESTS += tests/unit/test_codec_sweep_hist
tests_unit_test_codec_sweep_hist_SOURCES = tests/unit/test_codec_sweep_hist.c
tests_unit_test_codec_sweep_hist_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_sweep_hist_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_sweep_rx
TESTS += tests/unit/test_codec_sweep_rx
tests_unit_test_codec_sweep_rx_SOURCES = tests/unit/test_codec_sweep_rx.c
tests_unit_test_codec_sweep_rx_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_sweep_rx_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_codec_techo
TESTS += tests/unit/test_codec_techo
tests_unit_test_codec_techo_SOURCES = tests/unit/test_codec_techo.c
tests_unit_test_codec_techo_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_codec_techo_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_data_facts
TESTS += tests/unit/test_data_facts
tests_unit_test_data_facts_SOURCES = tests/unit/test_data_facts.c
tests_unit_test_data_facts_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_data_facts_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_data_patient_rules
TESTS += tests/unit/test_data_patient_rules
tests_unit_test_data_patient_rules_SOURCES = tests/unit/test_data_patient_rules.c
tests_unit_test_data_patient_rules_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_data_patient_rules_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_data_starter
TESTS += tests/unit/test_data_starter
tests_unit_test_data_starter_SOURCES = tests/unit/test_data_starter.c
tests_unit_test_data_starter_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_data_starter_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_fixtures_broken
TESTS += tests/unit/test_fixtures_broken
tests_unit_test_fixtures_broken_SOURCES = tests/unit/test_fixtures_broken.c
tests_unit_test_fixtures_broken_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_fixtures_broken_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_fixtures_cases
TESTS += tests/unit/test_fixtures_cases
tests_unit_test_fixtures_cases_SOURCES = tests/unit/test_fixtures_cases.c
tests_unit_test_fixtures_cases_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_fixtures_cases_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_fixtures_cases_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_fixtures_mangled
TESTS += tests/unit/test_fixtures_mangled
tests_unit_test_fixtures_mangled_SOURCES = tests/unit/test_fixtures_mangled.c
tests_unit_test_fixtures_mangled_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_fixtures_mangled_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_answers
TESTS += tests/unit/test_flow_answers
tests_unit_test_flow_answers_SOURCES = tests/unit/test_flow_answers.c
tests_unit_test_flow_answers_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_answers_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_check
TESTS += tests/unit/test_flow_check
tests_unit_test_flow_check_SOURCES = tests/unit/test_flow_check.c
tests_unit_test_flow_check_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_check_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_coverage
TESTS += tests/unit/test_flow_coverage
tests_unit_test_flow_coverage_SOURCES = tests/unit/test_flow_coverage.c
tests_unit_test_flow_coverage_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_coverage_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_overlay
TESTS += tests/unit/test_flow_overlay
tests_unit_test_flow_overlay_SOURCES = tests/unit/test_flow_overlay.c
tests_unit_test_flow_overlay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_overlay_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_refill
TESTS += tests/unit/test_flow_refill
tests_unit_test_flow_refill_SOURCES = tests/unit/test_flow_refill.c
tests_unit_test_flow_refill_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_refill_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_lib_api
TESTS += tests/unit/test_lib_api
tests_unit_test_lib_api_SOURCES = tests/unit/test_lib_api.c
tests_unit_test_lib_api_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_lib_api_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_lib_api_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_match_branches
TESTS += tests/unit/test_match_branches
tests_unit_test_match_branches_SOURCES = tests/unit/test_match_branches.c
tests_unit_test_match_branches_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_branches_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_context
TESTS += tests/unit/test_match_context
tests_unit_test_match_context_SOURCES = tests/unit/test_match_context.c
tests_unit_test_match_context_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_context_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_dose
TESTS += tests/unit/test_match_dose
tests_unit_test_match_dose_SOURCES = tests/unit/test_match_dose.c
tests_unit_test_match_dose_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_dose_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_findings
TESTS += tests/unit/test_match_findings
tests_unit_test_match_findings_SOURCES = tests/unit/test_match_findings.c
tests_unit_test_match_findings_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_findings_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_form
TESTS += tests/unit/test_match_form
tests_unit_test_match_form_SOURCES = tests/unit/test_match_form.c
tests_unit_test_match_form_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_form_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_history
TESTS += tests/unit/test_match_history
tests_unit_test_match_history_SOURCES = tests/unit/test_match_history.c
tests_unit_test_match_history_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_history_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_kernel
TESTS += tests/unit/test_match_kernel
tests_unit_test_match_kernel_SOURCES = tests/unit/test_match_kernel.c
tests_unit_test_match_kernel_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_kernel_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_leftover
TESTS += tests/unit/test_match_leftover
tests_unit_test_match_leftover_SOURCES = tests/unit/test_match_leftover.c
tests_unit_test_match_leftover_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_leftover_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_national
TESTS += tests/unit/test_match_national
tests_unit_test_match_national_SOURCES = tests/unit/test_match_national.c
tests_unit_test_match_national_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_national_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_patient
TESTS += tests/unit/test_match_patient
tests_unit_test_match_patient_SOURCES = tests/unit/test_match_patient.c
tests_unit_test_match_patient_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_patient_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_period
TESTS += tests/unit/test_match_period
tests_unit_test_match_period_SOURCES = tests/unit/test_match_period.c
tests_unit_test_match_period_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_period_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_properties
TESTS += tests/unit/test_match_properties
tests_unit_test_match_properties_SOURCES = tests/unit/test_match_properties.c
tests_unit_test_match_properties_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_properties_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_sweep
TESTS += tests/unit/test_match_sweep
tests_unit_test_match_sweep_SOURCES = tests/unit/test_match_sweep.c
tests_unit_test_match_sweep_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_sweep_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_total
TESTS += tests/unit/test_match_total
tests_unit_test_match_total_SOURCES = tests/unit/test_match_total.c
tests_unit_test_match_total_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_total_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_usage
TESTS += tests/unit/test_match_usage
tests_unit_test_match_usage_SOURCES = tests/unit/test_match_usage.c
tests_unit_test_match_usage_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_usage_LDADD = $(TEST_LIBS)
if HAVE_QRENCODE
if WITH_ZBAR
check_PROGRAMS += tests/unit/test_scan_image
TESTS += tests/unit/test_scan_image
tests_unit_test_scan_image_SOURCES = tests/unit/test_scan_image.c
tests_unit_test_scan_image_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_scan_image_LDADD = $(TEST_LIBS)
endif
endif
check_PROGRAMS += tests/unit/test_scan_join
TESTS += tests/unit/test_scan_join
tests_unit_test_scan_join_SOURCES = tests/unit/test_scan_join.c
tests_unit_test_scan_join_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_scan_join_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_scan_stream
TESTS += tests/unit/test_scan_stream
tests_unit_test_scan_stream_SOURCES = tests/unit/test_scan_stream.c
tests_unit_test_scan_stream_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_scan_stream_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_search
TESTS += tests/unit/test_search
tests_unit_test_search_SOURCES = tests/unit/test_search.c
tests_unit_test_search_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_search_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_codes
TESTS += tests/unit/test_tables_codes
tests_unit_test_tables_codes_SOURCES = tests/unit/test_tables_codes.c
tests_unit_test_tables_codes_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_codes_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_identify
TESTS += tests/unit/test_tables_identify
tests_unit_test_tables_identify_SOURCES = tests/unit/test_tables_identify.c
tests_unit_test_tables_identify_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_identify_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_image
TESTS += tests/unit/test_tables_image
tests_unit_test_tables_image_SOURCES = tests/unit/test_tables_image.c
tests_unit_test_tables_image_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_image_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_edition
TESTS += tests/unit/test_tables_import_edition
tests_unit_test_tables_import_edition_SOURCES = tests/unit/test_tables_import_edition.c
tests_unit_test_tables_import_edition_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_edition_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_lists
TESTS += tests/unit/test_tables_import_lists
tests_unit_test_tables_import_lists_SOURCES = tests/unit/test_tables_import_lists.c
tests_unit_test_tables_import_lists_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_lists_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_official
TESTS += tests/unit/test_tables_import_official
tests_unit_test_tables_import_official_SOURCES = tests/unit/test_tables_import_official.c
tests_unit_test_tables_import_official_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_official_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_pmda
TESTS += tests/unit/test_tables_import_pmda
tests_unit_test_tables_import_pmda_SOURCES = tests/unit/test_tables_import_pmda.c
tests_unit_test_tables_import_pmda_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_pmda_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_rules
TESTS += tests/unit/test_tables_import_rules
tests_unit_test_tables_import_rules_SOURCES = tests/unit/test_tables_import_rules.c
tests_unit_test_tables_import_rules_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_rules_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_import_ssk
TESTS += tests/unit/test_tables_import_ssk
tests_unit_test_tables_import_ssk_SOURCES = tests/unit/test_tables_import_ssk.c
tests_unit_test_tables_import_ssk_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_import_ssk_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_master
TESTS += tests/unit/test_tables_master
tests_unit_test_tables_master_SOURCES = tests/unit/test_tables_master.c
tests_unit_test_tables_master_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_master_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_patient_rules
TESTS += tests/unit/test_tables_patient_rules
tests_unit_test_tables_patient_rules_SOURCES = tests/unit/test_tables_patient_rules.c
tests_unit_test_tables_patient_rules_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_patient_rules_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_reasons
TESTS += tests/unit/test_tables_reasons
tests_unit_test_tables_reasons_SOURCES = tests/unit/test_tables_reasons.c
tests_unit_test_tables_reasons_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_reasons_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_rules
TESTS += tests/unit/test_tables_rules
tests_unit_test_tables_rules_SOURCES = tests/unit/test_tables_rules.c
tests_unit_test_tables_rules_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_rules_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_tables_strength
TESTS += tests/unit/test_tables_strength
tests_unit_test_tables_strength_SOURCES = tests/unit/test_tables_strength.c
tests_unit_test_tables_strength_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_tables_strength_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_text_carriers
TESTS += tests/unit/test_text_carriers
tests_unit_test_text_carriers_SOURCES = tests/unit/test_text_carriers.c
tests_unit_test_text_carriers_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_text_carriers_LDADD = $(TEST_LIBS)
SH_TESTS = \
	tests/api-doc.sh \
	tests/cli/answers.sh \
	tests/cli/bench.sh \
	tests/cli/check-picture.sh \
	tests/cli/check-scanner.sh \
	tests/cli/condition.sh \
	tests/cli/consent-file-wins.sh \
	tests/cli/consent-none.sh \
	tests/cli/consent-notebook.sh \
	tests/cli/control-characters.sh \
	tests/cli/convert-lossy.sh \
	tests/cli/convert-round-trip.sh \
	tests/cli/diagnostics-form.sh \
	tests/cli/drug-search.sh \
	tests/cli/drug-show.sh \
	tests/cli/exit-clear.sh \
	tests/cli/exit-findings.sh \
	tests/cli/exit-incomplete.sh \
	tests/cli/exit-io.sh \
	tests/cli/exit-not-found.sh \
	tests/cli/exit-refused.sh \
	tests/cli/exit-tables-damaged.sh \
	tests/cli/exit-tables-expired.sh \
	tests/cli/exit-tables-missing.sh \
	tests/cli/exit-usage.sh \
	tests/cli/explain-why-not.sh \
	tests/cli/explain.sh \
	tests/cli/folded.sh \
	tests/cli/grouped.sh \
	tests/cli/help.sh \
	tests/cli/history-refused.sh \
	tests/cli/identity-disagrees.sh \
	tests/cli/json-keys.sh \
	tests/cli/json-same-bytes.sh \
	tests/cli/json-schema.sh \
	tests/cli/lang-en.sh \
	tests/cli/lookback.sh \
	tests/cli/manpage.sh \
	tests/cli/masked-json.sh \
	tests/cli/masked.sh \
	tests/cli/national.sh \
	tests/cli/overlay.sh \
	tests/cli/patient-facts.sh \
	tests/cli/patient.sh \
	tests/cli/quiet.sh \
	tests/cli/rules-import-csv.sh \
	tests/cli/rules-import.sh \
	tests/cli/rules-lint.sh \
	tests/cli/rules-show.sh \
	tests/cli/scan-picture.sh \
	tests/cli/scan-several.sh \
	tests/cli/scan-stream.sh \
	tests/cli/stdin.sh \
	tests/cli/tables-diff.sh \
	tests/cli/tables-import.sh \
	tests/cli/tables-info.sh \
	tests/cli/unknown-code.sh \
	tests/cli/washout.sh \
	tests/diagnostics.sh \
	tests/evidence-faults.sh \
	tests/evidence-gold.sh \
	tests/evidence-laws.sh \
	tests/evidence-oracle.sh \
	tests/evidence-population.sh \
	tests/layers.sh \
	tests/sweep_pairs.sh \
	tests/symbols.sh
TESTS += $(SH_TESTS)
EXTRA_DIST += $(SH_TESTS)
EXTRA_DIST += tests/evidence-coverage.sh tests/evidence-mutants.sh tests/headers/c89.c tests/headers/c99.c tests/headers/cxx.cc tests/run-all tests/sweep_pairs.py tests/unit/codec_t.h tests/unit/fake_tables.h tests/unit/match_world.h tests/unit/patient_kit.h tests/unit/pictures.h tests/unit/rx_kit.h tests/unit/t_import.h tests/unit/tables_kit.h  tests/cli/prelude tests/cli/data tests/national tests/gold tests/oracle tests/bench tests/population tests/mutants
