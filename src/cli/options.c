/* options.c - reading the command line by table, and printing help from the same table.
 * Knows the options' shapes and ranges; what they mean is the verbs' business. */
#include "cli/cli.h"
#include "base/str.h"
#include "base/ymd.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

enum shape { S_FLAG, S_TEXT, S_FILES, S_DATE, S_NUMBER, S_SIZE, S_PLACE /* from 0 */, S_WORD };
struct word { const char *name; int value; };
static const struct word words_format[] = { { "text", CLI_TEXT }, { "json", CLI_JSON }, { NULL, 0 } };
static const struct word words_lang[] = { { "ja", YAGEN_JA }, { "en", YAGEN_EN }, { NULL, 0 } };
static const struct word words_consent[] = {
	{ "caller", YAGEN_BASIS_CALLER }, { "card", YAGEN_BASIS_CARD }, { "paper", YAGEN_BASIS_PAPER },
	{ "oral", YAGEN_BASIS_ORAL }, { "home-visit", YAGEN_BASIS_HOME_VISIT }, { "online", YAGEN_BASIS_ONLINE },
	{ "disaster", YAGEN_BASIS_DISASTER }, { "emergency", YAGEN_BASIS_EMERGENCY }, { "none", YAGEN_BASIS_NONE }, { NULL, 0 } };
static const struct word words_mode[] = { { "compiled", 0 }, { "stateless", 1 }, { NULL, 0 } };
static const struct word words_kind[] = {
	{ "ssk", YAGEN_IMPORT_SSK }, { "mhlw-price", YAGEN_IMPORT_MHLW_PRICE },
	{ "generic-name", YAGEN_IMPORT_GENERIC_NAME }, { "hot", YAGEN_IMPORT_HOT }, { NULL, 0 } };
static const struct word words_rules[] = { { "pmda-xml", YAGEN_RULES_PMDA_XML }, { "csv", YAGEN_RULES_CSV }, { NULL, 0 } };
static const struct word words_document[] = {
	{ "jahis-rx", YAGEN_JAHIS_RX }, { "techo", YAGEN_TECHO }, { "eps-csv", YAGEN_EPS_CSV }, { "eps-xml", YAGEN_EPS_XML },
	{ "eps-dispense-csv", YAGEN_EPS_DISPENSE_CSV }, { "eps-dispense-xml", YAGEN_EPS_DISPENSE_XML },
	{ "oqs-xml", YAGEN_OQS_XML }, { "checkup-xml", YAGEN_CHECKUP_XML }, { "json", YAGEN_JSON }, { NULL, 0 } };

