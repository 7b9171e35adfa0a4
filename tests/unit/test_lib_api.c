/* test_lib_api.c - the public header as a vendor uses it: every error it promises, what belongs to whom, what a
 * masked line may show. Uses only the public calls. */
#include <yagen/yagen.h>
#include <yagen/yagen_ext.h>
#include "t.h"

static yagen *tables;
static struct buf rx, rx_name, itz, other, refused, consent;

static struct buf data(const char *file)
{
	char rel[200];
	snprintf(rel, sizeof rel, "tests/cli/data/%s", file);
	return t_read(t_src(rel));
}

static int open_tables(yagen **out, yagen_listener *l)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = t_src("rules");
	o.cache_dir = getenv("YAGEN_CACHE");
	o.listener = l;
	return yagen_open(out, &o);
}

static yagen_check_options day(int y, int m, int d)
{
	yagen_check_options o = YAGEN_CHECK_OPTIONS_INIT;
	o.as_of.year = y; o.as_of.month = m; o.as_of.day = d;
	return o;
}

static yagen_case *checked(const struct buf *p, const struct buf *history, yagen_lang lang)
{
	yagen_check_options o = day(2026, 6, 1);
	yagen_case *c = NULL;
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	CHECK_INT(yagen_case_set_lang(c, lang), YAGEN_OK);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, p->p, p->n), YAGEN_OK);
	if (history) CHECK_INT(yagen_case_read_history(c, YAGEN_AUTO, history->p, history->n, "h"), YAGEN_OK);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_OK);
	return c;
}

static void count(void *payload, const yagen_diag *d)
{
	CHECK(d->code[0] && d->text[0] && d->field && d->severity >= YAGEN_DIAG_NOTE && d->severity <= YAGEN_DIAG_ERROR);
	++*(int *)payload;
}

static void open_errors(void)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	yagen_listener l = YAGEN_LISTENER_INIT;
	yagen *none = NULL;
	int heard = 0;
	CHECK_INT(yagen_open(&none, NULL), YAGEN_EARG);
	CHECK_INT(yagen_open(NULL, &o), YAGEN_EARG);
	CHECK_INT(yagen_open(&none, &o), YAGEN_EARG);
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = t_src("no-such-folder");
	l.diag = count;
	l.payload = &heard;
	o.listener = &l;
	CHECK_INT(yagen_open(&none, &o), YAGEN_ETABLE);
	CHECK(none == NULL && heard > 0);
	o.version = 99;
	CHECK_INT(yagen_open(&none, &o), YAGEN_EARG);
	yagen_free(NULL);
	yagen_case_free(NULL);
	yagen_sink_free(NULL);
	yagen_drugs_free(NULL);
	yagen_rule_free(NULL);
	yagen_scan_free(NULL);
}

static void case_errors(void)
{
	yagen_check_options o = day(2026, 6, 1);
	yagen_sink *s = NULL;
	yagen_case *c = NULL;
	CHECK_INT(yagen_case_new(NULL, tables), YAGEN_EARG);
	CHECK_INT(yagen_case_new(&c, NULL), YAGEN_EARG);
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	CHECK_INT(yagen_sink_new(&s, 0), YAGEN_OK);
	CHECK_INT(yagen_case_set_lang(c, (yagen_lang)7), YAGEN_EARG);
	/* nothing was checked: nothing may look like an answer */
	CHECK_INT(yagen_case_verdict(c), YAGEN_UNKNOWN);
	CHECK_INT(yagen_case_verdict(NULL), YAGEN_UNKNOWN);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_ESTATE);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, s), YAGEN_ESTATE);
	CHECK_INT(yagen_case_write(c, YAGEN_JSON, s), YAGEN_ESTATE);
	CHECK_INT(yagen_case_explain(c), YAGEN_ESTATE);
	CHECK(yagen_case_finding(c, 0) == NULL && yagen_case_line(c, 0) == NULL && yagen_case_coverage(c, 0) == NULL);
	/* a refused prescription leaves a case that can take another one */
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, NULL, 5), YAGEN_EARG);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_FHIR_JSON, rx.p, rx.n), YAGEN_EARG);
	CHECK_INT(yagen_case_read_rx(c, (yagen_format)55, rx.p, rx.n), YAGEN_EARG);
	CHECK(yagen_case_read_rx(c, YAGEN_EPS_XML, rx.p, rx.n) < 0);
	CHECK(yagen_case_diag_count(c) > 0);
	CHECK(yagen_case_read_rx(c, YAGEN_AUTO, "", 0) < 0);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, itz.p, itz.n), YAGEN_EREFUSED);
	CHECK_INT(yagen_case_set_lang(c, YAGEN_EN), YAGEN_ESTATE);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_EPS_CSV, rx.p, rx.n), YAGEN_OK);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_EPS_CSV, rx.p, rx.n), YAGEN_ESTATE);
	o.as_of.day = 31;
	CHECK_INT(yagen_case_check(c, &o), YAGEN_EARG);      /* 31 June */
	o = day(2026, 6, 1);
	o.lookback_days = 36501;
	CHECK_INT(yagen_case_check(c, &o), YAGEN_EARG);
	o = day(2026, 6, 1);
	o.consent = (yagen_consent)9;
	CHECK_INT(yagen_case_check(c, &o), YAGEN_EARG);
	o = day(2040, 6, 1);
	o.refuse_expired = 1;
	CHECK_INT(yagen_case_check(c, &o), YAGEN_EEXPIRED);
	CHECK_INT(yagen_case_verdict(c), YAGEN_UNKNOWN);
	o = day(2026, 6, 1);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_OK);
	CHECK_INT(yagen_case_verdict(c), YAGEN_INCOMPLETE);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_ESTATE);
	CHECK_INT(yagen_case_read_history(c, YAGEN_AUTO, itz.p, itz.n, "late"), YAGEN_ESTATE);
	CHECK_INT(yagen_case_write(c, YAGEN_FHIR_JSON, s), YAGEN_EARG);
	CHECK_INT(yagen_case_write(c, YAGEN_OQS_XML, s), YAGEN_EARG);
	yagen_case_free(c);
	yagen_sink_free(s);
}

