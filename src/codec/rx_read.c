/* rx_read.c - the one loop that turns prescription records into the model, told the dialect by its table.
 * Collects every fault before it answers; repairs nothing, and keeps records it does not know. */
#include "codec/rx_records.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/csv.h"
#include "text/sjis.h"
#include <stdio.h>
#include "base/ban.h"

DIAG_KIND(d_line, "rx-line", DIAG_ERROR, "レコード番号で始まらない行があります(途中で切れた行、または別のデータ)",
	  "a line does not start with a record number (a broken line, or other data)");
DIAG_KIND(d_second_header, "rx-second-header", DIAG_ERROR, "バージョン行が2つあります(2枚の処方箋が混ざっている可能性)",
	  "a second version line (two prescriptions may be mixed)");
DIAG_KIND(d_too_many, "rx-too-many", DIAG_ERROR, "レコードまたは項目が多すぎます", "too many records or items");
DIAG_KIND(d_cut, "rx-cut", DIAG_ERROR, "最後のレコードが改行で終わっていません(データが途中で切れています)",
	  "the last record has no line end: the data is cut");
DIAG_KIND(d_blank_line, "rx-blank-line", DIAG_NOTE, "空行は読み飛ばしました", "blank line skipped");
DIAG_KIND(d_unknown, "rx-unknown-record", DIAG_WARNING, "未知のレコード {0} です(そのまま保持します)",
	  "unknown record {0}: kept as it is");
DIAG_KIND(d_twice, "rx-record-twice", DIAG_ERROR, "1回だけのレコードが2回あります",
	  "a record that may stand once is there twice");
DIAG_KIND(d_missing, "rx-record-missing", DIAG_ERROR, "必須レコードがありません", "a mandatory record is missing");
DIAG_KIND(d_absent, "rx-record-absent", DIAG_WARNING, "必須レコードがありません(紙と照合してください)",
	  "a mandatory record is absent: compare with the paper");
DIAG_KIND(d_rp_incomplete, "rx-rp-incomplete", DIAG_ERROR, "RP {0} に必須レコードがありません",
	  "RP {0} lacks a mandatory record");
DIAG_KIND(d_rp_unknown, "rx-rp-unknown", DIAG_ERROR, "RP {0} のレコード101がありません",
	  "there is no record 101 for RP {0}");
DIAG_KIND(d_drug_unknown, "rx-drug-unknown", DIAG_ERROR, "RP {0} の薬品 {1} (レコード201)がありません",
	  "there is no record 201 for RP {0} drug {1}");
DIAG_KIND(d_rp_sequence, "rx-rp-sequence", DIAG_ERROR, "RP番号が連番ではありません: {0} (期待値 {1})",
	  "RP numbers are not consecutive: {0}, expected {1}");
DIAG_KIND(d_drug_sequence, "rx-drug-sequence", DIAG_ERROR, "RP内連番が連番ではありません: {0} (期待値 {1})",
	  "drug numbers within the RP are not consecutive: {0}, expected {1}");
DIAG_KIND(d_order, "rx-order", DIAG_WARNING, "レコードの順序が規約と異なります", "record out of order");
DIAG_KIND(d_sorted, "sj1-sorted", DIAG_NOTE, "レコード番号順の並びをRP番号で結合して読みました",
	  "sorted by record number: joined by RP number");
DIAG_KIND(d_item_missing, "rx-item-missing", DIAG_WARNING, "必須項目が空です", "a mandatory item is empty");
DIAG_KIND(d_item_required, "rx-item-required", DIAG_ERROR, "必須項目が空のため、このレコードは使えません",
	  "a mandatory item is empty: the record cannot be used");
DIAG_KIND(d_any_missing, "rx-item-any", DIAG_WARNING, "いずれか1つは必須の項目がすべて空です",
	  "at least one of these items must be filled");
DIAG_KIND(d_number, "rx-number", DIAG_ERROR, "1以上の整数ではありません", "not a whole number of 1 or more");
DIAG_KIND(d_amount, "rx-amount", DIAG_ERROR, "数値として読めないか、0です: {0}", "not a number above zero: {0}");
DIAG_KIND(d_amount_form, "rx-amount-form", DIAG_WARNING, "数値の書き方が規約と異なります: {0}",
	  "number not written as the rules demand: {0}");
