# src/pack: signed data packs and the folder of installed editions
libyg_la_SOURCES += \
	src/pack/container.c \
	src/pack/editions.c \
	src/pack/install.c \
	src/pack/keys.c \
	src/pack/known_keys.c \
	src/pack/manifest.c \
	src/pack/pack.c \
	src/pack/pack.h \
	src/pack/parts.h
