/* test_cli_exit.c - every error of the library has the exit code of the man page; no error ends as success. */
#include "../../src/cli/cli.c"
#include "t.h"

/* config.c is not part of this test: no editions are installed, nothing is marked */
const char *cli_editions(const struct options *o) { (void)o; return NULL; }
bool cli_mark_unsigned(const struct options *o) { (void)o; return false; }

static void every_error_has_its_code(void)
{
	static const struct { int err, code; } want[] = {
		{ YAGEN_OK, 0 }, { YAGEN_ESYNTAX, 65 }, { YAGEN_EENCODING, 65 }, { YAGEN_EMISSING, 65 }, { YAGEN_ETOOBIG, 65 },
		{ YAGEN_ETABLE, 78 }, { YAGEN_EEXPIRED, 78 }, { YAGEN_EARG, 64 }, { YAGEN_ESTATE, 70 }, { YAGEN_ENOMEM, 70 },
		{ YAGEN_EIO, 74 }, { YAGEN_ENET, 69 }, { YAGEN_ECARD, 69 }, { YAGEN_EPIN, 77 }, { YAGEN_EREFUSED, 65 },
		{ YAGEN_ENOTFOUND, 66 }, { YAGEN_ESTALE, 65 }, { YAGEN_EEXISTS, 65 }, { YAGEN_EBUSY, 69 }, { YAGEN_ENOSPACE, 74 },
		{ YAGEN_EREADONLY, 74 }, { YAGEN_ESEAL, 77 },
	};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) CHECK_INT(cli_exit(want[i].err), want[i].code);
	for (int e = -1; e > -1000; e--) CHECK(cli_exit(e) >= 64);
}

static void verdicts_have_their_codes(void)
{
	CHECK_INT(cli_exit_verdict(YAGEN_CLEAR), 0);
	CHECK_INT(cli_exit_verdict(YAGEN_FINDINGS), 1);
	CHECK_INT(cli_exit_verdict(YAGEN_INCOMPLETE), 2);
	CHECK_INT(cli_exit_verdict(YAGEN_UNKNOWN), 70);
}

static void text_from_outside_is_tamed(void)
{
	struct buf b;
	yg_buf_init(&b, 1000);
	cli_clean(&b, "a\033[31m\n\x7f\xc2\x9b" "錠\xe2\x80\xae\xff");
	CHECK_STR(yg_buf_view(&b), STR("a?[31m???錠?\xef\xbf\xbd"));
	yg_buf_free(&b);
}

int main(void)
{
	T_RUN(every_error_has_its_code);
	T_RUN(verdicts_have_their_codes);
	T_RUN(text_from_outside_is_tamed);
	return T_END();
}
