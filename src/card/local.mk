# src/card: readers and cards as channels of APDUs; knows no patient
libyg_la_SOURCES += \
	src/card/apdu.c \
	src/card/apdu.h \
	src/card/card.c \
	src/card/hpki.c \
	src/card/hpki.h \
	src/card/jpki.c \
	src/card/jpki.h \
	src/card/reader.h \
	src/card/reader_replay.c \
	src/card/tlv.c \
	src/card/tlv.h
if WITH_PCSC
libyg_la_SOURCES += src/card/reader_pcsc.c
else
libyg_la_SOURCES += src/card/reader_none.c
endif