DIAG_KIND(d_date, "rx-date", DIAG_ERROR, "日付として正しくありません", "not a valid date");
DIAG_KIND(d_date_form, "sj1-date-form", DIAG_WARNING, "西暦8桁(YYYYMMDD)ではありません",
	  "date is not written YYYYMMDD");
DIAG_KIND(d_value, "rx-value", DIAG_WARNING, "コード表にない値です: {0}", "value not in the code table: {0}");
DIAG_KIND(d_too_long, "rx-too-long", DIAG_WARNING, "項目の長さが規約を超えています", "item longer than the rules allow");
DIAG_KIND(d_surplus, "rx-surplus", DIAG_WARNING, "規約にない項目に値があります", "a surplus item is filled");
DIAG_KIND(d_characters, "rx-characters", DIAG_WARNING, "この項目に使えない文字があります",
	  "characters that this item may not hold");
DIAG_KIND(d_quotes, "rx-quotes", DIAG_WARNING, "引用符で囲まれています", "item is wrapped in quotes");
DIAG_KIND(d_blank, "rx-blank", DIAG_WARNING, "項目の前後に空白があります", "blank at the start or end of an item");
DIAG_KIND(d_replaced, "rx-unknown-character", DIAG_WARNING, "書けなかった文字(■)があります。紙で確認してください",
	  "an unknown character (■) stands here: read the paper");
DIAG_KIND(d_gaiji, "rx-gaiji", DIAG_WARNING, "外字(利用者定義文字)があります。紙で確認してください",
	  "a user-defined character stands here: read the paper");

struct rec { struct csv_row row; unsigned no; const struct rx_record *def; };
struct reader {
	struct read_ctx *rc;
	const struct rx_dialect *d;
	struct rx       *rx;
	struct rec      *recs; size_t nrecs;
	struct rx_where  where;
	bool             cut;                        /* the last record is cut: its empty items say nothing */
	short            group_of[YG_MAX_RPS + 1];   /* RP number -> group, -1 none */
	signed char    (*line_of)[YG_MAX_LINES + 1]; /* [group][RP内連番] -> line, -1 none */
	int              err;                        /* of the first error */
};

static void fault(struct reader *r, const struct diag_kind *k, int err, unsigned line, const char *field, struct str a, struct str b)
{
	yg_diag(r->rc->diags, k, r->rc->input, line, field, a, b);
	if (k->severity == DIAG_ERROR && !r->err) r->err = err;
}

static struct str number_str(struct reader *r, unsigned long v) { return yg_arena_printf(r->rc->arena, "%lu", v); }

static const char *record_name(const struct rx_record *def, char out[64])
{
	snprintf(out, 64, "%u %s", def->no, def->name);
	return out;
}

/* A value of the input inside a diagnostic: only what cannot be a name. */
static struct str shown(struct str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] > '~') return STR_NONE;
	return v.n <= 16 ? v : STR_NONE;
}

/* --- one item -------------------------------------------------------------------------- */

struct spot { const struct rec *rec; const struct rx_item *item; unsigned index; bool cut; };

static void item_fault(struct reader *r, const struct spot *s, const struct diag_kind *k, int err, struct str arg)
{
	char field[80];
	snprintf(field, sizeof field, "%u-%u %s", s->rec->def->no, s->index, s->item->name);
	/* an item of the header may say something of a person: its value stays out of the diagnostics */
	if (s->rec->def->no <= 100) arg = STR_NONE;
	fault(r, k, err, s->rec->row.line, field, arg, STR_NONE);
}

static bool half_kana(unsigned c) { return c >= 0xff61 && c <= 0xff9f; }

size_t yg_rx_sjis_len(struct str s)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	size_t n = 0;
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		n += c < 0x80 || half_kana(c) ? 1 : 2;
	}
	return n;
}

