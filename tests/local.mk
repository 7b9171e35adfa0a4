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
TEST_LIBS = libyg.la $(DEPS_LIBS) $(SCAN_LIBS) $(QRENCODE_LIBS)
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
check_PROGRAMS += tests/unit/test_text_carriers
TESTS += tests/unit/test_text_carriers
tests_unit_test_text_carriers_SOURCES = tests/unit/test_text_carriers.c
tests_unit_test_text_carriers_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_test_text_carriers_LDADD = $(TEST_LIBS)
SH_TESTS = tests/layers.sh
TESTS += $(SH_TESTS)
EXTRA_DIST += $(SH_TESTS)
