# src/flow: one file per step; the only place where the modules meet
libyg_la_SOURCES += \
	src/flow/case.c \
	src/flow/case.h \
	src/flow/check.c \
	src/flow/coverage.c \
	src/flow/history.c \
	src/flow/identify.c \
	src/flow/otc.c \
	src/flow/receive.c \
	src/flow/steps.h
