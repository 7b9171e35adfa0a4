# src/search: looking drugs up, for people
libyg_la_SOURCES += \
	src/search/search.c \
	src/search/search.h
