/* conf.c - the options of yagen.conf as a table, and reading and writing the file by it.
 * Knows shapes and ranges; what an option does is the business of who asks for it. */
#include "conf/conf.h"
#include "base/err.h"
#include "text/sjis.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_line, "conf-line", DIAG_ERROR, "「名前 = 値」の形ではありません", "not of the form key = value");
DIAG_KIND(d_section, "conf-section", DIAG_ERROR, "知らない節 [{0}] です", "unknown section [{0}]");
DIAG_KIND(d_key, "conf-key", DIAG_ERROR, "知らない項目 {0} です", "unknown key {0}");
DIAG_KIND(d_twice, "conf-twice", DIAG_ERROR, "{0} が二度あります(前は {1} 行目)", "{0} is given twice (before in line {1})");
DIAG_KIND(d_value, "conf-value", DIAG_ERROR, "{0} の値が正しくありません。許されるもの:{1}", "{0} has not a possible value; possible: {1}");
DIAG_KIND(d_encoding, "conf-encoding", DIAG_ERROR, "UTF-8 ではありません", "not UTF-8");

const struct conf_option yg_conf_options[] = {
	{ "store", CONF_PATH, NULL, NULL, 0, 0, "患者と受付を保存するファイル", "file that keeps patients and cases" },
	{ "keys", CONF_PATH, NULL, NULL, 0, 0, "保存先を開く鍵のファイル(既定は保存先の名前に .keys を付けたもの)。バックアップと別に写しを保管する",
	  "file with the keys that open the store (default: the store's name with .keys); keep a copy apart from the backups" },
	{ "tenant", CONF_TEXT, "main", NULL, 1, 64, "法人または店舗グループの名前。運用を始めたら変えない", "name of the corporation or group of shops; not to be changed later" },
	{ "terminal", CONF_TEXT, NULL, NULL, 1, 64, "この端末の名前。監査記録に残る", "name of this terminal, as the audit records it" },
	{ "editions", CONF_PATH, NULL, NULL, 0, 0, "導入した版(医薬品マスターとルール)のフォルダー", "folder of the installed editions of drug master and rules" },
	{ "master", CONF_PATH, NULL, NULL, 0, 0, "導入した版の代わりに使う医薬品マスターのフォルダー。rules と一緒に指定する",
	  "folder of a drug master used instead of the installed one; together with rules" },
	{ "rules", CONF_PATH, NULL, NULL, 0, 0, "導入した版の代わりに使うルールのフォルダー。master と一緒に指定する",
	  "folder of rules used instead of the installed ones; together with master" },
	{ "overlay", CONF_PATH, NULL, NULL, 0, 0, "この薬局のルール設定(CSV)", "this pharmacy's own tiers of rules (CSV)" },
	{ "unsigned", CONF_WORD, "refuse", "refuse mark", 0, 0, "信頼する鍵の署名がない版:使わない(refuse)、使って、すべての回答に明記する(mark)",
	  "editions no trusted key signed: not used (refuse), or used and said so in every answer (mark)" },
	{ "expired", CONF_WORD, "refuse", "refuse mark", 0, 0, "期限の切れた版の導入:しない(refuse)、して、警告する(mark)。期限切れの版での回答は、いずれの場合も確認未了になる",
	  "installing editions past their valid_until: not done (refuse), or done with a warning (mark); answers with such an edition are incomplete either way" },
	{ "backup.folder", CONF_PATH, NULL, NULL, 0, 0, "バックアップを書くフォルダー", "folder the backups are written to" },
	{ "backup.generations", CONF_NUMBER, "3", NULL, 3, 400, "残すバックアップの世代数", "how many backups are kept" },
	{ "retention.years", CONF_NUMBER, "5", NULL, 3, 30, "調剤録と処方箋を残す年数。法令の期間より短くはできない",
	  "years that records and prescriptions are kept; never shorter than the law says" },
	{ "log.file", CONF_PATH, NULL, NULL, 0, 0, "動作記録のファイル(個人情報は書かれない)", "file for the log (it holds no personal data)" },
	{ "log.level", CONF_WORD, "info", "error warning info debug", 0, 0, "記録する細かさ", "how much is logged" },
	{ "pharmacy.prefecture", CONF_DIGITS, NULL, NULL, 2, 2, "都道府県番号", "number of the prefecture (都道府県番号)" },
	{ "pharmacy.code", CONF_DIGITS, NULL, NULL, 7, 7, "薬局コード(医療機関等コード)", "code of the pharmacy (医療機関等コード)" },
	{ "pharmacy.name", CONF_TEXT, NULL, NULL, 1, 60, "薬局の名称", "name of the pharmacy" },
	{ "pharmacy.postal", CONF_TEXT, NULL, NULL, 7, 8, "薬局の郵便番号", "postal code of the pharmacy" },
	{ "pharmacy.address", CONF_TEXT, NULL, NULL, 1, 100, "薬局の所在地", "address of the pharmacy" },
	{ "pharmacy.phone", CONF_TEXT, NULL, NULL, 9, 20, "薬局の電話番号", "telephone number of the pharmacy" },
	{ "disaster.areas", CONF_TEXT, NULL, NULL, 1, 1000, "災害時の閲覧を行ってよい市区町村（名前またはコード、コンマ区切り）。国の開放の通知に従う",
	  "municipalities (names or codes, parted by commas) that access in a disaster is open for, as the ministry has announced" },
	{ "disaster.from", CONF_DIGITS, NULL, NULL, 8, 8, "災害時の閲覧を行ってよい最初の日（YYYYMMDD）", "first day of access in a disaster (YYYYMMDD)" },
	{ "disaster.until", CONF_DIGITS, NULL, NULL, 8, 8, "災害時の閲覧を行ってよい最後の日（YYYYMMDD）", "last day of access in a disaster (YYYYMMDD)" },
	{ "emergency.terminals", CONF_TEXT, NULL, NULL, 1, 1000, "救急時の閲覧を行ってよい端末の名前（コンマ区切り）", "names of the terminals that may use emergency access, parted by commas" },
	{ "emergency.users", CONF_TEXT, NULL, NULL, 1, 1000, "救急時の閲覧を行ってよい利用者（コンマ区切り）", "users that may use emergency access, parted by commas" },
	{ NULL, CONF_TEXT, NULL, NULL, 0, 0, NULL, NULL }
};
_Static_assert(sizeof yg_conf_options / sizeof *yg_conf_options <= sizeof ((struct conf *)0)->value / sizeof(char *), "room for every option");

