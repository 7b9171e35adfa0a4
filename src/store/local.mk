# src/store: rows in tables described as data, SQLite and memory; sealing, audit, backup, retention
libyg_la_SOURCES += \
	src/store/audit.c \
	src/store/audit.h \
	src/store/backup.c \
	src/store/backup.h \
	src/store/keyring.c \
	src/store/keyring.h \
	src/store/migrations.c \
	src/store/migrations.h \
	src/store/outfile.c \
	src/store/outfile.h \
	src/store/port.c \
	src/store/port.h \
	src/store/reseal.c \
	src/store/retention.c \
	src/store/retention.h \
	src/store/schema.c \
	src/store/seal.c \
	src/store/seal.h \
	src/store/sqlite_check.c \
	src/store/sqlite_open.c \
	src/store/sqlite_sql.c \
	src/store/store.c \
	src/store/store.h \
	src/store/store_memory.c \
	src/store/store_sqlite.c \
	src/store/store_sqlite.h
