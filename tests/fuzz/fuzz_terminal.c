/* fuzz_terminal.c - result files of the eligibility terminal: eligibility, 薬剤情報, 特定健診; and the mask of 12-digit numbers, which must leave none. */
#include "base/err.h"
#include "codec/codec.h"
#include "base/limits.h"
#include "service/eligibility.h"
#include "text/mynumber.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const enum format formats[] = { FORMAT_NONE, FORMAT_OQS_XML, FORMAT_CHECKUP_XML };
	for (size_t i = 0; i < 3; i++) {
		struct arena *a = yg_arena_new(64u << 20);
		struct diags ds;
		struct document doc = { 0 };
		struct read_ctx rc = { a, &ds, 0, false };
		yg_diags_init(&ds, a);
		yg_codec_read(&rc, formats[i], (struct str){ (const char *)data, n }, &doc);
		yg_arena_free(a);
	}
	{
		struct arena *a = yg_arena_new(64u << 20);
		struct eligibility e;
		struct diags ds;
		struct buf b;
		yg_diags_init(&ds, a);
		yg_eligibility_read((struct str){ (const char *)data, n }, 0, a, &ds, &e);
		yg_buf_init(&b, 1u << 20);
		yg_mynumber_mask((struct str){ (const char *)data, n }, &b);
		if (!b.err && yg_mynumber_find(yg_buf_view(&b), 0, NULL)) abort();
		yg_buf_free(&b);
		yg_arena_free(a);
	}
	return 0;
}
