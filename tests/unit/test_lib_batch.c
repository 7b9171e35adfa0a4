/* test_lib_batch.c - many cases in one call: the answers of single checks byte for byte, whatever the number of threads; each
 * item its own result; a case that stands there twice. Uses only the public calls. */
#include <yagen/yagen.h>
#include <yagen/yagen_ext.h>
#include "t.h"

enum { CASES = 60 };
static yagen *tables;
static struct buf rx, rx_name, rx_unknown, itz, other;

static struct buf data(const char *file)
{
	char rel[200];
	snprintf(rel, sizeof rel, "tests/cli/data/%s", file);
	return t_read(t_src(rel));
}

/* The i-th of a mixed lot: three prescriptions, none to two histories, two languages, some days and bases of consent. */
static yagen_case *prepared(size_t i)
{
	const struct buf *p = i % 3 == 0 ? &rx : i % 3 == 1 ? &rx_name : &rx_unknown;
	yagen_case *c = NULL;
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	CHECK_INT(yagen_case_set_lang(c, i % 2 ? YAGEN_EN : YAGEN_JA), YAGEN_OK);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, p->p, p->n), YAGEN_OK);
	if (i % 4 > 0) CHECK_INT(yagen_case_read_history(c, YAGEN_AUTO, itz.p, itz.n, "a"), YAGEN_OK);
	if (i % 4 > 1) CHECK_INT(yagen_case_read_history(c, YAGEN_AUTO, other.p, other.n, "b"), YAGEN_OK);
	return c;
}

static yagen_check_options how(size_t i)
{
	yagen_check_options o = YAGEN_CHECK_OPTIONS_INIT;
	o.as_of = (yagen_date){ 2026, 6, 1 + (int)(i % 5) };
	o.consent = i % 7 ? YAGEN_BASIS_CALLER : YAGEN_BASIS_NONE;
	return o;
}

static yagen_sink *answer(yagen_case *c)
{
	yagen_sink *s = NULL;
	CHECK_INT(yagen_sink_new(&s, 0), YAGEN_OK);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, s), YAGEN_OK);
	return s;
}

static void same_as_single(unsigned threads)
{
	yagen_batch_item item[CASES];
	yagen_check_options o[CASES];
	size_t verdicts[4] = { 0 };
	for (size_t i = 0; i < CASES; i++) {
		o[i] = how(i);
		item[i] = (yagen_batch_item){ prepared(i), &o[i], 12345 };
	}
	CHECK_INT(yagen_check_batch(item, CASES, threads), YAGEN_OK);
	for (size_t i = 0; i < CASES; i++) {
		yagen_case *alone = prepared(i);
		yagen_sink *want, *got;
		size_t nwant, ngot;
		const char *w, *g;
		CHECK_INT(item[i].result, YAGEN_OK);
		CHECK_INT(yagen_case_check(alone, &o[i]), YAGEN_OK);
		want = answer(alone);
		got = answer(item[i].c);
		w = yagen_sink_data(want, &nwant);
		g = yagen_sink_data(got, &ngot);
		CHECK(nwant == ngot && nwant > 100 && memcmp(w, g, nwant) == 0);
		CHECK_INT(yagen_case_check(item[i].c, &o[i]), YAGEN_ESTATE);   /* it was checked, once */
		verdicts[yagen_case_verdict(alone)]++;
		yagen_sink_free(want);
		yagen_sink_free(got);
		yagen_case_free(alone);
		yagen_case_free(item[i].c);
	}
	CHECK(verdicts[YAGEN_FINDINGS] && verdicts[YAGEN_INCOMPLETE] && !verdicts[YAGEN_UNKNOWN]);
}

/* One that cannot be checked is told by its own result and stops nobody. */
static void own_results(void)
{
	yagen_check_options good = how(0), bad = YAGEN_CHECK_OPTIONS_INIT;
	yagen_case *c[4] = { prepared(0), NULL, prepared(1), prepared(2) };
	yagen_batch_item item[] = { { c[0], &good, 0 }, { NULL, &good, 0 }, { c[2], &bad, 0 }, { c[3], &good, 0 }, { NULL, NULL, 0 } };
	CHECK_INT(yagen_case_new(&c[1], tables), YAGEN_OK);
	item[1].c = c[1];                            /* no prescription was read */
	CHECK_INT(yagen_check_batch(item, 5, 3), YAGEN_ESTATE);
	CHECK_INT(item[0].result, YAGEN_OK);
	CHECK_INT(item[1].result, YAGEN_ESTATE);
	CHECK_INT(item[2].result, YAGEN_EARG);
	CHECK_INT(item[3].result, YAGEN_OK);
	CHECK_INT(item[4].result, YAGEN_EARG);
	CHECK(yagen_case_verdict(c[0]) != YAGEN_UNKNOWN && yagen_case_verdict(c[2]) == YAGEN_UNKNOWN && yagen_case_verdict(c[3]) != YAGEN_UNKNOWN);
	for (size_t i = 0; i < 4; i++) yagen_case_free(c[i]);
}

static void arguments(void)
{
	yagen_check_options o = how(0);
	yagen_case *c = prepared(0), *d = prepared(1);
	yagen_batch_item item[] = { { c, &o, 7 }, { d, &o, 7 }, { c, &o, 7 } };
	CHECK_INT(yagen_check_batch(NULL, 0, 4), YAGEN_OK);
	CHECK_INT(yagen_check_batch(item, 0, 4), YAGEN_OK);
	CHECK_INT(yagen_check_batch(NULL, 1, 4), YAGEN_EARG);
	CHECK_INT(yagen_check_batch(item, 1, 257), YAGEN_EARG);
	CHECK_INT(yagen_check_batch(item, 3, 2), YAGEN_EARG);          /* twice the same case: nobody is checked */
	CHECK(item[0].result == 7 && item[1].result == 7 && item[2].result == 7);
	CHECK_INT(yagen_case_verdict(c), YAGEN_UNKNOWN);
	CHECK_INT(yagen_check_batch(item, 2, 256), YAGEN_OK);
	CHECK(yagen_case_verdict(c) != YAGEN_UNKNOWN && yagen_case_verdict(d) != YAGEN_UNKNOWN);
	yagen_case_free(c);
	yagen_case_free(d);
}

int main(void)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	static const unsigned threads[] = { 0, 1, 2, 3, 8, 256 };
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = t_src("rules");
	o.cache_dir = getenv("YAGEN_CACHE");
	CHECK_INT(yagen_open(&tables, &o), YAGEN_OK);
	rx = data("rx.csv");
	rx_name = data("rx-name.csv");
	rx_unknown = data("rx-unknown.csv");
	itz = data("notebook-itz.csv");
	other = data("notebook-other.csv");
	t_name = "same_as_single";
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) same_as_single(threads[i]);
	T_RUN(own_results);
	T_RUN(arguments);
	yagen_free(tables);
	yg_buf_free(&rx); yg_buf_free(&rx_name); yg_buf_free(&rx_unknown); yg_buf_free(&itz); yg_buf_free(&other);
	return T_END();
}