static void check_text(struct reader *r, const struct spot *s, struct str v)
{
	const char *p = v.p, *end = v.p + v.n;
	bool replaced = false, gaiji = false, illegal = false;
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		replaced |= c == 0x25a0 || c == 0xfffd;
		gaiji |= (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
		illegal |= c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0);
		if (s->item->type == '9') illegal |= c < '0' || c > '9';
		if (s->item->type == 'X') illegal |= c > 0x7e && !half_kana(c);
	}
	if (replaced) item_fault(r, s, &d_replaced, 0, STR_NONE);
	if (gaiji) item_fault(r, s, &d_gaiji, 0, STR_NONE);
	if (v.p[0] == '"' || v.p[0] == '\'' || v.p[v.n - 1] == '"' || v.p[v.n - 1] == '\'') item_fault(r, s, &d_quotes, 0, STR_NONE);
	else if (illegal) item_fault(r, s, &d_characters, 0, STR_NONE);
	if (yg_str_trim(v).n != v.n) item_fault(r, s, &d_blank, 0, STR_NONE);
	if (s->item->max && yg_rx_sjis_len(v) > s->item->max) item_fault(r, s, &d_too_long, 0, STR_NONE);
}

static void store_int(struct reader *r, const struct spot *s, struct str v, int *out)
{
	static const unsigned long limits[] = { 0, 9, 99, 999 };
	unsigned long n = 0;
	bool must = s->item->must == RX_MUST;
	if (!yg_str_uint(v, limits[s->item->max], &n) || (n == 0 && must)) item_fault(r, s, &d_number, YG_ESYNTAX, STR_NONE);
	else if (n == 0) item_fault(r, s, &d_value, 0, shown(v));
	*out = (int)n;
}

static void store_dec(struct reader *r, const struct spot *s, struct str v, struct dec *out)
{
	size_t point = yg_str_find(v, STR("."));
	size_t ints = point == (size_t)-1 ? v.n : point, decs = point == (size_t)-1 ? 0 : v.n - point - 1;
	if (yg_dec_parse(v, out) != YG_OK || (s->item->kind == RX_AMOUNT && out->n == 0))
		item_fault(r, s, &d_amount, YG_ESYNTAX, shown(v));
	else if (!yg_dec_canonical(v) || ints > 6 || decs > 5)
		item_fault(r, s, &d_amount_form, 0, shown(v));
}

static void store_date(struct reader *r, const struct spot *s, struct str v, struct ymd *out)
{
	if (yg_ymd_parse_rx(v, s->item->kind == RX_BIRTH, out) != YG_OK) item_fault(r, s, &d_date, YG_ESYNTAX, STR_NONE);
	else if (r->d->sj1 && v.n != 8) item_fault(r, s, &d_date_form, 0, STR_NONE);
}

/* The listed digit of a coded item, or 0. */
static char listed(const struct spot *s, struct str v)
{
	return v.n == 1 && v.p[0] && strchr(s->item->values, v.p[0]) ? v.p[0] : 0;
}

static enum code_system code_system(char digit)
{
	return digit && strchr("123467", digit) ? (enum code_system)(digit - '0') : CODE_UNKNOWN;
}

/* Two digits where senders drop the leading zero. */
static struct str pad2(struct reader *r, struct str v)
{
	return v.n == 1 && v.p[0] >= '0' && v.p[0] <= '9' ? yg_arena_printf(r->rc->arena, "0%c", v.p[0]) : v;
}

static void store(struct reader *r, const struct spot *s, struct str v, char *base)
{
	const struct rx_item *it = s->item;
	void *at = base + it->at;
	struct str *raw = (struct str *)(void *)(base + it->at2);
	char digit = v.n == 1 ? v.p[0] : 0;
	bool text = it->kind == RX_TEXT || it->kind == RX_PAD2 || it->kind == RX_RATE;
	if (it->kind == RX_RP || it->kind == RX_SEQ) return;
	if (v.n == 0) {
		if (it->kind == RX_SYSTEM) *(enum code_system *)at = CODE_NONE;
		if (s->cut) return;
		if (it->must == RX_MUST) item_fault(r, s, &d_item_required, YG_EMISSING, STR_NONE);
		else if (it->must == RX_SHOULD) item_fault(r, s, &d_item_missing, 0, STR_NONE);
		return;
	}
	if (text) check_text(r, s, v);
	if (it->values && !listed(s, v)) item_fault(r, s, &d_value, 0, shown(v));
	switch ((enum rx_kind)it->kind) {
	case RX_TEXT: case RX_RATE: *(struct str *)at = v; break;
	case RX_PAD2: *(struct str *)at = pad2(r, v); break;
	case RX_INT: store_int(r, s, v, at); break;
	case RX_DEC: case RX_AMOUNT: store_dec(r, s, v, at); break;
	case RX_DATE: case RX_BIRTH: store_date(r, s, v, at); *raw = v; break;
	case RX_SEX: *(enum sex *)at = digit == '1' ? SEX_MALE : digit == '2' ? SEX_FEMALE : SEX_UNKNOWN; *raw = v; break;
	case RX_FORM: *(enum form_class *)at = listed(s, v) ? (enum form_class)(digit - '0') : FORM_UNKNOWN; *raw = v; break;
	case RX_SYSTEM:
		*(enum code_system *)at = code_system(digit);
		if (code_system(digit) == CODE_UNKNOWN) *raw = v;
		break;
	case RX_RP: case RX_SEQ: break;
	}
}

