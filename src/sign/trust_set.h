/* trust_set.h - what a trust folder holds, once read; private to sign/ (trust.c reads it, trust_check.c judges with it). */
#ifndef SIGN_TRUST_SET_H
#define SIGN_TRUST_SET_H
#include "sign/trust.h"
struct trust {
	struct arena         *arena;
	bool                  test;
	X509_STORE           *anchors, *tsa;
	STACK_OF(X509)       *between;
	STACK_OF(X509_CRL)   *crls;
	struct str           *policy; size_t npolicy;        /* accepted certificate policies, dotted */
	struct str           *role[2]; size_t nrole[2];      /* hcRole texts by enum signed_what */
};
#endif
