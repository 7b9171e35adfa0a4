# src/conf: the configuration file and the log
libyg_la_SOURCES += \
	src/conf/conf.c \
	src/conf/conf.h \
	src/conf/log.c \
	src/conf/log.h
