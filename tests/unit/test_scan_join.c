/* test_scan_join.c - notebooks split by record 911: any order, missing, doubled, contradicting and foreign parts. */
#include "t.h"
#include "base/err.h"
#include "scan/scan.h"
#include "base/ban.h"

#define A1 "JAHISTC08,1\r\n1,A,1,19620418,,,,,,,\r\n5,20261120,1\r\n201,1,X,1,T,1,,1\r\n911,20261119103000,3,1\r\n"
#define A2 "JAHISTC08,1\r\n301,1,U,7,D,1,1,,1\r\n911,20261119103000,3,2\r\n"
#define A3 "JAHISTC08,1\r\n501,R,1\r\n911,20261119103000,3,003\r\n"
#define A  "JAHISTC08,1\r\n1,A,1,19620418,,,,,,,\r\n5,20261120,1\r\n201,1,X,1,T,1,,1\r\n301,1,U,7,D,1,1,,1\r\n501,R,1\r\n"
#define B1 "JAHISTC08,1\r\n1,B,2,19800101,,,,,,,\r\n911,20261119104500,2,1\r\n"
#define B2 "JAHISTC08,1\r\n5,20261101,1\r\n911,20261119104500,2,2\r\n"
#define B  "JAHISTC08,1\r\n1,B,2,19800101,,,,,,,\r\n5,20261101,1\r\n"
#define RX "JAHIS10\r\n1,1,1311111,13,X\r\n"

static struct arena *arena;
static struct diags diags;
static struct scan_message m[8];
static size_t n;

static int join(const char *const *parts)
{
	for (n = 0; parts[n]; n++)
		m[n] = (struct scan_message){ yg_str(parts[n]), false };
	yg_diags_init(&diags, arena);
	return yg_scan_join_911(m, &n, arena, &diags);
}
#define JOIN(...) join((const char *const []){ __VA_ARGS__, NULL })

static const char *code(void) { return diags.n ? diags.d[0].kind->code : ""; }

static void every_order_gives_the_same(void)
{
	static const char *const orders[6][4] = {
		{ A1, A2, A3, NULL }, { A1, A3, A2, NULL }, { A2, A1, A3, NULL },
		{ A2, A3, A1, NULL }, { A3, A1, A2, NULL }, { A3, A2, A1, NULL },
	};

	for (size_t i = 0; i < 6; i++) {
		CHECK_INT(join(orders[i]), YG_OK);
		CHECK_INT(n, 1);
		CHECK_STR(m[0].bytes, STR(A));
		CHECK_INT(diags.n, 0);
	}
}

static void two_sets_between_each_other(void)
{
	CHECK_INT(JOIN(B2, A3, A1, RX, B1, A2), YG_OK);
	CHECK_INT(n, 3);
	CHECK_STR(m[0].bytes, STR(B));
	CHECK_STR(m[1].bytes, STR(A));
	CHECK_STR(m[2].bytes, STR(RX));
}

static void missing_parts_are_named(void)
{
	CHECK_INT(JOIN(A2), YG_EMISSING);
	CHECK_INT(n, 0);
	CHECK_STR(yg_str(code()), STR("scan-split-missing"));
	CHECK_STR(diags.d[0].arg[0], STR("1,3"));
	CHECK_STR(diags.d[0].arg[1], STR("3"));
	CHECK_INT(JOIN(B1, B2, A1, A2), YG_EMISSING);             /* the whole set is still there */
	CHECK_INT(n, 1);
	CHECK_STR(m[0].bytes, STR(B));
	CHECK_STR(diags.d[0].arg[0], STR("3"));
}

static void the_same_part_twice(void)
{
	CHECK_INT(JOIN(A1, A2, A2, A3, A1), YG_OK);
	CHECK_STR(m[0].bytes, STR(A));
	CHECK_INT(JOIN(A1, A2, "JAHISTC08,1\r\n301,1,V,7,D,1,1,,1\r\n911,20261119103000,3,2\r\n", A3), YG_ESYNTAX);
	CHECK_STR(yg_str(code()), STR("scan-split-conflict"));
	CHECK_INT(n, 0);
}

static void parts_that_differ(void)
{
	CHECK_INT(JOIN(A1, "JAHISTC08,1\r\n301,1,U,7,D,1,1,,1\r\n911,20261119103000,2,2\r\n", A3), YG_ESYNTAX);
	CHECK_STR(yg_str(code()), STR("scan-split-total"));
	CHECK_INT(JOIN(B1, "JAHISTC07,1\r\n5,20261101,1\r\n911,20261119104500,2,2\r\n"), YG_ESYNTAX);
	CHECK_STR(yg_str(code()), STR("scan-split-total"));
}

static void values_that_cannot_be(void)
{
	static const char *const bad[] = {
		"JAHISTC08,1\r\n911,20261119104500,0,0\r\n", "JAHISTC08,1\r\n911,20261119104500,2,3\r\n", "JAHISTC08,1\r\n911,,2,1\r\n",
		"JAHISTC08,1\r\n911,20261119104500,2\r\n", "JAHISTC08,1\r\n911,20261119104500,x,1\r\n",
		"JAHISTC08,1\r\n911,20261119104500,1000,1\r\n", "JAHISTC08,1\r\n911,20261119104500,2,1\r\n5,20261101,1\r\n",
		"JAHISTC08,1\r\n911,20261119104500,1,1\r\n911,20261119104500,1,1\r\n",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_INT(JOIN(bad[i]), YG_ESYNTAX);
		CHECK_STR(yg_str(code()), STR("scan-split-malformed"));
	}
}

static void without_911_nothing_changes(void)
{
	CHECK_INT(JOIN(A, RX, B), YG_OK);
	CHECK_INT(n, 3);
	CHECK_STR(m[0].bytes, STR(A));
	CHECK_STR(m[2].bytes, STR(B));
	CHECK_INT(JOIN("JAHIS10\r\n911,20261119104500,2,1\r\n"), YG_OK);  /* 911 means nothing in a prescription */
	n = 0;
	yg_diags_init(&diags, arena);
	CHECK_INT(yg_scan_join_911(m, &n, arena, &diags), YG_OK);
}

static void end_marks_do_not_get_inside(void)
{
	CHECK_INT(JOIN(B1 "\x1a", B2 "\x1a"), YG_OK);
	CHECK_STR(m[0].bytes, STR(B));
	CHECK_INT(JOIN("JAHISTC08,1\r\n1,B,2,19800101,,,,,,,\r\n911,20261119104500,2,1\x1a", B2), YG_OK);
	CHECK_STR(m[0].bytes, STR(B));
}

int main(void)
{
	arena = yg_arena_new(64u << 20);
	if (!arena)
		return 99;
	T_RUN(every_order_gives_the_same);
	T_RUN(two_sets_between_each_other);
	T_RUN(missing_parts_are_named);
	T_RUN(the_same_part_twice);
	T_RUN(parts_that_differ);
	T_RUN(values_that_cannot_be);
	T_RUN(without_911_nothing_changes);
	T_RUN(end_marks_do_not_get_inside);
	yg_arena_free(arena);
	return T_END();
}
