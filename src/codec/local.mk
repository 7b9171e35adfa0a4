# src/codec: one file per format
libyg_la_SOURCES += \
	src/codec/checkup_xml.c \
	src/codec/checkup_xml.h \
	src/codec/clip.h \
	src/codec/codec.c \
	src/codec/codec.h \
	src/codec/eps_csv.c \
	src/codec/eps_dispense_csv.c \
	src/codec/eps_dispense_xml.c \
	src/codec/eps_dispense_xml.h \
	src/codec/eps_xml.c \
	src/codec/eps_xml.h \
	src/codec/facts.c \
	src/codec/facts.h \
	src/codec/history_from_rx.c \
	src/codec/history_from_rx.h \
	src/codec/jahis_rx.c \
	src/codec/json_fields.c \
	src/codec/json_fields.h \
	src/codec/json_tables.c \
	src/codec/neutral_json.c \
	src/codec/neutral_json.h \
	src/codec/oqs_xml.c \
	src/codec/rx_checks.c \
	src/codec/rx_read.c \
	src/codec/rx_records.c \
	src/codec/rx_records.h \
	src/codec/rx_write.c \
	src/codec/techo.c \
	src/codec/techo_records.c \
	src/codec/techo_records.h \
	src/codec/techo_table.c \
	src/codec/techo_write.c