/* --- one record -------------------------------------------------------------------------- */

static void keep(struct reader *r, const struct rec *rec, struct record **list, size_t *n)
{
	struct record *u = yg_arena_grow(r->rc->arena, *list, *n, sizeof *u);
	if (!u) return;
	u[(*n)++] = (struct record){ { (uint16_t)r->rc->input, rec->row.line }, (int)rec->no, rec->row.raw };
	*list = u;
}

static void store_record(struct reader *r, const struct rec *rec, void *base)
{
	const struct rx_record *def = rec->def;
	struct spot s = { rec, NULL, 0, r->cut && rec == &r->recs[r->nrecs - 1] };
	bool any_wanted = false, any = false, surplus = false;
	char field[80];
	for (unsigned i = 0; i < def->nitems; i++) {
		struct str v = yg_csv_field(&rec->row, i + 1);
		s.item = &def->items[i];
		s.index = i + 1;
		if (s.item->must == RX_ANY) { any_wanted = true; any |= v.n > 0; }
		store(r, &s, v, base);
	}
	if (any_wanted && !any && !s.cut) fault(r, &d_any_missing, 0, rec->row.line, record_name(def, field), STR_NONE, STR_NONE);
	for (size_t i = def->nitems + 1; i < rec->row.n; i++) {
		if (!rec->row.f[i].n) continue;
		snprintf(field, sizeof field, "%u-%zu", def->no, i);
		fault(r, &d_surplus, 0, rec->row.line, field, STR_NONE, STR_NONE);
		surplus = true;
	}
	if (surplus) keep(r, rec, &r->rx->surplus, &r->rx->nsurplus);
}

/* One more element in the owner's array. */
static void *push(struct reader *r, const struct rx_record *def, char *owner)
{
	void *list, *made;
	size_t n;
	memcpy(&list, owner + def->list, sizeof list);
	memcpy(&n, owner + def->count, sizeof n);
	list = yg_arena_grow(r->rc->arena, list, n, def->size);
	if (!list) return NULL;
	made = (char *)list + n * def->size;
	memset(made, 0, def->size);
	n++;
	memcpy(owner + def->list, &list, sizeof list);
	memcpy(owner + def->count, &n, sizeof n);
	return made;
}

/* The group or line a record belongs to; false: there is none (said), or the number cannot be read (said). */
static bool find_owner(struct reader *r, const struct rec *rec, struct rx_place *at)
{
	unsigned long rp = 0, seq = 0;
	struct str f1 = yg_csv_field(&rec->row, 1), f2 = yg_csv_field(&rec->row, 2);
	char field[64];
	int line;
	*at = (struct rx_place){ .rx = r->rx };
	if (rec->def->scope == RX_IN_RX) return true;
	if (!yg_str_uint(f1, YG_MAX_RPS, &rp) || (rec->def->scope == RX_IN_LINE && !yg_str_uint(f2, YG_MAX_LINES, &seq))) {
		fault(r, &d_number, YG_ESYNTAX, rec->row.line, record_name(rec->def, field), STR_NONE, STR_NONE);
		return false;
	}
	if (r->group_of[rp] < 0) {
		fault(r, &d_rp_unknown, YG_ESYNTAX, rec->row.line, record_name(rec->def, field), number_str(r, rp), STR_NONE);
		return false;
	}
	at->group = &r->rx->groups[r->group_of[rp]];
	if (rec->def->scope == RX_IN_GROUP) return true;
	line = r->line_of[r->group_of[rp]][seq];
	if (line < 0) {
		fault(r, &d_drug_unknown, YG_ESYNTAX, rec->row.line, record_name(rec->def, field), number_str(r, rp),
		      number_str(r, seq));
		return false;
	}
	at->line = &at->group->lines[line];
	return true;
}

