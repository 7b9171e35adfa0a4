/* overlay.c - reading the site's overlay: CSV `rule,enabled,severity,note,name,date` with `valid_to` and `confirm` when they
 * are wanted. A fault anywhere refuses the file: half a site's wishes are nobody's. Applies nothing (match/context.c does). */
#include "flow/overlay.h"
#include "tables/edition_file.h"
#include "tables/strmap.h"
#include "tables/table_file.h"
#include "base/err.h"
#include "base/ban.h"

DIAG_KIND(d_rule, "overlay-rule", DIAG_ERROR, "この版にないルールです: {0}", "no such rule in this edition: {0}");
DIAG_KIND(d_twice, "overlay-twice", DIAG_ERROR, "同じルールの行が二つあります: {0}", "two rows for one rule: {0}");
DIAG_KIND(d_empty, "overlay-empty", DIAG_ERROR, "{1}: 空にできない項目です: {0}", "{1}: must not be empty: {0}");
DIAG_KIND(d_value, "overlay-value", DIAG_ERROR, "値が正しくありません: {0} = {1}", "value not allowed: {0} = {1}");
DIAG_KIND(d_on, "overlay-not-on", DIAG_ERROR, "{0} はこの版では使わないルールで、薬局の設定では有効にできません",
	  "{0} is off in this edition; a site cannot switch it on");
DIAG_KIND(d_critical, "overlay-critical", DIAG_ERROR, "{0} は出典のある重大なルールです。表示しないには confirm に yes が要ります",
	  "{0} is critical and sourced: to switch it off, confirm must be yes");
DIAG_KIND(d_lower, "overlay-lower", DIAG_ERROR, "{0} は出典のある重大なルールで、warning より下げられません", "{0} is critical and sourced: no lower than warning");
DIAG_KIND(d_nothing, "overlay-nothing", DIAG_WARNING, "何も変えない行です: {0}", "this row changes nothing: {0}");
DIAG_KIND(d_dates, "overlay-dates", DIAG_ERROR, "valid_to が date より前です: {0}", "valid_to lies before date: {0}");
DIAG_KIND(d_many, "overlay-too-many", DIAG_ERROR, "行が多すぎます", "too many rows");

enum { O_RULE, O_ENABLED, O_SEVERITY, O_NOTE, O_NAME, O_DATE, O_REQUIRED };
struct layout { const char *column[O_REQUIRED + 2]; size_t n; unsigned valid_to, confirm; };  /* 0: the file has no such column */
enum { MAX_ROWS = 10000 };

/* The two columns that may be left out are asked for when the header has them. */
static void set_layout(struct layout *l, struct str text, struct arena *a)
{
	static const char *const required[] = { "rule", "enabled", "severity", "note", "name", "date" };
	struct csv c;
	struct csv_row head;
	*l = (struct layout){ .n = O_REQUIRED };
	memcpy(l->column, required, sizeof required);
	yg_csv_open(&c, text, CSV_QUOTED, a);
	if (yg_csv_next(&c, &head) != 1) return;
	if (yg_csv_column(&head, "valid_to") >= 0) { l->valid_to = (unsigned)l->n; l->column[l->n++] = "valid_to"; }
	if (yg_csv_column(&head, "confirm") >= 0) { l->confirm = (unsigned)l->n; l->column[l->n++] = "confirm"; }
}

static void take_values(struct table_file *t, const struct layout *l, struct overlay_row *r, bool *confirmed)
{
	static const char *const severities[] = { "info", "warning", "critical" };
	struct str on = yg_table_get(t, O_ENABLED), severity = yg_table_get(t, O_SEVERITY), id = yg_table_get(t, O_RULE);
	struct str confirm = l->confirm ? yg_table_get(t, l->confirm) : STR_NONE;
	r->off = yg_str_eqz(on, "0");
	if (!r->off && !yg_str_eqz(on, "1")) yg_table_fault(t, &d_value, STR("enabled"), on);
	for (uint8_t i = 0; i < 3; i++)
		if (yg_str_eqz(severity, severities[i])) r->severity = (uint8_t)(SEV_INFO + i);
	if (severity.n && !r->severity) yg_table_fault(t, &d_value, STR("severity"), severity);
	*confirmed = yg_str_eqz(confirm, "yes");
	if (confirm.n && !*confirmed && !yg_str_eqz(confirm, "no")) yg_table_fault(t, &d_value, STR("confirm"), confirm);
	for (unsigned k = O_NOTE; k <= O_DATE; k++)
		if (!yg_str_trim(yg_table_get(t, k)).n) yg_table_fault(t, &d_empty, yg_str(l->column[k]), id);
	yg_table_date(t, O_DATE, &r->date);
	if (l->valid_to) yg_table_date(t, l->valid_to, &r->valid_to);
	if (yg_ymd_given(r->valid_to) && yg_ymd_given(r->date) && yg_ymd_cmp(r->valid_to, r->date) < 0) yg_table_fault(t, &d_dates, id, STR_NONE);
}

