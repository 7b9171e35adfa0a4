/* reader_none.c - stands in for reader_pcsc.c in a build without PC/SC: there is never a reader, and it is said why. */
#include "card/reader.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_build, "card-not-built", DIAG_ERROR, "このプログラムはカードリーダーなしで作られています", "this program was built without card readers");

int yg_readers(struct arena *a, struct reader_state **out, size_t *n, struct diags *ds)
{
	(void)a, (void)out, (void)n;
	yg_diag(ds, &d_build, 0, 0, "", STR_NONE, STR_NONE);
	return YG_ECARD;
}
int yg_card_open(struct card **out, struct str reader, struct diags *ds)
{
	(void)out, (void)reader;
	yg_diag(ds, &d_build, 0, 0, "", STR_NONE, STR_NONE);
	return YG_ECARD;
}
int yg_readers_wait(const struct reader_state *before, size_t n, unsigned ms)
{
	(void)before, (void)n, (void)ms;
	return YG_ECARD;
}