static unsigned *where(struct reader *r, const struct rx_record *def, const struct rx_place *at)
{
	size_t g = at->group ? (size_t)(at->group - r->rx->groups) : 0;
	unsigned slot = yg_rx_slot(r->d, def);
	if (def->scope == RX_IN_RX) return &r->where.head[def - r->d->rows];
	if (def->scope == RX_IN_GROUP) return &r->where.group[g][slot];
	return &r->where.line[g][at->line - at->group->lines][slot];
}

static void read_record(struct reader *r, const struct rec *rec)
{
	const struct rx_record *def = rec->def;
	struct rx_place at;
	unsigned *seen;
	char field[64], *owner;
	void *base;
	if (!find_owner(r, rec, &at)) return;
	seen = where(r, def, &at);
	if (*seen && !def->size) {
		fault(r, &d_twice, YG_ESYNTAX, rec->row.line, record_name(def, field), STR_NONE, STR_NONE);
		return;
	}
	if (!*seen) *seen = rec->row.line;
	owner = at.line ? (char *)at.line : at.group ? (char *)at.group : (char *)at.rx;
	if (def->given) *(bool *)(owner + def->given) = true;
	base = def->size ? push(r, def, owner) : owner;
	if (!base) return;                           /* the arena remembers why */
	store_record(r, rec, base);
	/* versions up to JAHIS9 may write one code at the end of 181 and let the class say which */
	if (def->no == 181 && rec->row.n == 6) {
		struct supplement *s = base;
		if (yg_str_eqz(s->kind, "9")) { s->site_code = s->usage_code; s->usage_code = STR_NONE; }
	}
}

static void read_group(struct reader *r, const struct rec *rec)
{
	struct rx_group *g = push(r, rec->def, (char *)r->rx);
	size_t n = r->rx->ngroups;
	struct str want, got;
	if (!g) return;
	if (!r->where.head[rec->def - r->d->rows]) r->where.head[rec->def - r->d->rows] = rec->row.line;
	g->origin = (struct origin){ (uint16_t)r->rc->input, rec->row.line };
	store_record(r, rec, g);
	if (g->number <= 0) return;
	want = number_str(r, n > 1 ? (unsigned)r->rx->groups[n - 2].number + 1 : 1);
	got = number_str(r, (unsigned)g->number);
	if (!yg_str_eq(want, got)) fault(r, &d_rp_sequence, YG_ESYNTAX, rec->row.line, "101-1 RP番号", got, want);
	if (r->group_of[g->number] < 0) r->group_of[g->number] = (short)(n - 1);
}

static void read_line(struct reader *r, const struct rec *rec)
{
	struct rx_place at;
	struct rx_line *line;
	struct str want, got;
	size_t g, n;
	unsigned *seen;
	if (!find_owner(r, rec, &at)) return;
	g = (size_t)(at.group - r->rx->groups);
	if (at.group->nlines >= YG_MAX_LINES) {      /* the number cannot be right: said below for the ones before it */
		fault(r, &d_too_many, YG_ETOOBIG, rec->row.line, "201 薬品", STR_NONE, STR_NONE);
		return;
	}
	seen = where(r, rec->def, &at);
	if (!*seen) *seen = rec->row.line;
	line = push(r, rec->def, (char *)at.group);
	if (!line) return;
	line->item.origin = (struct origin){ (uint16_t)r->rc->input, rec->row.line };
	line->item.amount = line->factor = DEC_NONE;
	for (size_t i = 0; i < 5; i++) line->uneven[i] = DEC_NONE;
	store_record(r, rec, line);
	n = at.group->nlines;
	want = number_str(r, n > 1 ? (unsigned)at.group->lines[n - 2].seq + 1 : 1);
	got = number_str(r, (unsigned)line->seq);
	if (line->seq > 0 && !yg_str_eq(want, got)) fault(r, &d_drug_sequence, YG_ESYNTAX, rec->row.line, "201-2 RP内連番", got, want);
	if (r->line_of[g][line->seq] < 0) r->line_of[g][line->seq] = (signed char)(n - 1);
}

