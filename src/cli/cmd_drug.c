/* cmd_drug.c - `yagen drug search` and `yagen drug show`: the drug master for people. Lists; never picks. */
#include "cli/cli.h"
#include "text/json.h"
#include <stdio.h>
#include <string.h>
#include "base/ban.h"

static const struct { unsigned flag; const char *word, *ja, *en; } flags[] = {
	{ YAGEN_DRUG_GENERIC_PRODUCT, "generic", "後発品", "generic" },
	{ YAGEN_DRUG_BIOLOGIC, "biologic", "生物学的製剤", "biologic" },
	{ YAGEN_DRUG_UNIFIED_NAME, "unified-name", "統一名収載", "listed under a unified name" },
	{ YAGEN_DRUG_GENERIC_NAME, "generic-name", "一般名処方マスタ", "generic-name prescription entry" },
};
static const struct { const char *word, *ja; } words[] = {
	{ "systemic", "全身" }, { "topical", "局所" }, { "eye", "眼" }, { "nose-ear", "鼻・耳" }, { "inhaled", "吸入" }, { "other", "その他" },
	{ "oral", "内用" }, { "injection", "注射" }, { "external", "外用" }, { "dental", "歯科用" },
	{ "narcotic", "麻薬" }, { "poison", "毒薬" }, { "stimulant-precursor", "覚醒剤原料" }, { "psychotropic", "向精神薬" },
};

static const char *word(yagen_lang lang, const char *w)
{
	for (size_t i = 0; lang == YAGEN_JA && w && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, w) == 0) return words[i].ja;
	return w;
}

static struct ymd ymd(yagen_date d) { return (struct ymd){ (int16_t)d.year, (uint8_t)d.month, (uint8_t)d.day }; }

static void list(struct jw *w, const char *key, const char *const *z, size_t n)
{
	jw_key(w, key);
	jw_arr(w);
	for (size_t i = 0; i < n; i++) jw_z(w, z[i]);
	jw_arr_end(w);
}