static void a_finding_tells_everything(void)
{
	yagen_case *c = checked(&rx, &itz, YAGEN_JA);
	const yagen_finding *f = yagen_case_finding(c, 0);
	const yagen_line *ours, *past;
	CHECK_INT(yagen_case_verdict(c), YAGEN_FINDINGS);
	CHECK_INT(yagen_case_finding_count(c), 1);
	CHECK(f != NULL && yagen_case_finding(c, 1) == NULL);
	if (!f) return;
	CHECK(strcmp(f->kind, "contraindicated-pair") == 0 && f->severity == YAGEN_CRITICAL && f->interrupts && !f->masked);
	CHECK(f->rule && f->source && f->title && f->effect && f->action && f->arithmetic);
	CHECK_INT(f->nlines, 2);
	CHECK_INT(f->overlap_days, 21);
	CHECK(f->overlap_from.year == 2026 && f->overlap_from.month == 6 && f->overlap_from.day == 1);
	ours = yagen_case_line_by_ref(c, f->lines[0]);
	past = yagen_case_line_by_ref(c, f->lines[1]);
	CHECK(ours && ours->source == -1 && ours->yj && ours->price_code && !ours->masked);
	CHECK(past && past->source == 0 && past->pharmacy && past->institution && strcmp(past->origin, "techo") == 0);
	CHECK(yagen_case_line_by_ref(c, "hist/9/9") == NULL && yagen_case_line_by_ref(c, NULL) == NULL);
	CHECK_INT(yagen_case_coverage_count(c), 2);
	CHECK_INT(yagen_case_coverage(c, 0)->verdict, YAGEN_LINE_CHECKED);
	CHECK_INT(yagen_case_source_count(c), 1);
	CHECK_INT(yagen_case_source(c, 0)->age_days, 7);
	yagen_case_free(c);
}

static void texts_follow_the_language(void)
{
	yagen_case *ja = checked(&rx_name, &other, YAGEN_JA), *en = checked(&rx_name, &other, YAGEN_EN);
	const yagen_finding *a = yagen_case_finding(ja, 0), *b = yagen_case_finding(en, 0);
	CHECK(a && b && strcmp(a->id, b->id) == 0 && strcmp(a->kind, "identity") == 0);
	CHECK(a && b && strcmp(a->title, b->title) != 0 && a->detail && strstr(a->detail, "リポバス"));
	CHECK_INT(yagen_case_coverage(ja, 0)->verdict, YAGEN_LINE_UNCHECKED);
	CHECK(yagen_case_coverage(ja, 0)->nreasons > 0 && yagen_case_coverage(ja, 0)->reasons[0].text);
	yagen_case_free(ja);
	yagen_case_free(en);
}

static bool mentions(const char *z, const char *secret) { return z && strstr(z, secret) != NULL; }