/* --- all records --------------------------------------------------------------------------- */

static int collect(struct reader *r, const struct rx_text *in)
{
	struct csv c;
	struct csv_row row;
	int got;
	yg_csv_open(&c, in->text, CSV_PLAIN, r->rc->arena);
	c.next_line = in->first_line;
	while ((got = yg_csv_next(&c, &row)) == 1) {
		struct rec *recs;
		unsigned long no = 0;
		if (row.raw.n == 0) {
			fault(r, &d_blank_line, 0, row.line, "", STR_NONE, STR_NONE);
			continue;
		}
		if (yg_str_starts(row.raw, STR("JAHIS")) || yg_str_eqz(row.f[0], "SJ1")) {
			fault(r, &d_second_header, YG_ESYNTAX, row.line, "", STR_NONE, STR_NONE);
			continue;
		}
		r->cut = in->cut_is_fault && !row.ended;
		if (r->cut) fault(r, &d_cut, YG_ESYNTAX, row.line, "", STR_NONE, STR_NONE);
		if (row.f[0].n > 3 || !yg_str_uint(row.f[0], 999, &no) || no == 0 || row.n < 2) {
			if (!r->cut) fault(r, &d_line, YG_ESYNTAX, row.line, "", STR_NONE, STR_NONE);
			r->cut = false;                      /* nothing of it was kept */
			continue;
		}
		if (r->nrecs >= YG_MAX_RECORDS) { got = YG_ETOOBIG; break; }
		recs = yg_arena_grow(r->rc->arena, r->recs, r->nrecs, sizeof *recs);
		if (!recs) return yg_arena_error(r->rc->arena);
		recs[r->nrecs++] = (struct rec){ row, (unsigned)no, yg_rx_row(r->d, (unsigned)no) };
		r->recs = recs;
	}
	if (got == YG_ETOOBIG) fault(r, &d_too_many, YG_ETOOBIG, row.line, "", STR_NONE, STR_NONE);
	return got;
}

static void keep_unknown(struct reader *r, const struct rec *rec)
{
	keep(r, rec, &r->rx->unknown, &r->rx->nunknown);
	fault(r, &d_unknown, 0, rec->row.line, "", number_str(r, rec->no), STR_NONE);
}

/* May `cur` stand behind `prev`? drug: the 201 that is open, rp: the 101 that is open. */
static bool in_order(const struct rec *prev, const struct rec *cur, const struct rec *rp, const struct rec *drug)
{
	unsigned p = prev ? prev->def ? prev->def->no : prev->no : 0, no = cur->def ? cur->def->no : cur->no;
	struct str f1 = yg_csv_field(&cur->row, 1), f2 = yg_csv_field(&cur->row, 2);
	if (no < 101 || no >= 300) return p <= no;
	if (no == 101) return p < 300;
	if (!rp || p >= 300 || !yg_str_eq(f1, yg_csv_field(&rp->row, 1))) return false;
	if (no < 201) return p < 201 && p <= no;
	if (no == 201) return true;
	return drug && p >= 201 && p <= no && yg_str_eq(f2, yg_csv_field(&drug->row, 2));
}

static void check_order(struct reader *r)
{
	bool sorted = true, said = false;
	for (size_t i = 1; i < r->nrecs && sorted; i++) sorted = r->recs[i - 1].no <= r->recs[i].no;
	for (size_t i = 0, rp = r->nrecs, drug = r->nrecs; i < r->nrecs; i++) {
		const struct rec *cur = &r->recs[i];
		if (!in_order(i ? cur - 1 : NULL, cur, rp < r->nrecs ? &r->recs[rp] : NULL, drug < r->nrecs ? &r->recs[drug] : NULL)) {
			if (!r->d->sj1 || !sorted) fault(r, &d_order, 0, cur->row.line, "", STR_NONE, STR_NONE);
			else if (!said) fault(r, &d_sorted, 0, cur->row.line, "", STR_NONE, STR_NONE);
			said = true;
		}
		if (cur->no == 101) { rp = i; drug = r->nrecs; }
		if (cur->no == 201) drug = i;
	}
}

