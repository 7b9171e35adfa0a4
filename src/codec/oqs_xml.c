/* oqs_xml.c - the 薬剤情報 answer of the eligibility terminal (オンライン資格確認), read only: claims, dispensing and
 * prescription data in three families of element names, one table and one loop. Reads what the file says of consent and
 * marks visits as masked; treatments (診療情報) are counted and left alone. De-duplication is not done here. */
#include "codec/codec.h"
#include "codec/clip.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/xml.h"
#include "base/ban.h"

DIAG_KIND(d_xml, "oqs-xml", DIAG_ERROR, "XML として読めません。書き込み途中か、壊れています。端末の出力が終わってから読み直してください",
	  "not well-formed XML: still being written, or damaged; read it again when the terminal has finished");
DIAG_KIND(d_doctype, "oqs-doctype", DIAG_ERROR, "DOCTYPE のある XML は受け付けません", "XML with a DOCTYPE is refused");
DIAG_KIND(d_size, "oqs-too-big", DIAG_ERROR, "大きすぎるか、入れ子が深すぎます", "too big or nested too deep");
DIAG_KIND(d_root, "oqs-not-answer", DIAG_ERROR, "端末の薬剤情報の回答ではありません", "not an answer of the terminal with medicines");
DIAG_KIND(d_other, "oqs-eligibility", DIAG_ERROR, "資格確認の回答です。薬剤情報は入っていません",
	  "this is an eligibility answer; it holds no medicines");
DIAG_KIND(d_result, "oqs-no-data", DIAG_ERROR, "端末が薬剤情報を返していません（結果コード {0}）。「履歴なし」とは扱いません",
	  "the terminal returned no medicines (result {0}); not taken as \"no history\"");
DIAG_KIND(d_empty, "oqs-empty", DIAG_WARNING, "薬剤が1件もありません。「服用中の薬なし」とは扱いません",
	  "no drug line in the answer; not taken as \"takes no drugs\"");
DIAG_KIND(d_consent, "oqs-no-consent", DIAG_WARNING, "薬剤情報の閲覧同意がありません（{0}）。名称は表示しません",
	  "no consent to view medicines ({0}); names are not shown");
DIAG_KIND(d_consent_value, "oqs-consent-value", DIAG_WARNING, "同意フラグの値が不明です。同意なしとして扱います",
	  "unknown consent flag; treated as no consent");
DIAG_KIND(d_until, "oqs-consent-until", DIAG_WARNING, "同意の期限が読めません。同意なしとして扱います",
	  "the end of the consent cannot be read; treated as no consent");
DIAG_KIND(d_withheld, "oqs-withheld", DIAG_WARNING, "薬剤名が伏せられた調剤です。名称は表示しません",
	  "drug names are withheld in this dispensing; nothing of it is shown");
DIAG_KIND(d_no_name, "oqs-no-name", DIAG_WARNING, "薬剤名がありません", "a drug line without a name");
DIAG_KIND(d_no_code, "oqs-no-code", DIAG_WARNING, "薬剤コードがありません。この薬剤は照合できません",
	  "a drug line without a code; it cannot be checked");
DIAG_KIND(d_code, "oqs-code", DIAG_WARNING, "薬剤コードが 9 桁でも 12 桁でもありません。この薬剤は照合できません",
	  "drug code is neither 9 nor 12 characters; it cannot be checked");
DIAG_KIND(d_date, "oqs-date", DIAG_ERROR, "調剤年月日が読めません。服用期間は計算できません",
	  "date cannot be read; the periods cannot be computed");
DIAG_KIND(d_other_date, "oqs-date-prescribed", DIAG_NOTE, "調剤年月日がないため処方年月日を使います",
	  "no dispensing date; the prescription date is used");
DIAG_KIND(d_number, "oqs-number", DIAG_WARNING, "数値として読めません", "not a number");
DIAG_KIND(d_institution, "oqs-institution", DIAG_WARNING, "医療機関コードが 10 桁ではありません", "institution code has not ten digits");
DIAG_KIND(d_treatments, "oqs-treatments", DIAG_NOTE, "診療行為 {0} 件は対象外です（読みません）",
	  "{0} treatment items are outside the scope and not read");
