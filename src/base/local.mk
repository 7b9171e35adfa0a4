# src/base: libc only; knows nothing of drugs
libygleaf_la_SOURCES += \
	src/base/arena.c \
	src/base/arena.h \
	src/base/ban.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/cursor.c \
	src/base/cursor.h \
	src/base/dec.c \
	src/base/dec.h \
	src/base/diag.c \
	src/base/diag.h \
	src/base/err.h \
	src/base/file.c \
	src/base/file.h \
	src/base/hash.c \
	src/base/hash.h \
	src/base/limits.h \
	src/base/str.c \
	src/base/str.h \
	src/base/wipe.c \
	src/base/wipe.h \
	src/base/ymd.c \
	src/base/ymd.h