#define AT(member) offsetof(struct options, member)
#define NONE ((size_t)-1)
static const struct option {
	const char *name, *arg;                      /* arg NULL: a flag */
	unsigned verbs;
	enum shape shape;
	size_t at, given;                            /* where the value goes; a bool that tells it was there, or NONE;
	                                                S_FILES: how many there are */
	const struct word *words;
	unsigned long max;
	const char *ja, *en;
} table[] = {
	{ "--history", "FILE", V_CHECK, S_FILES, AT(history), AT(nhistory), NULL, 0,
	  "照合する履歴（手帳、薬剤情報、調剤結果など）。何度でも", "a history to compare with; may be repeated" },
	{ "--patient", "FILE", V_CHECK, S_FILES, AT(patient), AT(npatient), NULL, 0,
	  "患者の情報（JSON、手帳、端末の特定健診 XML）。何度でも", "facts about the patient (JSON, a notebook, the terminal's 特定健診 XML); may be repeated" },
	{ "--answers", "FILE", V_CHECK, S_FILES, AT(answers), AT(nanswers), NULL, 0,
	  "この患者の以前の回答（JSON）。何度でも", "earlier answers about this patient (JSON); may be repeated" },
	{ "--overlay", "FILE", V_CHECK | V_LINT, S_TEXT, AT(overlay), NONE, NULL, 0,
	  "この薬局のルール設定（CSV）", "this pharmacy's own tiers of rules (CSV)" },
	{ "--lookback", "DAYS", V_CHECK, S_NUMBER, AT(lookback), NONE, NULL, 36500,
	  "履歴をさかのぼる日数（既定 1096）", "how far back histories count (default 1096)" },
	{ "--consent", "BASIS", V_CHECK, S_WORD, AT(consent), NONE, words_consent, 0,
	  "履歴を得た根拠（既定 caller）", "on what basis the histories were obtained (default caller)" },
	{ "--refuse-expired", NULL, V_CHECK, S_FLAG, AT(refuse_expired), NONE, NULL, 0,
	  "期限切れの版では答えない", "do not answer with an expired edition" },
	{ "--explain", NULL, V_CHECK, S_FLAG, AT(explain), NONE, NULL, 0,
	  "検討したルールと、所見にならなかった理由も示す", "also show every rule considered and why it did not fire" },
	{ "--national", NULL, V_CHECK, S_FLAG, AT(national), NONE, NULL, 0,
	  "国の重複投薬等チェックとの違いも示す", "also show where the national check would differ" },
	{ "--from", "FORMAT", V_CHECK | V_CONVERT, S_WORD, AT(from), NONE, words_document, 0,
	  "入力（check では処方箋）の形式（既定は自動判定）", "format of the input (check: of the prescription); default: detected" },
	{ "--mode", "MODE", V_BENCH, S_WORD, AT(stateless), NONE, words_mode, 0,
	  "履歴を前もって変換するか（既定 compiled）", "histories compiled before, or lines as they come (default compiled)" },
	{ "--threads", "N", V_BENCH, S_NUMBER, AT(threads), NONE, NULL, 64,
	  "同時に走らせる数（既定 1）", "how many run at once (default 1)" },
	{ "--rounds", "N", V_BENCH, S_NUMBER, AT(rounds), NONE, NULL, 1000,
	  "繰り返しの数、中央値を示す（既定 5）", "rounds, of which the median is shown (default 5)" },
	{ "--from", "RX", V_BENCH, S_PLACE, AT(first), NONE, NULL, 4000000000u,
	  "最初の処方箋の番号（既定は先頭から）", "number of the first prescription (default: the first there is)" },
	{ "--count", "N", V_BENCH, S_SIZE, AT(count), NONE, NULL, 4000000000u,
	  "処方箋の数（既定はすべて）", "how many prescriptions (default all)" },
	{ "--findings", "FILE", V_BENCH, S_TEXT, AT(findings), NONE, NULL, 0,
	  "所見を書き出すファイル（CSV）", "file to write the findings to (CSV)" },
	{ "--to", "FORMAT", V_CONVERT, S_WORD, AT(to), NONE, words_document, 0,
	  "出力の形式（必須）", "format to write (required)" },
	{ "--lossy", NULL, V_CONVERT, S_FLAG, AT(lossy), NONE, NULL, 0,
	  "失われるものがあっても書き、それを示す", "write although something is lost, and say what" },
	{ "--kind", "KIND", V_IMPORT, S_WORD, AT(kind), AT(kind_given), words_kind, 0,
	  "公的ファイルの種類（必須）", "kind of the official files (required)" },
	{ "--kind", "KIND", V_RIMPORT, S_WORD, AT(rules_kind), AT(kind_given), words_rules, 0,
	  "取り込む資料の種類（必須）", "kind of what is imported (required)" },
	{ "--worklist", "FILE", V_RIMPORT, S_TEXT, AT(worklist), NONE, NULL, 0,
	  "解決できない名称を書く作業表（既定 DIR/worklist.csv）", "where names nobody knows are listed (default DIR/worklist.csv)" },
	{ "--settlements", "FILE", V_RIMPORT, S_TEXT, AT(settlements), NONE, NULL, 0,
	  "名称について人が決めたこと（CSV）", "what people decided about such names (CSV)" },
	{ "--by", "NAME", V_RIMPORT, S_TEXT, AT(by), NONE, NULL, 0,
	  "自局の規則の責任者（csv で必須）", "who answers for the pharmacy's own rules (required with csv)" },
	{ "--out", "DIR", V_IMPORT | V_APPLY | V_SCAN | V_RIMPORT, S_TEXT, AT(out), NONE, NULL, 0,
	  "書き込むフォルダー", "folder to write to" },
	{ "--valid-until", "DATE", V_IMPORT, S_DATE, AT(valid_until), NONE, NULL, 0,
	  "版の有効期限（既定は次の3月31日）", "last day the edition is good for (default: the next 31 March)" },
	{ "--limit", "N", V_DRUG_SEARCH, S_SIZE, AT(limit), NONE, NULL, 1000,
	  "表示する件数の上限（既定 50）", "most drugs to show (default 50)" },
	{ "--master", "DIR", V_ALL & ~(unsigned)(V_BENCH | V_CONVERT | V_SCAN | V_DIFF), S_TEXT, AT(master), NONE, NULL, 0,
	  "医薬品マスターのフォルダー", "folder of the drug master" },
	{ "--rules", "DIR", V_CHECK | V_DRUG_SEARCH | V_DRUG_SHOW | V_LINT | V_RSHOW | V_RIMPORT, S_TEXT, AT(rules), NONE, NULL, 0,
	  "ルールのフォルダー", "folder of the rules" },
	{ "--as-of", "DATE", V_CHECK | V_IMPORT | V_APPLY | V_RIMPORT, S_DATE, AT(as_of), NONE, NULL, 0,
	  "確認日（既定は今日）", "the day of the check (default today)" },
	{ "--format", "FORMAT", V_CHECK | V_DRUG_SEARCH | V_DRUG_SHOW | V_DIFF | V_INFO | V_RSHOW, S_WORD, AT(format), NONE, words_format, 0,
	  "出力の形（text または json）", "shape of the output (text or json)" },
	{ "--lang", "LANG", V_ALL, S_WORD, AT(lang), NONE, words_lang, 0,
	  "言語（ja または en、既定 ja）", "language (ja or en, default ja)" },
	{ "--help", NULL, V_ALL, S_FLAG, AT(help), NONE, NULL, 0, "この説明", "this help" },
	{ "--version", NULL, V_ALL, S_FLAG, AT(version), NONE, NULL, 0, "版を示す", "show the version" },
};
#define NTABLE (sizeof table / sizeof *table)

