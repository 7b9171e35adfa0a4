# src/flow: one file per step; the only place where the modules meet
libyg_la_SOURCES += \
	src/flow/answers.c \
	src/flow/answers.h \
	src/flow/case.c \
	src/flow/case.h \
	src/flow/check.c \
	src/flow/consent.c \
	src/flow/consent.h \
	src/flow/coverage.c \
	src/flow/dose_form.c \
	src/flow/dose_form.h \
	src/flow/facts.c \
	src/flow/handover.c \
	src/flow/handover.h \
	src/flow/history.c \
	src/flow/identify.c \
	src/flow/leftover_adjust.c \
	src/flow/leftover_adjust.h \
	src/flow/mynumber.c \
	src/flow/mynumber.h \
	src/flow/otc.c \
	src/flow/overlay.c \
	src/flow/overlay.h \
	src/flow/receive.c \
	src/flow/refill.c \
	src/flow/settle.c \
	src/flow/settle.h \
	src/flow/steps.h \
	src/flow/substitute.c \
	src/flow/substitute.h \
	src/flow/supply.c \
	src/flow/supply.h