static void masked_lines_have_no_names(void)
{
	yagen_case *c = checked(&rx, &refused, YAGEN_JA);
	yagen_sink *s = NULL;
	CHECK_INT(yagen_case_finding_count(c), 1);
	CHECK_INT(yagen_case_source_count(c), 0);
	CHECK_INT(yagen_case_explain(c), YAGEN_OK);
	CHECK_INT(yagen_sink_new(&s, 0), YAGEN_OK);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, s), YAGEN_OK);
	for (size_t i = 0; i < yagen_case_finding_count(c); i++) {
		const yagen_finding *f = yagen_case_finding(c, i);
		CHECK(f->masked && strcmp(f->id, "masked-1") == 0 && strcmp(f->kind, "contraindicated") == 0);
		CHECK(!f->rule && !f->source && !f->arithmetic && !f->shared && !f->detail && !f->condition && !f->quantity);
		CHECK(f->rows == 0 && f->institutions == 0 && f->pharmacies == 0 && f->overlap_days == 0 && f->gap_days == -1);
	}
	for (size_t i = 0; i < yagen_case_line_count(c); i++) {
		const yagen_line *l = yagen_case_line(c, i);
		if (!l->masked) continue;
		CHECK(!l->code && !l->name && !l->unit && !l->yj && !l->price_code && !l->master_name && !l->institution && !l->pharmacy);
		CHECK(!l->how && !l->kind && l->on.year == 0 && l->from.year == 0);
	}
	for (size_t i = 0; i < yagen_case_diag_count(c); i++) CHECK(!mentions(yagen_case_diag(c, i)->text, "イトリゾール"));
	CHECK(!mentions(yagen_sink_data(s, NULL), "イトリゾール") && !mentions(yagen_sink_data(s, NULL), "例示薬局"));
	yagen_sink_free(s);
	yagen_case_free(c);
}

static void consent_of_the_file_counts_before_the_check_too(void)
{
	yagen_case *c = NULL;
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	/* a line without a code makes a diagnostic; what it holds must not show before consent is known */
	yg_buf_str(&b, yg_buf_view(&refused));
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	yagen_case_read_history(c, YAGEN_AUTO, b.p, b.n, "h");
	for (size_t i = 0; i < yagen_case_diag_count(c); i++) CHECK(!mentions(yagen_case_diag(c, i)->text, "616290177"));
	yagen_case_free(c);
	yg_buf_free(&b);
}

static void a_refused_history_costs_the_verdict(void)
{
	yagen_check_options o = day(2026, 6, 1);
	yagen_case *c = NULL;
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	CHECK(yagen_case_read_history(c, YAGEN_AUTO, "garbage", 7, "bad") < 0);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, rx.p, rx.n), YAGEN_OK);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_OK);
	CHECK_INT(yagen_case_verdict(c), YAGEN_INCOMPLETE);
	CHECK_INT(yagen_case_source_count(c), 1);
	CHECK(yagen_case_source(c, 0) && !yagen_case_source(c, 0)->usable && yagen_case_source(c, 0)->why_not.word);
	yagen_case_free(c);
}

static void too_many_histories_are_refused(void)
{
	yagen_case *c = NULL;
	int err = YAGEN_OK, n = 0;
	CHECK_INT(yagen_case_new(&c, tables), YAGEN_OK);
	while (n < 100 && (err = yagen_case_read_history(c, YAGEN_AUTO, other.p, other.n, NULL)) == YAGEN_OK) n++;
	CHECK_INT(n, 64);
	CHECK_INT(err, YAGEN_ETOOBIG);
	yagen_case_free(c);
}

static void a_case_outlives_its_tables(void)
{
	yagen_check_options o = day(2026, 6, 1);
	yagen_case *c = NULL;
	yagen *own = NULL;
	CHECK_INT(open_tables(&own, NULL), YAGEN_OK);
	CHECK(yagen_drugmaster_edition(own)->rows > 1000 && yagen_rules_edition(own)->enabled > 300);
	CHECK_INT(yagen_case_new(&c, own), YAGEN_OK);
	yagen_free(own);
	CHECK_INT(yagen_case_read_rx(c, YAGEN_AUTO, rx.p, rx.n), YAGEN_OK);
	CHECK_INT(yagen_case_read_history(c, YAGEN_AUTO, itz.p, itz.n, "h"), YAGEN_OK);
	CHECK_INT(yagen_case_check(c, &o), YAGEN_OK);
	CHECK_INT(yagen_case_verdict(c), YAGEN_FINDINGS);
	yagen_case_free(c);
}

