# src/service: what the 資格確認端末 and the national services answer; believes nothing, looks no patient up
libyg_la_SOURCES += \
	src/service/eligibility.c \
	src/service/eligibility.h \
	src/service/watch.c \
	src/service/watch.h \
	src/service/eps.c \
	src/service/eps.h \
	src/service/messages.c \
	src/service/messages.h \
	src/service/retry.c \
	src/service/retry.h \
	src/service/transport.h \
	src/service/transport_folder.c \
	src/service/transport_replay.c