static void json(const yagen_drugs *drugs, struct buf *out)
{
	struct jw w;
	jw_init(&w, out, true);
	jw_obj(&w);
	jw_key(&w, "drugs");
	jw_arr(&w);
	for (size_t i = 0; i < yagen_drugs_count(drugs); i++) {
		const yagen_drug *d = yagen_drugs_at(drugs, i);
		jw_obj(&w);
		jw_kz(&w, "receipt", d->receipt);
		jw_kz(&w, "price_code", d->price_code);
		jw_kz(&w, "yj", d->yj);
		jw_kz(&w, "generic_code", d->generic_code);
		jw_kz(&w, "name", d->name);
		jw_kz(&w, "name_long", d->name_long);
		jw_kz(&w, "name_list", d->name_list);
		jw_kz(&w, "kana", d->kana);
		jw_kz(&w, "unit", d->unit);
		jw_kz(&w, "strength", d->strength);
		jw_kz(&w, "maker", d->maker);
		jw_kz(&w, "listed_name", d->listed_name);
		jw_kz(&w, "generic_name", d->generic_name);
		jw_kz(&w, "price", d->price);
		jw_kz(&w, "route", d->route);
		jw_kz(&w, "form", d->form);
		jw_kz(&w, "control", d->control);
		jw_key(&w, "flags");
		jw_arr(&w);
		for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
			if (d->flags & flags[k].flag) jw_z(&w, flags[k].word);
		jw_arr_end(&w);
		jw_kymd(&w, "listed_on", ymd(d->listed_on));
		jw_kymd(&w, "changed_on", ymd(d->changed_on));
		jw_kymd(&w, "ends_on", ymd(d->ends_on));
		jw_kymd(&w, "transition_until", ymd(d->transition_until));
		list(&w, "ingredients", d->ingredients, d->ningredients);
		list(&w, "groups", d->groups, d->ngroups);
		jw_kz(&w, "days_limit", d->days_limit);
		jw_obj_end(&w);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
}

static const char *name(const yagen_drug *d)
{
	return d->name ? d->name : d->generic_name ? d->generic_name : d->name_list ? d->name_list : "-";
}

/* One line a drug: the nine-digit code, the price or generic-name code, the name, what tells it apart. */
static void line(const yagen_drug *d, yagen_lang lang, struct buf *out)
{
	char end[11];
	const char *code = d->price_code ? d->price_code : d->generic_code ? d->generic_code : "-";
	yg_buf_printf(out, "%-9s  %-12s  ", d->receipt ? d->receipt : "-", code);
	cli_clean(out, name(d));
	if (d->maker) { yg_buf_z(out, "  "); cli_clean(out, d->maker); }
	if (yg_ymd_format(ymd(d->ends_on), end))
		yg_buf_printf(out, "  %s%s", cli_say(lang, "廃止 ", "ended "), end);
	yg_buf_char(out, '\n');
}

static void row(struct buf *out, const char *head, const char *value)
{
	if (!value) return;
	yg_buf_printf(out, "  %s  ", head);
	cli_clean(out, value);
	yg_buf_char(out, '\n');
}

static void joined(struct buf *out, const char *head, const char *const *z, size_t n, const char *none)
{
	yg_buf_printf(out, "  %s  ", head);
	for (size_t i = 0; i < n; i++) {
		if (i) yg_buf_z(out, " + ");
		cli_clean(out, z[i]);
	}
	if (!n) yg_buf_z(out, none);
	yg_buf_char(out, '\n');
}

static void card(const yagen_drug *d, yagen_lang lang, struct buf *out)
{
	char day[11];
	cli_clean(out, name(d));
	for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
		if (d->flags & flags[k].flag) yg_buf_printf(out, "  [%s]", cli_say(lang, flags[k].ja, flags[k].en));
	if (d->control) yg_buf_printf(out, "  [%s]", word(lang, d->control));
	yg_buf_char(out, '\n');
	row(out, cli_say(lang, "医薬品コード", "9-digit code"), d->receipt);
	row(out, cli_say(lang, "薬価コード　", "price code  "), d->price_code);
	row(out, cli_say(lang, "YJコード 　", "YJ code     "), d->yj);
	row(out, cli_say(lang, "一般名コード", "generic code"), d->generic_code);
	row(out, cli_say(lang, "一般名　　　", "generic name"), d->generic_name);
	row(out, cli_say(lang, "カナ　　　　", "kana        "), d->kana);
	row(out, cli_say(lang, "規格・単位　", "strength    "), d->strength);
	row(out, cli_say(lang, "薬価の単位　", "price unit  "), d->unit);
	row(out, cli_say(lang, "薬価（円）　", "price (yen) "), d->price);
	row(out, cli_say(lang, "会社　　　　", "maker       "), d->maker);
	row(out, cli_say(lang, "剤形　　　　", "form        "), word(lang, d->form));
	row(out, cli_say(lang, "投与経路　　", "route       "), word(lang, d->route));
	joined(out, cli_say(lang, "有効成分　　", "ingredients "), d->ingredients, d->ningredients,
	       cli_say(lang, "不明（どのルールでも判定できません）", "not known (no rule can be judged)"));
	if (d->ngroups) joined(out, cli_say(lang, "同効薬の群　", "groups      "), d->groups, d->ngroups, "");
	row(out, cli_say(lang, "日数の上限　", "days limit  "), d->days_limit);
	if (yg_ymd_format(ymd(d->listed_on), day)) row(out, cli_say(lang, "収載日　　　", "listed on   "), day);
	if (yg_ymd_format(ymd(d->ends_on), day)) row(out, cli_say(lang, "廃止日　　　", "ends on     "), day);
	if (yg_ymd_format(ymd(d->transition_until), day)) row(out, cli_say(lang, "経過措置　　", "usable until"), day);
}

static int finish(const struct options *o, yagen *yg, yagen_drugs *d, bool cards, int err)
{
	struct buf out;
	int code = 0;
	yg_buf_init(&out, 16u << 20);
	if (err != YAGEN_OK) code = cli_fail(o, o->args[0], err);
	else if (o->format == CLI_JSON) json(d, &out);
	else
		for (size_t i = 0; i < yagen_drugs_count(d); i++) {
			if (cards && i) yg_buf_char(&out, '\n');
			if (cards) card(yagen_drugs_at(d, i), o->lang, &out);
			else line(yagen_drugs_at(d, i), o->lang, &out);
		}
	if (code == 0 && out.err) code = cli_fail(o, o->args[0], out.err);
	cli_write(out.p, code ? 0 : out.n);
	yg_buf_free(&out);
	yagen_drugs_free(d);
	yagen_free(yg);
	return code;
}

int cmd_drug_search(const struct options *o)
{
	yagen_drugs *d = NULL;
	yagen *yg = NULL;
	int code = cli_open(o, &yg), err;
	if (code) return code;
	err = yagen_drug_search(&d, yg, o->args[0], o->limit, o->lang);
	if (err == YAGEN_OK && yagen_drugs_count(d) == 0) {
		yagen_drugs_free(d);
		d = NULL;
		err = YAGEN_ENOTFOUND;
	}
	return finish(o, yg, d, false, err);
}

int cmd_drug_show(const struct options *o)
{
	yagen_drugs *d = NULL;
	yagen *yg = NULL;
	int code = cli_open(o, &yg), err;
	if (code) return code;
	err = yagen_drug_show(&d, yg, o->args[0], o->lang);
	return finish(o, yg, d, true, err);
}