static int find_word(const struct word *w, const char *name, int *out)
{
	for (; w->name; w++)
		if (strcmp(w->name, name) == 0) { *out = w->value; return 0; }
	return -1;
}

/* Puts one value where the table says; -1: outside its range. Enums of the public header have the size of int: the
 * assertions below keep that true. */
_Static_assert(sizeof(yagen_lang) == sizeof(int) && sizeof(yagen_consent) == sizeof(int) && sizeof(yagen_format) == sizeof(int)
	       && sizeof(yagen_import_kind) == sizeof(int) && sizeof(yagen_rules_import_kind) == sizeof(int) && sizeof(enum cli_format) == sizeof(int), "enum size");
static int set(struct options *o, const struct option *t, const char *value)
{
	char *to = (char *)o + t->at;
	size_t *count;
	unsigned long n;
	struct ymd d;
	unsigned u;
	int word;
	if (t->given != NONE && t->shape != S_FILES) *(bool *)(void *)((char *)o + t->given) = true;
	switch (t->shape) {
	case S_FLAG:
		*(bool *)(void *)to = true;
		return 0;
	case S_TEXT:
		memcpy(to, &value, sizeof value);
		return 0;
	case S_FILES:
		count = (size_t *)(void *)((char *)o + t->given);
		if (*count == CLI_MAX_FILES) return -1;
		memcpy(to + *count * sizeof value, &value, sizeof value);
		++*count;
		return 0;
	case S_DATE:
		if (yg_ymd_parse(yg_str(value), &d) != 0 || !yg_ymd_valid(d)) return -1;
		*(yagen_date *)(void *)to = (yagen_date){ d.y, d.m, d.d };
		return 0;
	case S_NUMBER:
	case S_SIZE:
	case S_PLACE:
		if (!yg_str_uint(yg_str(value), t->max, &n) || (n == 0 && t->shape != S_PLACE)) return -1;
		u = (unsigned)n;
		if (t->shape != S_NUMBER) *(size_t *)(void *)to = n;
		else memcpy(to, &u, sizeof u);
		return 0;
	case S_WORD:
		if (find_word(t->words, value, &word) != 0) return -1;
		memcpy(to, &word, sizeof word);
		return 0;
	}
	return -1;
}

/* The row of this verb; of none, any of that name. */
static const struct option *find_option(const struct verb *v, const char *arg, size_t n)
{
	const struct option *any = NULL;
	for (size_t i = 0; i < NTABLE; i++) {
		if (strlen(table[i].name) != n || memcmp(table[i].name, arg, n) != 0) continue;
		if (v && table[i].verbs & v->bit) return &table[i];
		any = &table[i];
	}
	return any;
}

/* The language counts for the messages about all other options: look for it first. */
static yagen_lang early_lang(int argc, char **argv)
{
	int word;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && find_word(words_lang, argv[i + 1], &word) == 0)
			return (yagen_lang)word;
		if (strncmp(argv[i], "--lang=", 7) == 0 && find_word(words_lang, argv[i] + 7, &word) == 0)
			return (yagen_lang)word;
	}
	return YAGEN_JA;
}

