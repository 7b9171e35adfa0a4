/* cmd_rules.c - `yagen rules`: what the rule tables say, what is wrong with them, and rows that come from outside. */
#include "cli/cli.h"
#include "text/json.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

static int lint_overlay(const struct options *o)
{
	struct cli_listener cl;
	struct buf b;
	yagen *yg = NULL;
	int code = cli_read(o, o->overlay, &b), err;
	if (code) return code;
	cli_listener_init(&cl, o, NULL);
	code = cli_open(o, &yg);
	err = code ? YAGEN_OK : yagen_overlay_lint(yg, b.p ? b.p : "", b.n, o->overlay, &cl.l);
	yagen_free(yg);
	yg_buf_free(&b);
	return err == YAGEN_OK ? code : cli_fail(o, o->overlay, err);
}

int cmd_rules_lint(const struct options *o)
{
	struct cli_listener cl;
	struct cli_folders f;
	int err;
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	err = yagen_rules_lint(f.master, f.rules, &cl.l);
	if (err == YAGEN_OK) return o->overlay ? lint_overlay(o) : 0;
	return cli_fail(o, f.rules, err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
}

static const char *const severity_en[] = { "", "info", "warning", "critical" };
static const char *const severity_ja[] = { "", "参考", "警告", "重大" };

static void kdate(struct jw *w, const char *key, yagen_date d)
{
	jw_kymd(w, key, (struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day });
}

static void json(const yagen_rule *r, struct buf *out)
{
	struct jw w;
	char mark[2] = { r->mark ? r->mark : ' ', 0 };
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_kz(&w, "id", r->id);
	jw_kz(&w, "kind", r->kind);
	jw_kz(&w, "severity", severity_en[r->severity]);
	jw_kbool(&w, "enabled", r->enabled);
	jw_kz(&w, "mark", mark);
	jw_kz(&w, "title", r->title);
	jw_kz(&w, "effect", r->effect);
	jw_kz(&w, "condition", r->condition);
	jw_kz(&w, "action", r->action);
	jw_kz(&w, "unknown", r->unknown);
	jw_kz(&w, "side_a", r->side_a);
	jw_kz(&w, "side_b", r->side_b);
	jw_kz(&w, "group", r->group);
	jw_kint(&w, "washout_ab", r->washout_ab);
	jw_kint(&w, "washout_ba", r->washout_ba);
	jw_kint(&w, "limit_days", r->limit_days);
	jw_kint(&w, "allowed", r->allowed);
	jw_kz(&w, "source", r->source);
	kdate(&w, "source_date", r->source_date);
	kdate(&w, "valid_from", r->valid_from);
	kdate(&w, "valid_to", r->valid_to);
	jw_kz(&w, "file", r->file);
	jw_kint(&w, "line", r->line);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

static void row(struct buf *out, const char *head, const char *value)
{
	if (!value) return;
	yg_buf_printf(out, "  %s  ", head);
	cli_clean(out, value);
	yg_buf_char(out, '\n');
}

static void row_days(struct buf *out, const char *head, int days)
{
	if (days) yg_buf_printf(out, "  %s%d\n", head, days);
}

static const char *day(yagen_date d, char room[11])
{
	return yg_ymd_format((struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }, room) ? room : NULL;
}

static void text(const yagen_rule *r, yagen_lang lang, struct buf *out)
{
	char a[11], b[11];
	const char *when = day(r->source_date, a);
	cli_clean(out, r->id);
	yg_buf_printf(out, "  %s  %s%s\n", lang == YAGEN_EN ? severity_en[r->severity] : severity_ja[r->severity], r->kind,
		      r->enabled ? "" : cli_say(lang, "  （この版では使わない）", "  (off in this edition)"));
	row(out, cli_say(lang, "見出し", "title    "), r->title);
	row(out, cli_say(lang, "片方　", "side A   "), r->side_a);
	row(out, cli_say(lang, "相手　", "side B   "), r->side_b);
	row(out, cli_say(lang, "群　　", "group    "), r->group);
	row(out, cli_say(lang, "影響　", "effect   "), r->effect);
	row(out, cli_say(lang, "条件　", "condition"), r->condition);
	row(out, cli_say(lang, "対応　", "action   "), r->action);
	row_days(out, cli_say(lang, "間隔　  片方の終了から相手の開始まで、あけるべき日数：", "wash-out   days from the end of A to the start of B: "),
		 r->washout_ab);
	row_days(out, cli_say(lang, "間隔　  相手の終了から片方の開始まで、あけるべき日数：", "wash-out   days from the end of B to the start of A: "),
		 r->washout_ba);
	row_days(out, cli_say(lang, "上限　  日数：", "limit      days: "), r->limit_days);
	row(out, cli_say(lang, "出典　", "source   "), r->source);
	row(out, cli_say(lang, "出典日", "dated    "), when);
	row(out, cli_say(lang, "有効　", "valid    "), day(r->valid_from, a));
	row(out, cli_say(lang, "まで　", "until    "), day(r->valid_to, b));
	row(out, cli_say(lang, "不明点", "unknown  "), r->unknown);
	row(out, cli_say(lang, "確かさ", "mark     "), r->mark == 'S' ? cli_say(lang, "S 出典あり", "S sourced")
		: r->mark == 'I' ? cli_say(lang, "I 推定", "I inferred") : NULL);
	yg_buf_printf(out, "  %s  %s:%u\n", cli_say(lang, "場所　", "row      "), r->file ? r->file : "", r->line);
}

int cmd_rules_show(const struct options *o)
{
	yagen_rule_info *r = NULL;
	yagen *yg = NULL;
	struct buf out;
	int code = cli_open(o, &yg), err;
	if (code) return code;
	err = yagen_rule_show(&r, yg, o->args[0], o->lang);
	if (err != YAGEN_OK) {
		code = cli_fail(o, o->args[0], err);
	} else {
		yg_buf_init(&out, 1u << 20);
		if (o->format == CLI_JSON) json(yagen_rule_get(r), &out);
		else text(yagen_rule_get(r), o->lang, &out);
		cli_write(out.p, out.n);
		yg_buf_free(&out);
	}
	yagen_rule_free(r);
	yagen_free(yg);
	return code;
}

int cmd_rules_import(const struct options *o)
{
	yagen_rules_import_options io = YAGEN_RULES_IMPORT_OPTIONS_INIT;
	struct cli_listener cl;
	struct cli_folders f;
	yagen_sink *text = NULL;
	const char *p;
	size_t n;
	int err, code = 0;
	bool csv = o->rules_kind == YAGEN_RULES_CSV;
	if (!o->kind_given) return cli_usage(o->lang, "資料の種類がありません", "missing option", "--kind KIND");
	if (csv && !o->out) return cli_usage(o->lang, "書き込むフォルダーがありません", "missing option", "--out DIR");
	if (csv && !o->by) return cli_usage(o->lang, "責任者の名前がありません", "missing option", "--by NAME");
	if (csv ? o->worklist || o->settlements : o->by != NULL)
		return cli_usage(o->lang, "この種類では使えないオプションです", "not an option of this kind", csv ? "--worklist, --settlements" : "--by");
	cli_folders(o, &f);
	cli_listener_init(&cl, o, NULL);
	cl.files = o->args;
	cl.nfiles = o->nargs;
	io.kind = o->rules_kind;
	io.files = o->args;
	io.nfiles = o->nargs;
	io.drugmaster_dir = f.master;
	io.rules_dir = f.rules;
	io.out_dir = o->out;
	io.worklist = o->worklist;
	io.settlements = o->settlements;
	io.by = o->by;
	io.today = o->as_of.year ? o->as_of : cli_today();
	if ((err = yagen_sink_new(&text, 0)) != YAGEN_OK) return cli_fail(o, o->args[0], err);
	err = yagen_rules_import(&io, text, &cl.l);
	p = yagen_sink_data(text, &n);
	if (err == YAGEN_OK) cli_write(p, n);
	else code = cli_fail(o, o->out ? o->out : o->args[0], err);
	yagen_sink_free(text);
	return code;
}
