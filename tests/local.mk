# tests/local.mk: unit tests in C, behaviours of the command line in sh. Exit 77 is a skip with its reason.
AM_TESTS_ENVIRONMENT = \
	YAGEN_SHARED="$${YAGEN_SHARED:-$(abs_top_srcdir)/../shared}"; export YAGEN_SHARED; \
	TEST_SRCDIR='$(abs_top_srcdir)'; export TEST_SRCDIR; \
	TEST_BUILDDIR='$(abs_top_builddir)'; export TEST_BUILDDIR; \
	YAGEN='$(abs_top_builddir)/yagen'; export YAGEN; \
	CC='$(CC)'; export CC; CXX='$(CXX)'; export CXX; \
	LSAN_OPTIONS='suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0'; export LSAN_OPTIONS; \
	PKG_CONFIG='$(PKG_CONFIG)'; export PKG_CONFIG; \
	YAGEN_CACHE='$(abs_top_builddir)/cache'; export YAGEN_CACHE;
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = sh
TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests $(QRENCODE_CFLAGS)
TEST_LIBS = libyg.la $(DEPS_LIBS) $(SCAN_LIBS) $(QRENCODE_LIBS) $(PDF_LIBS) $(PCSC_LIBS) $(SIGN_LIBS)
EXTRA_DIST += tests/t.h tests/desk.h tests/desk_rx.h tests/layers.txt tests/lsan.supp tests/unit/record_kit.h
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
check_PROGRAMS += tests/unit/test_desk_consent
TESTS += tests/unit/test_desk_consent
tests_unit_test_desk_consent_SOURCES = tests/unit/test_desk_consent.c
tests_unit_test_desk_consent_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_consent_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_consent_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_flow_consent
TESTS += tests/unit/test_flow_consent
tests_unit_test_flow_consent_SOURCES = tests/unit/test_flow_consent.c
tests_unit_test_flow_consent_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_consent_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_flow_consent_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_service_watch
TESTS += tests/unit/test_service_watch
tests_unit_test_service_watch_SOURCES = tests/unit/test_service_watch.c
tests_unit_test_service_watch_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_service_watch_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/property/consent
TESTS += tests/property/consent
tests_property_consent_SOURCES = tests/property/consent.c
tests_property_consent_CPPFLAGS = $(TEST_CPPFLAGS) -D_GNU_SOURCE
tests_property_consent_LDADD = libyagen.la $(TEST_LIBS)
tests_property_consent_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_case
TESTS += tests/unit/test_desk_case
tests_unit_test_desk_case_SOURCES = tests/unit/test_desk_case.c
tests_unit_test_desk_case_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_case_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_case_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_editions
TESTS += tests/unit/test_desk_editions
tests_unit_test_desk_editions_SOURCES = tests/unit/test_desk_editions.c
tests_unit_test_desk_editions_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_editions_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_editions_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_fixtures
TESTS += tests/unit/test_desk_fixtures
tests_unit_test_desk_fixtures_SOURCES = tests/unit/test_desk_fixtures.c
tests_unit_test_desk_fixtures_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_fixtures_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_fixtures_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_history
TESTS += tests/unit/test_desk_history
tests_unit_test_desk_history_SOURCES = tests/unit/test_desk_history.c
tests_unit_test_desk_history_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_history_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_history_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_patient
TESTS += tests/unit/test_desk_patient
tests_unit_test_desk_patient_SOURCES = tests/unit/test_desk_patient.c
tests_unit_test_desk_patient_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_patient_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_patient_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_store
TESTS += tests/unit/test_desk_store
tests_unit_test_desk_store_SOURCES = tests/unit/test_desk_store.c
tests_unit_test_desk_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_store_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_store_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_dispense
TESTS += tests/unit/test_desk_dispense
tests_unit_test_desk_dispense_SOURCES = tests/unit/test_desk_dispense.c
tests_unit_test_desk_dispense_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_dispense_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_dispense_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_hand
TESTS += tests/unit/test_desk_hand
tests_unit_test_desk_hand_SOURCES = tests/unit/test_desk_hand.c
tests_unit_test_desk_hand_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_hand_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_hand_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_desk_print
TESTS += tests/unit/test_desk_print
tests_unit_test_desk_print_SOURCES = tests/unit/test_desk_print.c
tests_unit_test_desk_print_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_desk_print_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_desk_print_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_card
TESTS += tests/unit/test_card
tests_unit_test_card_SOURCES = tests/unit/test_card.c tests/card/fake_card.c tests/card/fake_card.h
tests_unit_test_card_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_card_LDADD = $(TEST_LIBS)
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
check_PROGRAMS += tests/unit/test_conf
TESTS += tests/unit/test_conf
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c
tests_unit_test_conf_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_conf_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_conf_log
TESTS += tests/unit/test_conf_log
tests_unit_test_conf_log_SOURCES = tests/unit/test_conf_log.c
tests_unit_test_conf_log_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_conf_log_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_conf_log_LDFLAGS = $(AM_LDFLAGS) -static
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
check_PROGRAMS += tests/unit/test_flow_settle
TESTS += tests/unit/test_flow_settle
tests_unit_test_flow_settle_SOURCES = tests/unit/test_flow_settle.c
tests_unit_test_flow_settle_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_settle_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_substitute
TESTS += tests/unit/test_flow_substitute
tests_unit_test_flow_substitute_SOURCES = tests/unit/test_flow_substitute.c
tests_unit_test_flow_substitute_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_substitute_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_flow_supply
TESTS += tests/unit/test_flow_supply
tests_unit_test_flow_supply_SOURCES = tests/unit/test_flow_supply.c
tests_unit_test_flow_supply_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_flow_supply_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_lib_anonymise
TESTS += tests/unit/test_lib_anonymise
tests_unit_test_lib_anonymise_SOURCES = tests/unit/test_lib_anonymise.c
tests_unit_test_lib_anonymise_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_lib_anonymise_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_lib_anonymise_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_lib_api
TESTS += tests/unit/test_lib_api
tests_unit_test_lib_api_SOURCES = tests/unit/test_lib_api.c
tests_unit_test_lib_api_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_lib_api_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_lib_api_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_lib_impact
TESTS += tests/unit/test_lib_impact
tests_unit_test_lib_impact_SOURCES = tests/unit/test_lib_impact.c
tests_unit_test_lib_impact_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_lib_impact_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_lib_impact_LDFLAGS = $(AM_LDFLAGS) -static
check_PROGRAMS += tests/unit/test_lib_batch
TESTS += tests/unit/test_lib_batch
tests_unit_test_lib_batch_SOURCES = tests/unit/test_lib_batch.c
tests_unit_test_lib_batch_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_lib_batch_LDADD = libyagen.la $(TEST_LIBS)
tests_unit_test_lib_batch_LDFLAGS = $(AM_LDFLAGS) -static
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
check_PROGRAMS += tests/unit/test_match_edges
TESTS += tests/unit/test_match_edges
tests_unit_test_match_edges_SOURCES = tests/unit/test_match_edges.c
tests_unit_test_match_edges_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_edges_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_edges_history
TESTS += tests/unit/test_match_edges_history
tests_unit_test_match_edges_history_SOURCES = tests/unit/test_match_edges_history.c
tests_unit_test_match_edges_history_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_edges_history_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_edges_patient
TESTS += tests/unit/test_match_edges_patient
tests_unit_test_match_edges_patient_SOURCES = tests/unit/test_match_edges_patient.c
tests_unit_test_match_edges_patient_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_edges_patient_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_match_edges_text
TESTS += tests/unit/test_match_edges_text
tests_unit_test_match_edges_text_SOURCES = tests/unit/test_match_edges_text.c
tests_unit_test_match_edges_text_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_match_edges_text_LDADD = $(TEST_LIBS)
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
check_PROGRAMS += tests/unit/test_pack_install
TESTS += tests/unit/test_pack_install
tests_unit_test_pack_install_SOURCES = tests/unit/test_pack_install.c
tests_unit_test_pack_install_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_pack_install_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_pack_keys
TESTS += tests/unit/test_pack_keys
tests_unit_test_pack_keys_SOURCES = tests/unit/test_pack_keys.c
tests_unit_test_pack_keys_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_pack_keys_LDADD = $(TEST_LIBS)
if HAVE_QRENCODE
if WITH_ZBAR
check_PROGRAMS += tests/unit/test_print_qr
TESTS += tests/unit/test_print_qr
tests_unit_test_print_qr_SOURCES = tests/unit/test_print_qr.c
tests_unit_test_print_qr_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_print_qr_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_print_record
TESTS += tests/unit/test_print_record
tests_unit_test_print_record_SOURCES = tests/unit/test_print_record.c
tests_unit_test_print_record_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_print_record_LDADD = $(TEST_LIBS)
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
# the store: the same contract for every twin (contract), and what a bad day does to it (torture; RUNS=n for the long tier)
check_PROGRAMS += tests/contract/test_store
TESTS += tests/contract/test_store
tests_contract_test_store_SOURCES = tests/contract/test_store.c
tests_contract_test_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_contract_test_store_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/contract/test_store_file
TESTS += tests/contract/test_store_file
tests_contract_test_store_file_SOURCES = tests/contract/test_store_file.c
tests_contract_test_store_file_CPPFLAGS = $(TEST_CPPFLAGS)
tests_contract_test_store_file_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/torture/test_kill
TESTS += tests/torture/test_kill
tests_torture_test_kill_SOURCES = tests/torture/test_kill.c
tests_torture_test_kill_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_test_kill_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/torture/test_power
TESTS += tests/torture/test_power
tests_torture_test_power_SOURCES = tests/torture/test_power.c
tests_torture_test_power_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_test_power_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/torture/test_faults
TESTS += tests/torture/test_faults
tests_torture_test_faults_SOURCES = tests/torture/test_faults.c
tests_torture_test_faults_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_test_faults_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/torture/test_damage
TESTS += tests/torture/test_damage
tests_torture_test_damage_SOURCES = tests/torture/test_damage.c
tests_torture_test_damage_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_test_damage_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_service
TESTS += tests/unit/test_service
tests_unit_test_service_SOURCES = tests/unit/test_service.c
tests_unit_test_service_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_service_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_store_audit
TESTS += tests/unit/test_store_audit
tests_unit_test_store_audit_SOURCES = tests/unit/test_store_audit.c
tests_unit_test_store_audit_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_store_audit_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_store_backup
TESTS += tests/unit/test_store_backup
tests_unit_test_store_backup_SOURCES = tests/unit/test_store_backup.c
tests_unit_test_store_backup_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_store_backup_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_store_port
TESTS += tests/unit/test_store_port
tests_unit_test_store_port_SOURCES = tests/unit/test_store_port.c
tests_unit_test_store_port_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_store_port_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_store_retention
TESTS += tests/unit/test_store_retention
tests_unit_test_store_retention_SOURCES = tests/unit/test_store_retention.c
tests_unit_test_store_retention_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_store_retention_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_store_seal
TESTS += tests/unit/test_store_seal
tests_unit_test_store_seal_SOURCES = tests/unit/test_store_seal.c
tests_unit_test_store_seal_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_store_seal_LDADD = $(TEST_LIBS)
# makes big stores for tests/torture/restore-drill; not a test itself
check_PROGRAMS += tests/torture/make_store
tests_torture_make_store_SOURCES = tests/torture/make_store.c
tests_torture_make_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_make_store_LDADD = $(TEST_LIBS)
EXTRA_DIST += tests/unit/ops_kit.h tests/torture/restore-drill
EXTRA_DIST += tests/contract/store_kit.h tests/torture/burst.h tests/torture/vfs.h
check_PROGRAMS += tests/torture/test_editions
TESTS += tests/torture/test_editions
tests_torture_test_editions_SOURCES = tests/torture/test_editions.c
tests_torture_test_editions_CPPFLAGS = $(TEST_CPPFLAGS)
tests_torture_test_editions_LDADD = libyagen.la $(TEST_LIBS)
tests_torture_test_editions_LDFLAGS = $(AM_LDFLAGS) -static
SH_TESTS = \
	tests/api-doc.sh \
	tests/cli/anonymise.sh \
	tests/cli/answers.sh \
	tests/cli/audit.sh \
	tests/cli/backup.sh \
	tests/cli/bench.sh \
	tests/cli/case-by-hand.sh \
	tests/cli/case-dispense.sh \
	tests/cli/case-print.sh \
	tests/cli/case.sh \
	tests/cli/check-picture.sh \
	tests/cli/check-scanner.sh \
	tests/cli/condition.sh \
	tests/cli/config.sh \
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
	tests/cli/fixtures-kit.sh \
	tests/cli/folded.sh \
	tests/cli/grouped.sh \
	tests/cli/help.sh \
	tests/cli/history-refused.sh \
	tests/cli/identity-disagrees.sh \
	tests/cli/impact.sh \
	tests/cli/json-keys.sh \
	tests/cli/json-same-bytes.sh \
	tests/cli/json-schema.sh \
	tests/cli/keys.sh \
	tests/cli/lang-en.sh \
	tests/cli/log.sh \
	tests/cli/lookback.sh \
	tests/cli/manpage.sh \
	tests/cli/masked-json.sh \
	tests/cli/masked.sh \
	tests/cli/national.sh \
	tests/cli/operations-doc.sh \
	tests/cli/outbox.sh \
	tests/cli/overlay.sh \
	tests/cli/patient-facts.sh \
	tests/cli/patient.sh \
	tests/cli/quiet.sh \
	tests/cli/replay.sh \
	tests/cli/restore-drill.sh \
	tests/cli/rules-import-csv.sh \
	tests/cli/rules-import.sh \
	tests/cli/rules-lint.sh \
	tests/cli/rules-show.sh \
	tests/cli/scan-picture.sh \
	tests/cli/scan-several.sh \
	tests/cli/scan-stream.sh \
	tests/cli/service.sh \
	tests/cli/setup.sh \
	tests/cli/simulator.sh \
	tests/cli/stdin.sh \
	tests/cli/store-export.sh \
	tests/cli/store-retain.sh \
	tests/cli/tables-diff.sh \
	tests/cli/tables-import.sh \
	tests/cli/tables-info.sh \
	tests/cli/tables-pack.sh \
	tests/cli/tables-unsigned.sh \
	tests/cli/terminal.sh \
	tests/cli/unknown-code.sh \
	tests/cli/washout.sh \
	tests/cli/worklist.sh \
	tests/diagnostics.sh \
	tests/evidence-faults.sh \
	tests/evidence-gold.sh \
	tests/evidence-laws.sh \
	tests/evidence-oracle.sh \
	tests/evidence-population.sh \
	tests/layers.sh \
	tests/sign/card-pcscd.sh \
	tests/sign/card-vpcd.sh \
	tests/sign/documents.sh \
	tests/sign/pkcs11.sh \
	tests/sign/sign-verify.sh \
	tests/torture/outbox.sh \
	tests/sweep_pairs.sh \
	tests/symbols.sh
TESTS += $(SH_TESTS)
EXTRA_DIST += $(SH_TESTS)
EXTRA_DIST += tests/evidence-coverage.sh tests/evidence-mutants.sh tests/headers/c89.c tests/headers/c99.c tests/headers/cxx.cc tests/replay-builds tests/run-all tests/sweep_pairs.py tests/unit/codec_t.h tests/unit/fake_tables.h tests/unit/match_world.h tests/unit/pack_kit.h tests/unit/patient_kit.h tests/unit/pictures.h tests/unit/rx_kit.h tests/unit/t_import.h tests/unit/tables_kit.h  tests/cli/prelude tests/cli/data tests/national tests/gold tests/oracle tests/bench tests/population tests/mutants tests/sign/prelude tests/sign/make-documents tests/sign/documents tests/service tests/pki tests/card/ifd.c tests/card/vicc.c tests/fuzz
