# src/match: the heart; pure
libyg_la_SOURCES += \
	src/match/about.c \
	src/match/allergy.c \
	src/match/arith.c \
	src/match/class.c \
	src/match/context.c \
	src/match/dose.c \
	src/match/duplicate.c \
	src/match/form.c \
	src/match/group.c \
	src/match/history.c \
	src/match/history.h \
	src/match/hits.c \
	src/match/hits.h \
	src/match/kernel.c \
	src/match/kernel.h \
	src/match/kernel_history.c \
	src/match/leftover.c \
	src/match/lines.c \
	src/match/lines.h \
	src/match/match.c \
	src/match/match.h \
	src/match/national.c \
	src/match/national.h \
	src/match/pair.c \
	src/match/patient.c \
	src/match/patient.h \
	src/match/period.c \
	src/match/period.h \
	src/match/period_text.c \
	src/match/renal.c \
	src/match/sums.c \
	src/match/total.c \
	src/match/usage.c \
	src/match/usage.h
