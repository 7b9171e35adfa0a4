/* desk_rx.h - invented people and prescriptions for the tests of the counter, as neutral JSON. */
#ifndef TESTS_DESK_RX_H
#define TESTS_DESK_RX_H
#include "desk.h"
#include "desk/desk.h"

struct person_of { const char *name, *kana, *born, *sex, *insurer, *symbol, *number, *branch, *payer, *recipient; };
struct rx_of { const char *issued, *clinic, *number, *code, *drug, *unit; int amount, days; const char *more; };
#define TARO { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "06139992", "９９－１", "12345", "00", NULL, NULL }
#define LOXONIN { "2026-11-20", "1399906", "1", "1149019F1560", "ロキソニン錠６０ｍｇ", "錠", 3, 7, NULL }
#define NORVASC { "2026-11-20", "1399906", "1", "2171022F2025", "ノルバスク錠５ｍｇ", "錠", 1, 28, NULL }

static inline void rx_member(struct buf *b, const char *key, const char *v)
{
	if (v && *v) yg_buf_printf(b, "\"%s\":\"%s\",", key, v);
}
/* A prescription of one drug; yours. */
static inline struct buf rx_json(struct person_of p, struct rx_of x)
{
	struct buf b;
	yg_buf_init(&b, 1u << 20);
	yg_buf_z(&b, "{\"yagen\":\"prescription\",\"version\":\"JAHIS10\",");
	yg_buf_printf(&b, "\"institution\":{\"kind\":\"1\",\"code\":\"%s\",\"prefecture\":\"13\",\"name\":\"架空内科クリニック\"},", x.clinic);
	yg_buf_printf(&b, "\"patient\":{%s%s%s%s%s%s%s\"id\":\"1\"},", p.name ? "\"name\":\"" : "", p.name ? p.name : "", p.name ? "\"," : "", p.kana ? "\"kana\":\"" : "",
		      p.kana ? p.kana : "", p.kana ? "\"" : "", p.kana ? "," : "");
	rx_member(&b, "sex", p.sex);
	rx_member(&b, "born", p.born);
	yg_buf_z(&b, "\"insurance\":{");
	rx_member(&b, "insurer", p.insurer);
	rx_member(&b, "symbol", p.symbol);
	rx_member(&b, "number", p.number);
	rx_member(&b, "branch", p.branch);
	if (p.payer) yg_buf_printf(&b, "\"public_payers\":[{\"payer\":\"%s\",\"recipient\":\"%s\"}],", p.payer, p.recipient);
	yg_buf_z(&b, "\"kind\":\"1\"},");
	rx_member(&b, "issued", x.issued);
	rx_member(&b, "number", x.number);
	if (x.more) yg_buf_printf(&b, "%s,", x.more);
	yg_buf_printf(&b, "\"groups\":[{\"number\":1,\"form\":\"oral\",\"quantity\":%d,\"usage\":\"１日３回毎食後　服用\",\"times_per_day\":\"3\",\"lines\":[{\"seq\":1,"
		      "\"info_class\":\"1\",\"system\":\"yj\",\"code\":\"%s\",\"name\":\"%s\",\"amount\":\"%d\",\"unit\":\"%s\",\"potency\":\"1\"}]}]}",
		      x.days, x.code, x.drug, x.amount, x.unit);
	return b;
}
/* The notebook of another pharmacy: loxoprofen for 28 days from 2026-11-10, from an orthopaedist. */
#define NOTEBOOK "{\"yagen\":\"history\",\"visits\":[{\"on\":\"2026-11-10\",\"kind\":\"booklet\",\"pharmacy\":{\"kind\":\"4\",\"code\":\"1399856\",\"prefecture\":\"13\",\"name\":\"見本薬局\"}," \
	"\"clinic\":{\"kind\":\"1\",\"code\":\"1399914\",\"prefecture\":\"13\",\"name\":\"見本整形外科\"},\"groups\":[{\"number\":1,\"form\":\"oral\",\"quantity\":\"28\",\"quantity_unit\":\"日分\"," \
	"\"usage\":\"１日３回毎食後　服用\",\"lines\":[{\"system\":\"yj\",\"code\":\"1149019F1560\",\"name\":\"ロキソニン錠６０ｍｇ\",\"amount\":\"3\",\"unit\":\"錠\"}]}]}]}"

/* case.new; the case id is copied to id (100 bytes). The answer is yours. */
static inline struct json_object *td_receive(yagen_desk *d, const char *request, const char *members, struct person_of p, struct rx_of x, const char *history, char id[100], int *err)
{
	struct buf b = rx_json(p, x);
	yagen_part parts[2] = { td_part("rx", "rx.json", yg_buf_view(&b)), td_part("history", "notebook.json", yg_str(history)) };
	struct json_object *o = td_do(d, "case.new", request, members, parts, history ? 2 : 1, err);
	snprintf(id, 100, "%s", td_text(o, "case"));
	yg_buf_free(&b);
	return o;
}
static inline struct json_object *td_on(yagen_desk *d, const char *command, const char *request, const char *id, const char *more, int *err)
{
	char members[2000];
	snprintf(members, sizeof members, "\"case\":\"%s\"%s%s", id, more && *more ? "," : "", more ? more : "");
	return td_do(d, command, request, members, NULL, 0, err);
}
/* Every row of every table as text: what must not change when a command is refused. audit: false leaves the audit out. Yours. */
struct td_dump { struct buf *b; const struct table_def *t; };
static inline int td_row(void *ctx, const struct cell *c)
{
	struct td_dump *x = ctx;
	yg_buf_printf(x->b, "%s:", x->t->name);
	for (size_t i = 0; i < x->t->ncol; i++) {
		if (c[i].null) yg_buf_z(x->b, "-|");
		else if (x->t->col[i].type == CELL_INT) yg_buf_printf(x->b, "%lld|", (long long)c[i].i);
		else yg_buf_printf(x->b, "%.*s|", STR_ARG(c[i].s));
	}
	yg_buf_char(x->b, '\n');
	return 0;
}
static inline struct buf td_rows(yagen_desk *d, bool audit)
{
	struct buf b;
	yg_buf_init(&b, 64u << 20);
	for (int t = 0; t < T_COUNT; t++) {
		struct td_dump x = { &b, &yg_schema[t] };
		if (!audit && (t == T_AUDIT || t == T_AUDIT_HEAD)) continue;
		CHECK_INT(yg_store_scan(d->store, &(struct store_scan){ (enum store_table)t, -1, NULL, 0, NULL, false, 0 }, td_row, &x), 0);
	}
	return b;
}
/* Refused with this error and word, and not one row is another. */
static inline void td_refused(yagen_desk *d, const char *command, const char *request, const char *id, const char *more, int want, const char *word)
{
	struct buf before = td_rows(d, true), after;
	struct json_object *o;
	int err;
	o = td_on(d, command, request, id, more, &err);
	after = td_rows(d, true);
	CHECK_INT(err, want);
	CHECK_STR(yg_str(td_text(o, "error")), yg_str(word));
	CHECK(yg_str_eq(yg_buf_view(&before), yg_buf_view(&after)));
	json_object_put(o);
	yg_buf_free(&before);
	yg_buf_free(&after);
}
#endif
