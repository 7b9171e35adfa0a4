/* fixture_lines.c - what expect.txt holds, derived from the JSON of a report: verdict, coverage, findings, facts to confirm and
 * diagnostics, one line each. Looks at the report alone, so that every program that prints reports can be compared. */
#include "lib/fixture.h"
#include "base/err.h"
#include "text/json.h"
#include "base/ban.h"

static const char *text(struct json_object *o, const char *key)
{
	struct json_object *v = yg_json_get(o, key);
	return v ? json_object_get_string(v) : "-";
}

static void each(struct json_object *o, const char *key, void (*fn)(struct json_object *, struct buf *), struct buf *out)
{
	struct json_object *a = yg_json_get(o, key);
	for (size_t i = 0; a && i < json_object_array_length(a); i++) fn(json_object_array_get_idx(a, i), out);
}

static void joined(struct json_object *o, const char *key, struct buf *out)
{
	struct json_object *a = yg_json_get(o, key);
	for (size_t i = 0; a && i < json_object_array_length(a); i++) {
		yg_buf_char(out, ' ');
		yg_buf_z(out, json_object_get_string(json_object_array_get_idx(a, i)));
	}
}

static void line_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "line: %s %s", text(o, "line"), text(o, "verdict"));
	joined(o, "reasons", out);
	yg_buf_char(out, '\n');
}

static void history_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "history: %s lines=%s identified=%s\n", text(o, "source"), text(o, "lines"), text(o, "identified"));
}

static void finding_row(struct json_object *o, struct buf *out)
{
	struct json_object *ov = yg_json_get(o, "overlap"), *rule = yg_json_get(o, "rule");
	yg_buf_printf(out, "finding: %s %s", text(o, "severity"), text(o, "kind"));
	joined(o, "lines", out);
	if (rule && json_object_is_type(rule, json_type_string)) yg_buf_printf(out, " rule=%s", json_object_get_string(rule));
	if (ov && json_object_is_type(ov, json_type_object) && json_object_get_int(yg_json_get(ov, "days")) > 0)
		yg_buf_printf(out, " overlap=%s..%s/%s", text(ov, "from"), text(ov, "to"), text(ov, "days"));
	if (yg_json_get(o, "gap_days")) yg_buf_printf(out, " gap=%s", text(o, "gap_days"));
	if (json_object_get_boolean(yg_json_get(o, "masked"))) yg_buf_printf(out, " masked=%s", text(o, "id"));
	if (json_object_get_boolean(yg_json_get(o, "interrupts"))) yg_buf_z(out, " stop");
	yg_buf_char(out, '\n');
}

static void confirm_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "confirm: %s", text(o, "fact"));
	joined(o, "rules", out);
	yg_buf_char(out, '\n');
}

static void diag_row(struct json_object *o, struct buf *out)
{
	yg_buf_printf(out, "diag: %s %s %s\n", text(o, "code"), text(o, "input"), text(o, "record"));
}

int lib_fixture_lines(struct str report, int exit_code, struct buf *out)
{
	struct json_object *o = NULL;
	size_t at;
	int err;
	yg_buf_printf(out, "exit: %d\n", exit_code);
	if (report.n == 0) return out->err;
	if ((err = yg_json_parse(report, &o, &at)) != YG_OK) return err;
	yg_buf_printf(out, "verdict: %s\n", text(o, "verdict"));
	each(yg_json_get(o, "coverage"), "lines", line_row, out);
	each(yg_json_get(o, "coverage"), "history", history_row, out);
	each(o, "findings", finding_row, out);
	each(o, "could_not_judge", confirm_row, out);
	each(o, "diagnostics", diag_row, out);
	json_object_put(o);
	return out->err;
}