static void a_sink_takes_all_or_nothing(void)
{
	yagen_case *c = checked(&rx, &itz, YAGEN_JA);
	yagen_sink *small = NULL, *big = NULL;
	size_t n = 9, m;
	CHECK_INT(yagen_sink_new(&small, 100), YAGEN_OK);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, small), YAGEN_ETOOBIG);
	CHECK(yagen_sink_data(small, &n)[0] == '\0' && n == 0);
	CHECK_INT(yagen_sink_new(&big, 0), YAGEN_OK);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, big), YAGEN_OK);
	CHECK(yagen_sink_data(big, &n)[0] == '{' && strlen(yagen_sink_data(big, NULL)) == n);
	CHECK_INT(yagen_case_write(c, YAGEN_REPORT_JSON, big), YAGEN_OK);       /* behind the first */
	yagen_sink_data(big, &m);
	CHECK_INT(m, 2 * n);
	CHECK(memcmp(yagen_sink_data(big, NULL), yagen_sink_data(big, NULL) + n, n) == 0);
	yagen_sink_clear(big);
	CHECK(yagen_sink_data(big, &m)[0] == '\0' && m == 0);
	yagen_sink_free(small);
	yagen_sink_free(big);
	yagen_case_free(c);
}

static void convert_says_what_is_lost(void)
{
	yagen_convert_options o = YAGEN_CONVERT_OPTIONS_INIT;
	yagen_listener l = YAGEN_LISTENER_INIT;
	yagen_sink *s = NULL;
	size_t lost = 0, n;
	int heard = 0;
	CHECK_INT(yagen_sink_new(&s, 0), YAGEN_OK);
	l.diag = count;
	l.payload = &heard;
	o.listener = &l;
	CHECK_INT(yagen_convert(&o, rx.p, rx.n, s, &lost), YAGEN_EARG);         /* no target */
	o.to = YAGEN_OQS_XML;
	CHECK_INT(yagen_convert(&o, rx.p, rx.n, s, &lost), YAGEN_EARG);         /* read only */
	o.to = YAGEN_TECHO;
	CHECK_INT(yagen_convert(&o, rx.p, rx.n, s, &lost), YAGEN_EREFUSED);
	CHECK(lost > 0 && heard >= (int)lost);
	yagen_sink_data(s, &n);
	CHECK_INT(n, 0);
	o.lossy = 1;
	CHECK_INT(yagen_convert(&o, rx.p, rx.n, s, &lost), YAGEN_OK);
	CHECK(lost > 0);
	yagen_sink_clear(s);
	o.lossy = 0;
	o.to = YAGEN_EPS_CSV;
	CHECK_INT(yagen_convert(&o, rx.p, rx.n, s, NULL), YAGEN_OK);
	CHECK_STR(((struct str){ yagen_sink_data(s, &n), n }), yg_buf_view(&rx));
	CHECK(yagen_convert(&o, "x", 1, s, &lost) < 0);
	yagen_sink_free(s);
}

static void formats_have_names(void)
{
	const char *hint = "x";
	CHECK_INT(yagen_detect(rx.p, rx.n, &hint), YAGEN_EPS_CSV);
	CHECK_INT(yagen_detect(itz.p, itz.n, NULL), YAGEN_TECHO);
	CHECK_INT(yagen_detect(refused.p, refused.n, NULL), YAGEN_OQS_XML);
	CHECK_INT(yagen_detect("?", 1, NULL), YAGEN_AUTO);
	for (int f = YAGEN_JAHIS_RX; f <= YAGEN_JSON; f++)
		CHECK_INT(yagen_format_by_name(yagen_format_name((yagen_format)f)), f);
	CHECK_INT(yagen_format_by_name("no-such"), YAGEN_AUTO);
	CHECK_INT(yagen_format_by_name(NULL), YAGEN_AUTO);
	CHECK(yagen_format_name(YAGEN_AUTO)[0] == '\0');
	for (int e = 0; e > -500; e--) CHECK(yagen_strerror(e) != NULL);
	CHECK(strcmp(yagen_strerror(YAGEN_ETABLE), yagen_strerror(12345)) != 0);
}