enum { NOT_FOUND = 999 };
static unsigned find(struct str key)
{
	for (unsigned i = 0; yg_conf_options[i].key; i++)
		if (yg_str_eqz(key, yg_conf_options[i].key)) return i;
	return NOT_FOUND;
}

static bool known_section(struct str name)
{
	for (unsigned i = 0; name.n && yg_conf_options[i].key; i++) {
		struct str key = yg_str(yg_conf_options[i].key);
		if (key.n > name.n && key.p[name.n] == '.' && yg_str_starts(key, name)) return true;
	}
	return false;
}

/* --- values --------------------------------------------------------------------------------------------------------- */

static bool is_word(struct str v, const char *words)
{
	struct str rest = yg_str(words), one;
	while (rest.n) {
		size_t k = yg_str_find(rest, STR(" "));
		one = yg_str_sub(rest, 0, k);
		rest = k == (size_t)-1 ? STR_NONE : yg_str_sub(rest, k + 1, rest.n);
		if (yg_str_eq(one, v)) return true;
	}
	return false;
}

/* Characters; 0 when there is one that no line of a form should hold. */
static long length(struct str v)
{
	const char *p = v.p, *end = v.p + v.n;
	long n = 0;
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return 0;
		n++;
	}
	return n;
}

static bool possible(const struct conf_option *o, struct str v)
{
	unsigned long n;
	switch (o->type) {
	case CONF_PATH: return v.n && v.p[0] == '/' && v.n < 4000 && length(v);
	case CONF_TEXT: return length(v) >= o->min && length(v) <= o->max;
	case CONF_WORD: return is_word(v, o->words);
	case CONF_NUMBER: return yg_str_uint(v, (unsigned long)o->max, &n) && n >= (unsigned long)o->min;
	case CONF_DIGITS: return yg_str_digits(v) && (long)v.n >= o->min && (long)v.n <= o->max;
	}
	return false;
}

