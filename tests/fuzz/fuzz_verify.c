/* fuzz_verify.c - any bytes as a signed document. The only genuine document is the one the corpus begins with, made for the trust folder in
 * $YAGEN_FUZZ_TRUST; what is not exactly its signed content must never come out as valid content. */
#include "base/err.h"
#include "sign/xades_verify.h"
#include <stdlib.h>

static struct trust *trust;
static char want[64];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	(void)argc, (void)argv;
	yg_diags_init(&ds, a);
	if (!getenv("YAGEN_FUZZ_TRUST") || yg_trust_open(&trust, getenv("YAGEN_FUZZ_TRUST"), &ds) != YG_OK) exit(99);
	yg_arena_free(a);
	memcpy(want, "CJ1\n", 4);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = yg_arena_new(64u << 20);
	struct verify_report r;
	if (yg_xades_verify((struct str){ (const char *)data, n }, trust, 1800000000, a, &r) == YG_OK)
		for (size_t i = 0; i < r.n; i++)
			if (r.sig[i].verdict == SIG_VALID && !yg_str_starts(r.sig[i].content, (struct str){ want, 4 }) && !yg_str_starts(r.sig[i].content, STR("SJ1\n"))) abort();
	yg_arena_free(a);
	return 0;
}