DIAG_KIND(d_foreign, "oqs-unknown-element", DIAG_WARNING, "未知の要素 {0} があります。中の情報は読めません",
	  "unknown element {0}; what it holds is not read");
DIAG_KIND(d_many, "oqs-too-many", DIAG_ERROR, "調剤または薬剤が多すぎます", "too many dispensings or drug lines");

/* Element names of each family. */
static const struct family {
	enum source_family id; enum history_kind kind;
	const char *block, *month, *dispenser_code, *dispenser, *clinic_code, *clinic, *dispenser_own, *clinic_own, *in_out;
	const char *days, *day, *dispensed, *prescribed, *drugs, *drug;
	const char *code, *name, *ingredient, *amount, *unit, *times, *usage, *usage_class, *instruction;
} families[] = {
	{ FAM_CLAIMS, HIST_CLAIMS,
	  "MeTrMonthInf", "MeTrMonth", "MeTrDiHCd", "MeTrDiHNm", "PrlsHCd", "PrlsHNm", "DiOrg", "PrIsOrg", "InOut",
	  "DiDateInfs", "DiDateInf", "DiDate", "PrDate", "DrugInfs", "DrugInf",
	  "DrugC", "DrugN", "IngreN", "Qua1", "Unit", "Times", "UsageN", "MeTrIdCl", "SpInst" },
	{ FAM_DISPENSED, HIST_DISPENSED,
	  "CzDiMonthInf", "CzDiMonth", "CzMeTrDiHCd", "CzMeTrDiHNm", "CzPrlsHCd", "CzPrlsHNm", "CzDiOrg", "CzPrIsOrg", "CzPrCl",
	  "CzDiDateInfs", "CzDiDateInf", "CzDiDate", "CzPrDate", "CzDrugInfs", "CzDrugInf",
	  "CzDrugC", "CzDrugN", "CzIngreN", "CzQua1", "CzUnit", "CzTimes", "CzUsageN", "CzUsageCl", "CzSpInst" },
	{ FAM_PRESCRIBED, HIST_PRESCRIBED,
	  "ShPrMonthInf", "ShPrMonth", "ShMeTrDiHCd", "ShMeTrDiHNm", "ShPrHCd", "ShPrHNm", "ShPrOrg", "ShPrIsOrg", "ShPrCl",
	  "ShPrDateInfs", "ShPrDateInf", "ShPrDate", "ShPrDate", "ShDrugInfs", "ShDrugInf",
	  "ShDrugC", "ShDrugN", "ShIngreN", "ShQua1", "ShUnit", "ShTimes", "ShUsageN", "ShUsageCl", "ShSpInst" },
};
#define NFAMILIES (sizeof families / sizeof *families)

struct reader { struct read_ctx *rc; struct history *h; size_t treatments; int err; };

static void say(struct reader *r, const struct diag_kind *k, unsigned record, const char *field, struct str arg)
{
	yg_diag(r->rc->diags, k, r->rc->input, record, field, arg, STR_NONE);
}

static unsigned line_of(xmlNodePtr n)
{
	long l = xmlGetLineNo(n);
	return l > 0 ? (unsigned)l : 0;
}

static struct str keep(struct reader *r, struct str s) { return s.n ? yg_arena_str(r->rc->arena, s) : STR_NONE; }
static struct str text(struct reader *r, xmlNodePtr n, const char *name) { return keep(r, yg_xml_child_text(n, name)); }