/* What a site may not do: switch on what nobody vouches for; or have a sourced, critical rule disappear by a slip. */
static void judge(struct table_file *t, const struct overlay_row *r, bool confirmed)
{
	struct str id = yg_table_get(t, O_RULE);
	bool grave = r->rule->mark == 'S' && r->rule->severity == SEV_CRITICAL && r->rule->enabled;
	if (!r->rule->enabled && !r->off) yg_table_fault(t, &d_on, id, STR_NONE);
	else if (grave && r->off && !confirmed) yg_table_fault(t, &d_critical, id, STR_NONE);
	else if (grave && !r->off && r->severity == SEV_INFO) yg_table_fault(t, &d_lower, id, STR_NONE);
	else if (!r->rule->enabled || (!r->off && (!r->severity || r->severity == r->rule->severity))) yg_table_fault(t, &d_nothing, id, STR_NONE);
}

int yg_overlay_read(const struct tables *t, struct str text, struct str file, struct arena *a, struct diags *ds, struct overlay *out)
{
	size_t before = ds->n;
	struct overlay o = { .file = yg_arena_str(a, file) };
	struct table_file f;
	struct layout l;
	struct strmap seen;
	struct str name = yg_arena_str(a, file);
	int err = yg_edition_sha256(text, o.checksum);
	if (err) return err;
	yg_strmap_init(&seen, a);
	set_layout(&l, text, a);
	yg_table_open(&f, name.n ? name.p : "overlay", text, l.column, l.n, a, ds);
	while (yg_table_next(&f)) {
		struct overlay_row *r = yg_arena_grow(a, o.row, o.n, sizeof *r);
		struct str id = yg_table_get(&f, O_RULE);
		bool confirmed;
		if (!r) return yg_arena_error(a);
		if (o.n == MAX_ROWS) { yg_table_fault(&f, &d_many, STR_NONE, STR_NONE); break; }
		o.row = r;
		r += o.n++;
		*r = (struct overlay_row){ .rule = id.n ? yg_rule_by_id(t, id) : NULL, .line = f.row.line };
		take_values(&f, &l, r, &confirmed);
		r->note = yg_arena_str(a, yg_table_get(&f, O_NOTE));
		r->name = yg_arena_str(a, yg_table_get(&f, O_NAME));
		if (!r->rule) { yg_table_fault(&f, &d_rule, id, STR_NONE); continue; }
		if (yg_strmap_get(&seen, id) != STRMAP_NONE) yg_table_fault(&f, &d_twice, id, STR_NONE);
		else if (yg_strmap_add(&seen, id, 0) == STRMAP_NONE) return yg_arena_error(a);
		judge(&f, r, confirmed);
	}
	if (yg_diags_count(ds, before, DIAG_ERROR) || ds->left_out) return YG_ETABLE;
	*out = o;
	return yg_arena_error(a);
}

int yg_overlay_rules(struct overlay *o, struct ymd as_of, struct arena *a, struct site_rule **out, size_t *n)
{
	struct site_rule *s = yg_arena_array(a, o->n + 1, sizeof *s);
	size_t k = 0;
	if (!s) return yg_arena_error(a);
	for (size_t i = 0; i < o->n; i++) {
		struct overlay_row *r = &o->row[i];
		r->in_force = r->rule->enabled && yg_ymd_cmp(r->date, as_of) <= 0 && (!yg_ymd_given(r->valid_to) || yg_ymd_cmp(as_of, r->valid_to) <= 0);
		if (r->in_force && (r->off || r->severity)) s[k++] = (struct site_rule){ r->rule, r->off, r->severity };
	}
	*out = s;
	*n = k;
	return YG_OK;
}
