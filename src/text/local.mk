# src/text: carrier syntaxes; first contact with untrusted bytes
libygleaf_la_SOURCES += \
	src/text/csv.c \
	src/text/csv.h \
	src/text/fold.c \
	src/text/fold.h \
	src/text/json.c \
	src/text/json.h \
	src/text/mynumber.c \
	src/text/mynumber.h \
	src/text/sjis.c \
	src/text/sjis.h \
	src/text/xml.c \
	src/text/xml.h
