# src/tables: drug master and rules, immutable once loaded
libyg_la_SOURCES += \
	src/tables/codes.c \
	src/tables/compile.c \
	src/tables/compile.h \
	src/tables/drug.h \
	src/tables/edition.c \
	src/tables/edition.h \
	src/tables/edition_change.c \
	src/tables/edition_check.c \
	src/tables/edition_diff.c \
	src/tables/edition_file.c \
	src/tables/edition_file.h \
	src/tables/entity.c \
	src/tables/folder.c \
	src/tables/folder.h \
	src/tables/identify.c \
	src/tables/identify.h \
	src/tables/image.c \
	src/tables/image.h \
	src/tables/import_generic.c \
	src/tables/import_hot.c \
	src/tables/import_price.c \
	src/tables/import_ssk.c \
	src/tables/master.c \
	src/tables/merge.c \
	src/tables/official.c \
	src/tables/official.h \
	src/tables/rule.h \
	src/tables/rules.c \
	src/tables/rules_lint.h \
	src/tables/strmap.c \
	src/tables/strmap.h \
	src/tables/table_file.c \
	src/tables/table_file.h \
	src/tables/tables.c \
	src/tables/tables.h \
	src/tables/xlsx.c
