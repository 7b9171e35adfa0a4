# src/print: documents for people; symbols and PDF are left out as whole files
libyg_la_SOURCES += \
	src/print/bag_pdf.c \
	src/print/page.h \
	src/print/qr.h \
	src/print/qr_split.c \
	src/print/record_parts.h \
	src/print/record_pdf.c \
	src/print/record_pdf.h

if HAVE_QRENCODE
libyg_la_SOURCES += src/print/qr.c
else
libyg_la_SOURCES += src/print/qr_none.c
endif

if WITH_PDF
libyg_la_SOURCES += src/print/page.c
else
libyg_la_SOURCES += src/print/pdf_none.c
endif