static void check_present(struct reader *r)
{
	char field[64];
	for (size_t i = 0; i < r->d->nrows; i++) {
		const struct rx_record *def = &r->d->rows[i];
		unsigned slot = yg_rx_slot(r->d, def);
		record_name(def, field);
		if (def->must == RX_MAY) continue;
		if (def->scope == RX_IN_RX && !r->where.head[i])
			fault(r, def->must == RX_MUST ? &d_missing : &d_absent, YG_EMISSING, 0, field, STR_NONE, STR_NONE);
		for (size_t g = 0; def->scope == RX_IN_GROUP && g < r->rx->ngroups; g++)
			if (!r->where.group[g][slot])
				fault(r, &d_rp_incomplete, YG_EMISSING, r->rx->groups[g].origin.record, field,
				      number_str(r, (unsigned)r->rx->groups[g].number), STR_NONE);
	}
}

/* Room for "where was it" of each group, then of each line. */
static int room_for_groups(struct reader *r)
{
	size_t n = r->rx->ngroups;
	if (n == 0) return YG_OK;
	r->where.group = yg_arena_array(r->rc->arena, n, sizeof *r->where.group);
	r->where.line = yg_arena_array(r->rc->arena, n, sizeof *r->where.line);
	r->line_of = yg_arena_array(r->rc->arena, n, sizeof *r->line_of);
	if (!r->where.group || !r->where.line || !r->line_of) return yg_arena_error(r->rc->arena);
	memset(r->line_of, -1, n * sizeof *r->line_of);
	return YG_OK;
}

static int room_for_lines(struct reader *r)
{
	for (size_t g = 0; g < r->rx->ngroups; g++) {
		if (!r->rx->groups[g].nlines) continue;
		r->where.line[g] = yg_arena_array(r->rc->arena, r->rx->groups[g].nlines, sizeof **r->where.line);
		if (!r->where.line[g]) return yg_arena_error(r->rc->arena);
	}
	return YG_OK;
}

/* Faults are found in passes; a person reads them line by line. Stable, and at most YG_MAX_DIAGS of them. */
static void sort_faults(struct diags *ds, size_t since)
{
	for (size_t i = since + 1; i < ds->n; i++) {
		struct diag d = ds->d[i];
		size_t k = i;
		for (; k > since && ds->d[k - 1].record > d.record; k--) ds->d[k] = ds->d[k - 1];
		ds->d[k] = d;
	}
}

int yg_rx_read(struct read_ctx *rc, const struct rx_dialect *d, const struct rx_text *in, struct rx *rx)
{
	struct reader r = { .rc = rc, .d = d, .rx = rx };
	size_t since = rc->diags->n;
	int err = collect(&r, in);
	if (err && err != YG_ETOOBIG) return err;
	memset(r.group_of, -1, sizeof r.group_of);
	check_order(&r);
	/* three passes, so that files sorted by record number join as well as nested ones: RPs, drugs, the rest */
	for (size_t i = 0; i < r.nrecs; i++) {
		if (r.recs[i].no != 101) continue;
		if (rx->ngroups >= YG_MAX_RPS) {
			fault(&r, &d_too_many, YG_ETOOBIG, r.recs[i].row.line, "101 剤形", STR_NONE, STR_NONE);
			break;
		}
		read_group(&r, &r.recs[i]);
	}
	if ((err = room_for_groups(&r)) != YG_OK) return err;
	for (size_t i = 0; i < r.nrecs; i++)
		if (r.recs[i].no == 201) read_line(&r, &r.recs[i]);
	if ((err = room_for_lines(&r)) != YG_OK) return err;
	for (size_t i = 0; i < r.nrecs; i++) {
		if (!r.recs[i].def) keep_unknown(&r, &r.recs[i]);
		else if (r.recs[i].no != 101 && r.recs[i].no != 201) read_record(&r, &r.recs[i]);
	}
	check_present(&r);
	/* what several records say together means nothing when one of them is half there */
	if (!r.cut) err = yg_rx_check(rc, d, rx, &r.where);
	sort_faults(rc->diags, since);
	if (yg_arena_error(rc->arena)) return yg_arena_error(rc->arena);
	return r.err ? r.err : err;
}
