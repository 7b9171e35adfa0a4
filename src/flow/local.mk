# src/flow: one file per step; the only place where the modules meet
libyg_la_SOURCES += \
	src/flow/answers.c \
	src/flow/answers.h \
	src/flow/case.c \
	src/flow/case.h \
	src/flow/check.c \
	src/flow/coverage.c \
	src/flow/facts.c \
	src/flow/history.c \
	src/flow/identify.c \
	src/flow/otc.c \
	src/flow/overlay.c \
	src/flow/overlay.h \
	src/flow/receive.c \
	src/flow/refill.c \
	src/flow/steps.h
