# src/sign: XML signatures, time stamps, trust, signers; knows no patient
libyg_la_SOURCES += \
	src/sign/c14n.c \
	src/sign/c14n.h \
	src/sign/report.c \
	src/sign/report.h \
	src/sign/sign.c \
	src/sign/sign.h \
	src/sign/signer.c \
	src/sign/signer.h \
	src/sign/signer_card.c \
	src/sign/signer_file.c \
	src/sign/signer_pkcs11.c \
	src/sign/signer_remote.c \
	src/sign/signers.h \
	src/sign/token.c \
	src/sign/token.h \
	src/sign/trust.c \
	src/sign/trust.h \
	src/sign/trust_check.c \
	src/sign/trust_set.h \
	src/sign/xades_build.c \
	src/sign/xades_build.h \
	src/sign/xades_parts.h \
	src/sign/xades_stamp.c \
	src/sign/xades_structure.c \
	src/sign/xades_verify.c \
	src/sign/xades_verify.h
