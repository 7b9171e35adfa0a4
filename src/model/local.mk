# src/model: the nouns
libyg_la_SOURCES += \
	src/model/model.c \
	src/model/model.h