static struct str range_text(const struct conf_option *o, struct arena *a)
{
	switch (o->type) {
	case CONF_PATH: return STR("/...");
	case CONF_WORD: return yg_str(o->words);
	case CONF_NUMBER: return yg_arena_printf(a, "%ld-%ld", o->min, o->max);
	case CONF_TEXT:
	case CONF_DIGITS: break;
	}
	if (o->min == o->max) return yg_arena_printf(a, o->type == CONF_DIGITS ? "%ld x 0-9" : "%ld x", o->min);
	return yg_arena_printf(a, o->type == CONF_DIGITS ? "%ld-%ld x 0-9" : "%ld-%ld x", o->min, o->max);
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static void read_pair(struct conf *c, struct str section, struct str line, unsigned number, struct arena *a, struct diags *ds)
{
	size_t eq = yg_str_find(line, STR("="));
	struct str key, value;
	unsigned i;
	if (eq == (size_t)-1 || eq == 0) {
		yg_diag(ds, &d_line, 0, number, "", STR_NONE, STR_NONE);
		return;
	}
	key = yg_str_trim(yg_str_sub(line, 0, eq));
	value = yg_str_trim(yg_str_sub(line, eq + 1, line.n));
	if (section.n) key = yg_arena_printf(a, "%.*s.%.*s", STR_ARG(section), STR_ARG(key));
	if ((i = find(key)) == NOT_FOUND) {
		yg_diag(ds, &d_key, 0, number, "", key, STR_NONE);
	} else if (c->line[i]) {
		yg_diag(ds, &d_twice, 0, number, "", key, yg_arena_printf(a, "%u", c->line[i]));
	} else {
		c->line[i] = number;
		if (possible(&yg_conf_options[i], value)) c->value[i] = yg_arena_str(a, value).p;
		else yg_diag(ds, &d_value, 0, number, "", key, range_text(&yg_conf_options[i], a));
	}
}

int yg_conf_read(struct conf *c, struct str text, struct arena *a, struct diags *ds)
{
	struct str rest = text, section = STR_NONE;
	size_t before = ds->n, left = ds->left_out;
	unsigned number = 0;
	bool skip = false;
	*c = (struct conf){ .line = { 0 } };
	if (!yg_utf8_valid(text)) {
		yg_diag(ds, &d_encoding, 0, 0, "", STR_NONE, STR_NONE);
		return YG_ESYNTAX;
	}
	while (rest.n) {
		size_t end = yg_str_find(rest, STR("\n"));
		struct str line = yg_str_trim(yg_str_sub(rest, 0, end));
		rest = end == (size_t)-1 ? STR_NONE : yg_str_sub(rest, end + 1, rest.n);
		number++;
		if (line.n == 0 || line.p[0] == '#') continue;
		if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
			section = yg_str_trim(yg_str_sub(line, 1, line.n - 2));
			if ((skip = !known_section(section))) yg_diag(ds, &d_section, 0, number, "", section, STR_NONE);
		} else if (!skip) {                          /* keys of an unknown section were told with it */
			read_pair(c, section, line, number, a, ds);
		}
	}
	if (yg_arena_error(a)) return yg_arena_error(a);
	return ds->n != before || ds->left_out != left ? YG_ESYNTAX : YG_OK;
}

const char *yg_conf_get(const struct conf *c, const char *key)
{
	unsigned i = find(yg_str(key));
	if (i == NOT_FOUND) return NULL;
	return c && c->value[i] ? c->value[i] : yg_conf_options[i].def;
}

bool yg_conf_given(const struct conf *c, const char *key)
{
	unsigned i = find(yg_str(key));
	return i != NOT_FOUND && c->value[i];
}

long yg_conf_number(const struct conf *c, const char *key)
{
	const char *v = yg_conf_get(c, key);
	unsigned long n = 0;
	return v && yg_str_uint(yg_str(v), 1000000000, &n) ? (long)n : 0;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static struct str section_of(const struct conf_option *o)
{
	size_t dot = yg_str_find(yg_str(o->key), STR("."));
	return dot == (size_t)-1 ? STR_NONE : yg_str_sub(yg_str(o->key), 0, dot);
}

void yg_conf_write(const struct conf *c, enum lang lang, struct buf *out)
{
	struct str section = STR_NONE;
	bool ja = lang == LANG_JA;
	yg_buf_z(out, ja ? "# yagen.conf - yagen の設定(man 5 yagen.conf)。「#」の行は注釈で、既定のままの項目を示す。\n# 鍵、暗証番号、患者に関することは書かない。\n"
			 : "# yagen.conf - settings of yagen (man 5 yagen.conf). Lines with # are comments and show what is as by default.\n"
			   "# No keys, no passwords, nothing about patients belongs here.\n");
	for (unsigned i = 0; yg_conf_options[i].key; i++) {
		const struct conf_option *o = &yg_conf_options[i];
		struct str s = section_of(o);
		const char *key = s.n ? o->key + s.n + 1 : o->key;
		if (!yg_str_eq(s, section)) yg_buf_printf(out, "\n[%.*s]\n", STR_ARG(s));
		section = s;
		yg_buf_printf(out, "\n# %s\n", ja ? o->ja : o->en);
		if (c->value[i]) yg_buf_printf(out, "%s = %s\n", key, c->value[i]);
		else yg_buf_printf(out, "#%s = %s\n", key, o->def ? o->def : "");
	}
}

void yg_conf_manual(struct buf *out)
{
	static const char *const types[] = { "absolute path", "text", "one of", "number", "digits" };
	for (unsigned i = 0; yg_conf_options[i].key; i++) {
		const struct conf_option *o = &yg_conf_options[i];
		yg_buf_printf(out, ".TP\n.B %s\n%s.\n(%s", o->key, o->en, types[o->type]);
		if (o->words) yg_buf_printf(out, ": %s", o->words);
		else if (o->type != CONF_PATH && o->min == o->max) yg_buf_printf(out, ", %ld%s", o->min, o->type == CONF_NUMBER ? "" : " characters");
		else if (o->type != CONF_PATH) yg_buf_printf(out, ", %ld to %ld%s", o->min, o->max, o->type == CONF_NUMBER ? "" : " characters");
		yg_buf_printf(out, o->def ? "; default %s)\n" : "; no default)\n", o->def);
	}
}