static void drugs_and_rules_are_looked_up(void)
{
	yagen_rule_info *r = NULL;
	yagen_drugs *d = NULL;
	CHECK_INT(yagen_drug_show(&d, tables, "61218026", YAGEN_JA), YAGEN_ENOTFOUND);  /* a prefix is no code */
	CHECK_INT(yagen_drug_show(&d, tables, "", YAGEN_JA), YAGEN_ENOTFOUND);
	CHECK_INT(yagen_drug_show(&d, tables, NULL, YAGEN_JA), YAGEN_EARG);
	CHECK_INT(yagen_drug_show(&d, tables, "612180263", YAGEN_JA), YAGEN_OK);
	CHECK(yagen_drugs_count(d) == 1 && yagen_drugs_at(d, 0)->ningredients == 1 && yagen_drugs_at(d, 1) == NULL);
	yagen_drugs_free(d);
	d = NULL;
	CHECK_INT(yagen_drug_search(&d, tables, "", 5, YAGEN_JA), YAGEN_EARG);
	CHECK_INT(yagen_drug_search(&d, tables, "x", 1001, YAGEN_JA), YAGEN_EARG);
	CHECK_INT(yagen_drug_search(&d, tables, "リポバス", 5, YAGEN_JA), YAGEN_OK);
	CHECK(yagen_drugs_count(d) >= 1 && yagen_drugs_count(d) <= 5);
	yagen_drugs_free(d);
	CHECK_INT(yagen_rule_show(&r, tables, "NO-SUCH", YAGEN_EN), YAGEN_ENOTFOUND);
	CHECK_INT(yagen_rule_show(&r, tables, "D01-012", YAGEN_EN), YAGEN_OK);
	CHECK(yagen_rule_get(r)->side_a && yagen_rule_get(r)->side_b && yagen_rule_get(r)->source && yagen_rule_get(r)->mark == 'S');
	yagen_rule_free(r);
}

static void scans_refuse_what_is_no_picture(void)
{
	yagen_bytes b[40] = { { "not a picture", 13 } };
	yagen_scan *s = NULL;
	CHECK_INT(yagen_scan_images(&s, b, 0, NULL), YAGEN_EARG);
	CHECK_INT(yagen_scan_images(&s, b, 40, NULL), YAGEN_ETOOBIG);
	CHECK(yagen_scan_images(&s, b, 1, NULL) < 0 && s == NULL);
	CHECK(yagen_scan_stream(&s, "nothing", 7, NULL) < 0 && s == NULL);
	CHECK(yagen_scan_message(NULL, 0, NULL) == NULL && yagen_scan_count(NULL) == 0);
	CHECK(yagen_is_image("\x89PNG\r\n\x1a\n...", 11) && !yagen_is_image("PNG", 3) && !yagen_is_image("", 0));
}

static void explain_lists_rules_that_did_not_fire(void)
{
	yagen_case *c = checked(&rx, &itz, YAGEN_EN);
	size_t fired = 0, silent = 0;
	CHECK_INT(yagen_case_explain_count(c), 0);
	CHECK_INT(yagen_case_explain(c), YAGEN_OK);
	CHECK_INT(yagen_case_explain(c), YAGEN_OK);          /* once is enough */
	for (size_t i = 0; i < yagen_case_explain_count(c); i++) {
		const yagen_explain *e = yagen_case_explain_at(c, i);
		CHECK(e->line && e->rule && e->outcome && e->text);
		if (strcmp(e->outcome, "fired") == 0) fired++;
		else silent++;
	}
	CHECK_INT(fired, 1);
	CHECK(silent > 2);
	yagen_case_free(c);
}

int main(void)
{
	rx = data("rx.csv");
	rx_name = data("rx-name.csv");
	itz = data("notebook-itz.csv");
	other = data("notebook-other.csv");
	refused = data("terminal-refused.xml");
	consent = data("terminal-consent.xml");
	if (open_tables(&tables, NULL) != YAGEN_OK) { fprintf(stderr, "the shipped tables cannot be opened\n"); return 1; }
	T_RUN(open_errors);
	T_RUN(case_errors);
	T_RUN(a_finding_tells_everything);
	T_RUN(texts_follow_the_language);
	T_RUN(masked_lines_have_no_names);
	T_RUN(consent_of_the_file_counts_before_the_check_too);
	T_RUN(a_refused_history_costs_the_verdict);
	T_RUN(too_many_histories_are_refused);
	T_RUN(a_case_outlives_its_tables);
	T_RUN(a_sink_takes_all_or_nothing);
	T_RUN(convert_says_what_is_lost);
	T_RUN(formats_have_names);
	T_RUN(drugs_and_rules_are_looked_up);
	T_RUN(scans_refuse_what_is_no_picture);
	T_RUN(explain_lists_rules_that_did_not_fire);
	yagen_free(tables);
	yg_buf_free(&rx); yg_buf_free(&rx_name); yg_buf_free(&itz); yg_buf_free(&other); yg_buf_free(&refused); yg_buf_free(&consent);
	return T_END();
}
