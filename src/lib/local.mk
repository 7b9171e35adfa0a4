# src/lib: the public library; exports exactly what yagen.sym lists
libyagen_la_SOURCES = \
	src/lib/bench.c \
	src/lib/case.c \
	src/lib/explain.c \
	src/lib/lib.h \
	src/lib/lookup.c \
	src/lib/national.c \
	src/lib/report.c \
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
yageninclude_HEADERS = src/include/yagen/yagen.h src/include/yagen/yagen_ext.h 
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/lib/yagen.pc
