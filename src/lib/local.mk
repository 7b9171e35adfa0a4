# src/lib: the public library; exports exactly what yagen.sym lists
libyagen_la_SOURCES = \
	src/lib/batch.c \
	src/lib/bench.c \
	src/lib/case.c \
	src/lib/anonymise.c \
	src/lib/anonymise.h \
	src/lib/anonymise_fields.c \
	src/lib/anonymise_text.c \
	src/lib/config.c \
	src/lib/editions.c \
	src/lib/explain.c \
	src/lib/fixture.c \
	src/lib/fixture.h \
	src/lib/fixture_lines.c \
	src/lib/impact.c \
	src/lib/impact.h \
	src/lib/impact_collect.c \
	src/lib/impact_corpus.c \
	src/lib/impact_html.c \
	src/lib/impact_out.c \
	src/lib/lib.h \
	src/lib/lookup.c \
	src/lib/national.c \
	src/lib/pages.c \
	src/lib/report.c \
	src/lib/service.c \
	src/lib/sign.c \
	src/lib/tools.c \
	src/lib/unscan.c \
	src/lib/view.c \
	src/lib/workload.c \
	src/lib/workload.h \
	src/lib/yagen.c
libyagen_la_LIBADD = libyg.la $(DEPS_LIBS) $(SCAN_LIBS) $(QRENCODE_LIBS) $(PDF_LIBS) $(PCSC_LIBS) $(SIGN_LIBS)
libyagen_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info 0:0:0 -export-symbols $(top_srcdir)/src/lib/yagen.sym
libyagen_la_DEPENDENCIES = libyg.la $(top_srcdir)/src/lib/yagen.sym
EXTRA_DIST += src/lib/yagen.sym
yagenincludedir = $(includedir)/yagen
yageninclude_HEADERS = src/include/yagen/yagen.h src/include/yagen/yagen_desk.h src/include/yagen/yagen_ext.h src/include/yagen/yagen_service.h src/include/yagen/yagen_sign.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/lib/yagen.pc
