# src/scan: pictures and scanner streams; the picture half is left out as whole files
libyg_la_SOURCES += \
	src/scan/content.c \
	src/scan/content.h \
	src/scan/join.c \
	src/scan/scan.h \
	src/scan/shape.c \
	src/scan/shape.h \
	src/scan/stream.c \
	src/scan/symptom.c \
	src/scan/symptom.h

if WITH_ZBAR
libyg_la_SOURCES += \
	src/scan/scan.c \
	src/scan/image.c \
	src/scan/image.h \
	src/scan/sets.c \
	src/scan/sets.h \
	src/scan/scan_zbar.c \
	src/scan/symbols.h
else
libyg_la_SOURCES += src/scan/scan_none.c
endif
