# src/match: the heart; pure
libyg_la_SOURCES += \
	src/match/arith.c \
	src/match/class.c \
	src/match/duplicate.c \
	src/match/group.c \
	src/match/history.c \
	src/match/history.h \
	src/match/hits.c \
	src/match/hits.h \
	src/match/lines.c \
	src/match/lines.h \
	src/match/match.c \
	src/match/match.h \
	src/match/national.c \
	src/match/pair.c \
	src/match/period.c \
	src/match/period.h