static bool is(xmlNodePtr n, const char *name)
{
	return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

/* First element of this name anywhere below; the header of the answers differs between releases. */
static xmlNodePtr find(xmlNodePtr top, const char *name)
{
	for (xmlNodePtr n = top; n;) {
		if (is(n, name)) return n;
		if (n->children && n->type == XML_ELEMENT_NODE) { n = n->children; continue; }
		while (n && n != top && !n->next) n = n->parent;
		if (!n || n == top) return NULL;
		n = n->next;
	}
	return NULL;
}

/* --- values ------------------------------------------------------------------------ */

/* Ten digits: prefecture 2, 点数表 1, code 7. */
static void institution(struct reader *r, xmlNodePtr month, const char *code, const char *name, struct institution *out)
{
	struct str c = text(r, month, code);
	out->name = text(r, month, name);
	if (c.n == 10 && yg_str_digits(c)) {
		out->prefecture = yg_str_sub(c, 0, 2);
		out->kind = yg_str_sub(c, 2, 1);
		out->code = yg_str_sub(c, 3, 7);
	} else if (c.n) {
		out->code = c;
		say(r, &d_institution, line_of(month), code, STR_NONE);
	}
}

/* 診療識別 of the claims; for the other families the codes are not published, and 1 is 内服 in every table that could
 * be meant. What is not sure stays unknown: its period is then the flat one. */
static enum form_class form_of(struct str cl)
{
	static const struct { const char *v; enum form_class f; } known[] = {
		{ "1", FORM_ORAL }, { "21", FORM_ORAL }, { "22", FORM_PRN }, { "23", FORM_EXTERNAL },
		{ "31", FORM_INJECTION }, { "32", FORM_INJECTION }, { "33", FORM_INJECTION } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (yg_str_eqz(cl, known[i].v)) return known[i].f;
	return cl.n ? FORM_UNKNOWN : FORM_NONE;
}

static struct dec number(struct reader *r, xmlNodePtr n, const char *name, struct str *raw)
{
	struct str v = text(r, n, name);
	struct dec d = DEC_NONE;
	if (v.n && yg_dec_parse(v, &d) != YG_OK) {
		*raw = v;
		say(r, &d_number, line_of(n), name, STR_NONE);
	}
	return d;
}

/* The file does not say which table a code is from: nine digits are レセプト電算コード, twelve characters have the form of
 * 薬価基準収載医薬品コード and YJ コード and are taken as YJ. */
static enum code_system system_of(struct reader *r, struct str code, unsigned line)
{
	if (code.n == 0) { say(r, &d_no_code, line, "DrugC", STR_NONE); return CODE_NONE; }
	if (code.n == 9 && yg_str_digits(code)) return CODE_RECEIPT;
	if (code.n == 12) return CODE_YJ;
	say(r, &d_code, line, "DrugC", STR_NONE);
	return CODE_UNKNOWN;
}

/* --- the loop ------------------------------------------------------------------------ */

static bool drug(struct reader *r, const struct family *f, xmlNodePtr n, struct visit *v)
{
	struct hist_group *g = yg_arena_grow(r->rc->arena, v->groups, v->ngroups, sizeof *g);
	struct hist_line *l = yg_arena_alloc(r->rc->arena, sizeof *l);
	struct str inst;
	if (r->h->ndruglines >= YG_MAX_HISTORY) {
		say(r, &d_many, line_of(n), "", STR_NONE);
		r->err = YG_ETOOBIG;
		return false;
	}
	if (!g || !l) { r->err = yg_arena_error(r->rc->arena); return false; }
	v->groups = g;
	g += v->ngroups++;
	*g = (struct hist_group){ .number = (int)v->ngroups, .doctor = (size_t)-1, .lines = l, .nlines = 1, .has_usage = true };
	g->usage = text(r, n, f->usage);
	g->form_raw = text(r, n, f->usage_class);
	g->form = form_of(g->form_raw);
	g->quantity = number(r, n, f->times, &g->quantity_raw);
	inst = text(r, n, f->instruction);
	if (inst.n && (g->supplements = yg_arena_alloc(r->rc->arena, sizeof *g->supplements)) != NULL)
		g->supplements[g->nsupplements++].text = inst;
	l->number = ++r->h->ndruglines;
	l->item.origin = (struct origin){ (uint16_t)r->rc->input, line_of(n) };
	l->item.name = text(r, n, f->name);
	l->item.code = text(r, n, f->code);
	l->item.unit = text(r, n, f->unit);
	l->item.system = system_of(r, l->item.code, line_of(n));
	l->item.amount = number(r, n, f->amount, &l->amount_raw);
	l->generic_name = text(r, n, f->ingredient);
	return true;
}

static void dates(struct reader *r, const struct family *f, xmlNodePtr day, struct str month, struct visit *v)
{
	struct str on = text(r, day, f->dispensed), rx = text(r, day, f->prescribed);
	v->on_raw = on.n ? on : rx.n ? rx : month;
	if (yg_ymd_parse(rx, &v->prescribed_on) != YG_OK) v->prescribed_on = YMD_NONE;
	if (yg_ymd_parse(on, &v->on) == YG_OK) return;
	v->on = v->prescribed_on;
	say(r, on.n == 0 && yg_ymd_valid(v->on) ? &d_other_date : &d_date, line_of(day), f->dispensed, STR_NONE);
}

/* What we do not know may hold drugs: the answer then counts as cut. */
static void foreign(struct reader *r, xmlNodePtr n)
{
	say(r, &d_foreign, line_of(n), "MessageBody", yg_clip(yg_str((const char *)n->name), 40));
	if (yg_xml_child(n, NULL)) r->h->cut = true;
}

/* Below a month only these hold something: another element with children may hold drugs. */
static void strangers(struct reader *r, xmlNodePtr parent, const char *known)
{
	for (xmlNodePtr k = yg_xml_child(parent, NULL); k; k = yg_xml_next(k, NULL))
		if (yg_xml_child(k, NULL) && !is(k, known) && !is(k, "MeTrInfs")) foreign(r, k);
}

static void one_day(struct reader *r, const struct family *f, xmlNodePtr month, xmlNodePtr day)
{
	struct history *h = r->h;
	struct visit *v;
	xmlNodePtr drugs = yg_xml_child(day, f->drugs);
	size_t named = 0;
	if (h->nvisits >= YG_MAX_VISITS) { say(r, &d_many, line_of(day), "", STR_NONE); r->err = YG_ETOOBIG; return; }
	v = yg_arena_grow(r->rc->arena, h->visits, h->nvisits, sizeof *v);
	if (!v) { r->err = yg_arena_error(r->rc->arena); return; }
	h->visits = v;
	v += h->nvisits++;
	*v = (struct visit){ .origin = { (uint16_t)r->rc->input, line_of(day) }, .kind = f->kind, .family = f->id };
	institution(r, month, f->dispenser_code, f->dispenser, &v->pharmacy);
	if (v->pharmacy.name.n == 0 && v->pharmacy.code.n == 0)      /* older spelling */
		institution(r, month, "MedicalInstitutionCode", "MedicalInstitutionName", &v->pharmacy);
	institution(r, month, f->clinic_code, f->clinic, &v->clinic);
	v->has_clinic = v->clinic.name.n || v->clinic.code.n;
	v->in_out = text(r, month, f->in_out);
	v->own = yg_str_eqz(yg_xml_child_text(month, f->dispenser_own), "1");
	dates(r, f, day, text(r, month, f->month), v);
	for (; drugs && !r->err; drugs = yg_xml_next(drugs, f->drugs)) {
		strangers(r, drugs, f->drug);
		for (xmlNodePtr n = yg_xml_child(drugs, f->drug); n && drug(r, f, n, v); n = yg_xml_next(n, f->drug))
			named += v->groups[v->ngroups - 1].lines->item.name.n > 0;
	}
	if (v->ngroups && named == 0) {
		v->masked = true;
		say(r, &d_withheld, line_of(day), "", STR_NONE);
	} else if (named < v->ngroups) {
		say(r, &d_no_name, line_of(day), f->name, STR_NONE);
	}
}

static void month(struct reader *r, const struct family *f, xmlNodePtr m)
{
	strangers(r, m, f->days);
	for (xmlNodePtr days = yg_xml_child(m, f->days); days; days = yg_xml_next(days, f->days)) {
		strangers(r, days, f->day);
		for (xmlNodePtr d = yg_xml_child(days, f->day); d && !r->err; d = yg_xml_next(d, f->day)) {
			xmlNodePtr t = yg_xml_child(yg_xml_child(d, "MeTrInfs"), "MeTrInf");
			strangers(r, d, f->drugs);
			for (; t; t = yg_xml_next(t, "MeTrInf")) r->treatments++;
			if (yg_xml_child(d, f->drugs)) one_day(r, f, m, d);
		}
	}
}

static bool month_block(struct reader *r, xmlNodePtr n)
{
	for (size_t i = 0; i < NFAMILIES; i++) {
		if (!is(n, families[i].block)) continue;
		month(r, &families[i], n);
		return true;
	}
	return false;
}

static bool known(xmlNodePtr n)
{
	static const char *const names[] = { "ResultCode", "MessageContents", "StartDate", "EndDate", "FileCategory", "SegmentOfResult",
		"ProcessingResultStatus", "ProcessingResultCode", "ProcessingResultMessage", "PharmacistsInfoConsFlg",
		"PharmacistsInfoConsTime", "PharmacistsInfoAvailableTime" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is(n, names[i])) return true;
	return false;
}

/* Month blocks stand in the body or one step below it (CzDiInf, ShPrInf). */
static void body(struct reader *r, xmlNodePtr b)
{
	for (xmlNodePtr n = yg_xml_child(b, NULL); n && !r->err; n = yg_xml_next(n, NULL)) {
		xmlNodePtr k = yg_xml_child(n, NULL);
		bool wrapper;
		if (month_block(r, n) || known(n)) continue;
		wrapper = is(n, "MeTrInf") || is(n, "CzDiInf") || is(n, "ShPrInf");
		if (!k && !wrapper) foreign(r, n);
		for (; k && !r->err; k = yg_xml_next(k, NULL)) {
			if (month_block(r, k) || known(k)) continue;
			foreign(r, k);
			if (!wrapper) r->h->cut = true;  /* the block around it is unknown as well */
		}
	}
}

/* --- header, consent, result ------------------------------------------------------------- */

static struct str first_of(struct reader *r, xmlNodePtr n, const char *a, const char *b)
{
	struct str s = text(r, n, a);
	return s.n ? s : text(r, n, b);
}

static void patient(struct reader *r, xmlNodePtr header)
{
	struct history *h = r->h;
	xmlNodePtr q = yg_xml_child(header, "QuaInf");
	if (!q) q = yg_xml_child(header, "QualificationsInfo");
	if (!q) return;
	h->patient.name = text(r, q, "Name");
	h->patient.kana = first_of(r, q, "KanaName", "NameKana");
	h->born_raw = first_of(r, q, "Birth", "Birthdate");
	if (h->born_raw.n && yg_ymd_parse(h->born_raw, &h->born) != YG_OK) say(r, &d_date, line_of(q), "Birth", STR_NONE);
	h->sex_raw = first_of(r, q, "AdmGendCode", "Sex1");
	h->sex = yg_str_eqz(h->sex_raw, "1") ? SEX_MALE : yg_str_eqz(h->sex_raw, "2") ? SEX_FEMALE : SEX_UNKNOWN;
}

/* 薬剤情報閲覧同意フラグ (OQSCD016): 0 no, 1 yes, 2 expired, 3 not obtainable. The file's word wins over the caller's. */
static void consent(struct reader *r, xmlNodePtr root)
{
	static const struct { const char *v; enum consent_flag flag; const char *word; } flags[] = {
		{ "0", CONSENT_NO, "0" }, { "1", CONSENT_YES, "1" }, { "2", CONSENT_EXPIRED, "2" }, { "3", CONSENT_UNOBTAINABLE, "3" } };
	xmlNodePtr n = find(root, "PharmacistsInfoConsFlg");
	struct str v = yg_str_trim(yg_xml_text(n));
	size_t i = 0;
	if (!n) return;
	while (i < 4 && !yg_str_eqz(v, flags[i].v)) i++;
	r->h->consent = i < 4 ? flags[i].flag : CONSENT_NO;
	if (i == 4) say(r, &d_consent_value, line_of(n), "PharmacistsInfoConsFlg", STR_NONE);
	else if (i != 1) say(r, &d_consent, line_of(n), "PharmacistsInfoConsFlg", yg_str(flags[i].word));
	v = yg_str_trim(yg_xml_text(find(root, "PharmacistsInfoAvailableTime")));
	if (v.n && yg_ymd_moment(v, &r->h->consent_until) != YG_OK) {
		r->h->consent = CONSENT_NO;          /* a yes whose end cannot be read is none */
		say(r, &d_until, line_of(n), "PharmacistsInfoAvailableTime", STR_NONE);
	}
	if (r->h->consent == CONSENT_YES) return;
	for (size_t k = 0; k < r->h->nvisits; k++) r->h->visits[k].masked = true;
}

/* StartDate, EndDate: YYYYMM or YYYYMMDD. */
static struct ymd bound(struct str v, bool last)
{
	struct ymd d = YMD_NONE;
	if (v.n == 8 && yg_ymd_parse(v, &d) == YG_OK) return d;
	if (v.n != 6 || yg_ymd_parse_rx(v, true, &d) != YG_OK) return YMD_NONE;
	d.d = 1;
	if (!last) return d;
	d.d = 28;
	while (yg_ymd_valid((struct ymd){ d.y, d.m, (uint8_t)(d.d + 1) })) d.d++;
	return d;
}

/* An answer may say that nothing was found, or why: that is a source without data, not a patient without drugs. */
static void result(struct reader *r, xmlNodePtr root)
{
	static const char *const words[] = { "ResultCode", "SegmentOfResult", "ProcessingResultStatus" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		xmlNodePtr n = find(root, words[i]);
		struct str v = yg_str_trim(yg_xml_text(n));
		if (!n || yg_str_eqz(v, "1")) continue;
		say(r, &d_result, line_of(n), words[i], v.n && v.n <= 12 ? v : STR("?"));
		r->h->cut = true;
	}
}

static int read_tree(struct reader *r, xmlNodePtr root)
{
	xmlNodePtr header = yg_xml_child(root, "MessageHeader"), b = yg_xml_child(root, "MessageBody");
	struct history *h = r->h;
	if (!root || (!is(root, "XmlMsg") && !is(root, "Message")) || (!header && !b)) {
		say(r, &d_root, 0, "", STR_NONE);
		return YG_ESYNTAX;
	}
	if (find(b, "ResultOfQualificationConfirmation")) {
		say(r, &d_other, 0, "", STR_NONE);
		return YG_EREFUSED;
	}
	h->version = keep(r, yg_str((const char *)root->name));
	patient(r, header);
	body(r, b);
	for (xmlNodePtr n = yg_xml_child(root, NULL); n; n = yg_xml_next(n, NULL))
		if (n != header && n != b) foreign(r, n);
	if (r->err) return r->err;
	consent(r, root);
	result(r, root);
	h->covers_from = bound(yg_str_trim(yg_xml_text(find(root, "StartDate"))), false);
	h->covers_to = bound(yg_str_trim(yg_xml_text(find(root, "EndDate"))), true);
	if (r->treatments) say(r, &d_treatments, 0, "MeTrInfs", yg_arena_printf(r->rc->arena, "%zu", r->treatments));
	if (h->ndruglines == 0) {
		say(r, &d_empty, 0, "", STR_NONE);
		h->cut = true;
	}
	return yg_arena_error(r->rc->arena);
}

static bool sniff(struct str b)
{
	struct str head = yg_str_sub(b, 0, 1024);
	return (yg_str_find(head, STR("<XmlMsg")) != (size_t)-1 || yg_str_find(head, STR("<Message")) != (size_t)-1) &&
	       yg_str_find(head, STR("<soap")) == (size_t)-1;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	xmlDocPtr xml = NULL;
	unsigned line = 0;
	struct reader r = { .rc = rc, .h = yg_arena_alloc(rc->arena, sizeof(struct history)) };
	int err;
	if (!r.h) return yg_arena_error(rc->arena);
	doc->format = FORMAT_OQS_XML;
	err = yg_xml_parse(bytes, &xml, &line);
	if (err) {
		say(&r, err == YG_EREFUSED ? &d_doctype : err == YG_ETOOBIG ? &d_size : &d_xml, line, "", STR_NONE);
		return err;
	}
	err = read_tree(&r, xmlDocGetRootElement(xml));
	xmlFreeDoc(xml);
	if (!err) doc->history = r.h;
	return err;
}

const struct codec yg_codec_oqs_xml = { FORMAT_OQS_XML, "オンライン資格確認端末 薬剤情報 XML", sniff, read, NULL };