static int find_verb(struct options *o, int argc, char **argv)
{
	const struct verb *v;
	bool known = false;
	for (v = cli_verbs; v->name; v++) {
		if (strcmp(v->name, argv[1]) != 0) continue;
		known = true;
		if (!v->sub || (argc > 2 && strcmp(v->sub, argv[2]) == 0)) { o->verb = v; return v->sub ? 3 : 2; }
	}
	if (known && argc > 2 && strcmp(argv[2], "--help") == 0) { o->help = true; return 3; }
	if (known && argc > 2)
		cli_usage(o->lang, "この動詞はありません", "no such verb", argv[2]);
	else if (known)
		cli_usage(o->lang, "続く動詞がありません", "a second verb is missing after", argv[1]);
	else
		cli_usage(o->lang, "この動詞はありません", "no such verb", argv[1]);
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	const char *eq, *value;
	bool plain = false;
	int i;
	*o = (struct options){ .lang = early_lang(argc, argv) };
	if (argc < 2) {
		options_help(stderr, o);
		return EXIT_USAGE;
	}
	i = 1;
	if (argv[1][0] != '-') {
		if ((i = find_verb(o, argc, argv)) < 0) return EXIT_USAGE;
	}
	for (; i < argc; i++) {
		const char *a = argv[i];
		const struct option *t;
		if (plain || a[0] != '-' || strcmp(a, "-") == 0) {
			if (o->nargs == CLI_MAX_FILES) return cli_usage(o->lang, "引数が多すぎます", "too many arguments", a);
			o->args[o->nargs++] = a;
			continue;
		}
		if (strcmp(a, "--") == 0) { plain = true; continue; }
		eq = strchr(a, '=');
		t = find_option(o->verb, a, eq ? (size_t)(eq - a) : strlen(a));
		if (!t || (o->verb && !(t->verbs & o->verb->bit)))
			return cli_usage(o->lang, "このオプションはありません", "no such option here", a);
		if (!t->arg && eq) return cli_usage(o->lang, "値を取らないオプションです", "this option takes no value", a);
		value = eq ? eq + 1 : NULL;
		if (t->arg && !value) {
			if (i + 1 >= argc) return cli_usage(o->lang, "値がありません", "a value is missing after", a);
			value = argv[++i];
		}
		if (set(o, t, value) != 0) return cli_usage(o->lang, "値が正しくありません", "not a possible value", a);
	}
	if (o->help || o->version) return 0;
	if (!o->verb) return cli_usage(o->lang, "動詞がありません", "a verb is missing", NULL);
	if (o->nargs < o->verb->min_args) return cli_usage(o->lang, "引数が足りません", "missing argument", o->verb->args);
	if (o->nargs > o->verb->max_args)
		return cli_usage(o->lang, "引数が多すぎます", "too many arguments", o->args[o->verb->max_args]);
	return 0;
}

static void help_option(FILE *to, const struct option *t, yagen_lang lang)
{
	char left[64];
	snprintf(left, sizeof left, "%s%s%s", t->name, t->arg ? " " : "", t->arg ? t->arg : "");
	fprintf(to, "  %-22s %s\n", left, cli_say(lang, t->ja, t->en));
	if (t->words && t->words != words_lang && t->words != words_format) {
		fprintf(to, "  %-22s   ", "");
		for (const struct word *w = t->words; w->name; w++) fprintf(to, "%s%s", w == t->words ? "" : " ", w->name);
		fprintf(to, "\n");
	}
}

void options_help(FILE *to, const struct options *o)
{
	const struct verb *v = o->verb;
	char left[64];
	if (v) {
		fprintf(to, "yagen %s%s%s [%s] %s\n  %s\n\n", v->name, v->sub ? " " : "", v->sub ? v->sub : "",
		       cli_say(o->lang, "オプション", "options"), v->args, cli_say(o->lang, v->ja, v->en));
		for (size_t i = 0; i < NTABLE; i++)
			if (table[i].verbs & v->bit) help_option(to, &table[i], o->lang);
		return;
	}
	fprintf(to, "%s\n\n", cli_say(o->lang, "yagen 動詞 [オプション] 引数...   処方箋を患者の履歴と照合する",
				 "yagen VERB [options] arguments...   check a prescription against the patient's histories"));
	for (v = cli_verbs; v->name; v++) {
		snprintf(left, sizeof left, "%s%s%s %s", v->name, v->sub ? " " : "", v->sub ? v->sub : "", v->args);
		fprintf(to, "  %-36s %s\n", left, cli_say(o->lang, v->ja, v->en));
	}
	fprintf(to, "\n%s\n", cli_say(o->lang, "各動詞のオプションは yagen 動詞 --help、終了コードは man yagen",
				 "yagen VERB --help shows the options, man yagen the exit codes"));
}
