/* checkup_xml.c - reads the terminal's 特定健診情報 (TKK…res): who was examined, when, and the results that are numbers.
 * Judges and converts nothing; does not read the HL7 CDA form that insurers exchange, and says so. */
#include "codec/checkup_xml.h"
#include "codec/facts.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/xml.h"
#include "base/ban.h"

DIAG_KIND(d_xml, "checkup-xml", DIAG_ERROR, "XML として読めません。書き込み途中か、壊れています。端末の出力が終わってから読み直してください",
	  "not well-formed XML: still being written, or damaged; read it again when the terminal has finished");
DIAG_KIND(d_doctype, "checkup-doctype", DIAG_ERROR, "DOCTYPE のある XML は受け付けません", "XML with a DOCTYPE is refused");
DIAG_KIND(d_size, "checkup-too-big", DIAG_ERROR, "大きすぎるか、入れ子が深すぎます", "too big or nested too deep");
DIAG_KIND(d_cda, "checkup-cda", DIAG_ERROR, "HL7 CDA 形式の健診結果は読めません。端末の特定健診情報（TKK…res）を使ってください",
	  "a check-up in HL7 CDA form cannot be read; use the terminal's answer (TKK...res)");
DIAG_KIND(d_root, "checkup-not-answer", DIAG_ERROR, "端末の特定健診情報ではありません", "not an answer of the terminal with check-up results");
DIAG_KIND(d_result, "checkup-no-data", DIAG_ERROR, "端末が特定健診情報を返していません（結果コード {0}）",
	  "the terminal returned no check-up results (result {0})");
DIAG_KIND(d_consent, "checkup-no-consent", DIAG_ERROR, "特定健診情報の閲覧同意がありません（{0}）。内容は使いません",
	  "no consent to view check-up results ({0}): nothing of it is used");
DIAG_KIND(d_empty, "checkup-empty", DIAG_WARNING, "数値の検査結果が1件もありません", "no result that is a number");
DIAG_KIND(d_date, "checkup-date", DIAG_WARNING, "健診実施日が読めません。この健診の値は使いません",
	  "the day of the examination cannot be read: its values are not used");
DIAG_KIND(d_birth, "checkup-birth", DIAG_WARNING, "生年月日が読めません", "the birth date cannot be read");
DIAG_KIND(d_sex, "checkup-sex", DIAG_WARNING, "性別コードが 1 でも 2 でもありません", "the sex is neither 1 nor 2");
DIAG_KIND(d_number, "checkup-number", DIAG_WARNING, "単位のある結果が数値として読めません（項目 {0}）。使いません",
	  "a result with a unit is not a number (item {0}): not used");
DIAG_KIND(d_no_code, "checkup-no-code", DIAG_WARNING, "項目コードのない結果があります。使いません", "a result without item code: not used");
DIAG_KIND(d_many, "checkup-too-many", DIAG_ERROR, "検査結果が多すぎます", "too many results");
DIAG_KIND(d_other, "checkup-not-read", DIAG_NOTE, "数値でない結果 {0} 件（問診、所見など）は読みません",
	  "{0} results that are no numbers (questions, findings) are not read");
DIAG_KIND(d_foreign, "checkup-unknown-element", DIAG_WARNING, "健診結果の中に未知の要素があります。その中は読めません",
	  "an unknown element among the results; what it holds is not read");

/* One check-up and its results; the list element stands around the results in the files seen. */
#define CHECKUP "SpecificHealthCheckupInfo"
#define LIST "HealthCheckupResultAndQuestionInfos"
#define RESULT "HealthCheckupResultAndQuestionInfo"

struct reader { struct read_ctx *rc; struct facts *f; size_t not_read; int err; };

static unsigned line_of(xmlNodePtr n)
{
	long l = n ? xmlGetLineNo(n) : 0;
	return l > 0 ? (unsigned)l : 0;
}

static void say(struct reader *r, const struct diag_kind *k, xmlNodePtr n, const char *field, struct str arg)
{
	yg_diag(r->rc->diags, k, r->rc->input, line_of(n), field, arg, STR_NONE);
}

static struct str text(struct reader *r, xmlNodePtr n, const char *name)
{
	struct str s = yg_xml_child_text(n, name);
	return s.n ? yg_arena_str(r->rc->arena, s) : STR_NONE;
}

static bool is(xmlNodePtr n, const char *name)
{
	return n && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

/* The next element in document order below top; NULL at the end. */
static xmlNodePtr step(xmlNodePtr n, xmlNodePtr top)
{
	if (n->children && n->type == XML_ELEMENT_NODE) return n->children;
	while (n && n != top && !n->next) n = n->parent;
	return !n || n == top ? NULL : n->next;
}

static xmlNodePtr find(xmlNodePtr top, const char *name)
{
	for (xmlNodePtr n = top; n; n = step(n, top))
		if (is(n, name)) return n;
	return NULL;
}

/* Only a plain decimal is a value: a sign, "H" or "以下" makes it none. */
static void result(struct reader *r, xmlNodePtr n, struct ymd on)
{
	struct lab l = { .on = on, .value = DEC_NONE }, *p;
	struct str value = yg_xml_child_text(n, "DataValue");
	l.code = text(r, n, "ItemCode");
	l.unit = text(r, n, "Unit");
	if (!l.code.n) { say(r, &d_no_code, n, "ItemCode", STR_NONE); return; }
	if (!value.n) return;                         /* not examined */
	if (!l.unit.n) { r->not_read++; return; }     /* a code of a question or finding: no quantity */
	if (yg_dec_parse(value, &l.value) != YG_OK) { say(r, &d_number, n, "DataValue", l.code.n <= 32 ? l.code : STR("?")); return; }
	l.name = text(r, n, "ItemName");
	if (r->f->nlabs >= YG_MAX_RECORDS) { say(r, &d_many, n, RESULT, STR_NONE); r->err = YG_ETOOBIG; return; }
	p = yg_arena_grow(r->rc->arena, r->f->labs, r->f->nlabs, sizeof *p);
	if (!p) { r->err = yg_arena_error(r->rc->arena); return; }
	r->f->labs = p;
	p[r->f->nlabs++] = l;
}

static void checkup(struct reader *r, xmlNodePtr c)
{
	struct ymd on = YMD_NONE;
	bool dated = yg_ymd_parse(yg_xml_child_text(c, "EffectiveTime"), &on) == YG_OK;
	if (!dated) say(r, &d_date, c, "EffectiveTime", STR_NONE);
	for (xmlNodePtr n = yg_xml_child(c, NULL); n && !r->err; n = yg_xml_next(n, NULL)) {
		if (is(n, LIST)) {
			for (xmlNodePtr k = yg_xml_child(n, NULL); k && dated && !r->err; k = yg_xml_next(k, NULL)) {
				if (is(k, RESULT)) result(r, k, on);
				else say(r, &d_foreign, k, LIST, STR_NONE);
			}
		} else if (yg_xml_child(n, NULL)) {
			say(r, &d_foreign, n, CHECKUP, STR_NONE);
		}
	}
}

static void person(struct reader *r, xmlNodePtr header)
{
	xmlNodePtr q = yg_xml_child(header, "QualificationsInfo");
	struct str born = yg_xml_child_text(q, "Birthday"), sex = yg_xml_child_text(q, "AdministrativeGenderCode");
	if (born.n && yg_ymd_parse(born, &r->f->born) != YG_OK) say(r, &d_birth, q, "Birthday", STR_NONE);
	r->f->sex = yg_str_eqz(sex, "1") ? SEX_MALE : yg_str_eqz(sex, "2") ? SEX_FEMALE : SEX_UNKNOWN;
	if (sex.n && r->f->sex == SEX_UNKNOWN) say(r, &d_sex, q, "AdministrativeGenderCode", STR_NONE);
}

/* What stands for a whole answer: 1 is "found" and "consented" (OQSCD016: 0 no, 2 expired, 3 not obtainable). */
static bool allowed(struct reader *r, xmlNodePtr root)
{
	static const struct { const char *name; const struct diag_kind *no; } flags[] = {
		{ "ResultCode", &d_result }, { "SpecificHealthCheckupsInfoConsFlg", &d_consent } };
	struct str until;
	bool ok = true;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		xmlNodePtr n = find(root, flags[i].name);
		struct str v = yg_str_trim(yg_xml_text(n));
		if (!n || yg_str_eqz(v, "1")) continue;
		say(r, flags[i].no, n, flags[i].name, v.n && v.n <= 12 ? v : STR("?"));
		ok = false;
	}
	if (find(root, flags[1].name)) r->f->consent = CONSENT_YES;
	until = yg_str_trim(yg_xml_text(find(root, "SpecificHealthCheckupsInfoAvailableTime")));
	if (until.n && yg_ymd_moment(until, &r->f->consent_until) != YG_OK) {        /* a yes whose end cannot be read is none */
		say(r, &d_consent, root, "SpecificHealthCheckupsInfoAvailableTime", STR("?"));
		ok = false;
	}
	return ok;
}

static int read_tree(struct reader *r, xmlNodePtr root)
{
	xmlNodePtr body = yg_xml_child(root, "MessageBody");
	size_t checkups = 0;
	if (is(root, "ClinicalDocument")) { say(r, &d_cda, NULL, "", STR_NONE); return YG_EREFUSED; }
	if (!is(root, "XmlMsg") || !body) { say(r, &d_root, NULL, "", STR_NONE); return YG_ESYNTAX; }
	if (!allowed(r, root)) return YG_EREFUSED;
	person(r, yg_xml_child(root, "MessageHeader"));
	for (xmlNodePtr n = body; n && !r->err; n = step(n, body)) {
		if (!is(n, CHECKUP)) continue;
		checkup(r, n);
		checkups++;
	}
	if (r->err) return r->err;
	if (!checkups) { say(r, &d_root, NULL, CHECKUP, STR_NONE); return YG_EMISSING; }
	if (!r->f->nlabs) say(r, &d_empty, NULL, RESULT, STR_NONE);
	if (r->not_read) say(r, &d_other, NULL, RESULT, yg_arena_printf(r->rc->arena, "%zu", r->not_read));
	return yg_arena_error(r->rc->arena);
}

/* The consent flag of an eligibility answer is called almost the same: "…CheckupsInfo…", hence the '<' and the whole name. */
static bool sniff(struct str b)
{
	struct str head = yg_str_sub(b, 0, 65536);
	return yg_str_find(head, STR("<" CHECKUP)) != (size_t)-1 || yg_str_find(yg_str_sub(b, 0, 2048), STR("<ClinicalDocument")) != (size_t)-1;
}

static int read(struct read_ctx *rc, struct str bytes, struct document *doc)
{
	struct reader r = { .rc = rc, .f = yg_arena_alloc(rc->arena, sizeof(struct facts)) };
	xmlDocPtr xml = NULL;
	unsigned line = 0;
	int err;
	if (!r.f) return yg_arena_error(rc->arena);
	*r.f = FACTS_NONE;
	doc->format = FORMAT_CHECKUP_XML;
	err = yg_xml_parse(bytes, &xml, &line);
	if (err) {
		yg_diag(rc->diags, err == YG_EREFUSED ? &d_doctype : err == YG_ETOOBIG ? &d_size : &d_xml, rc->input, line, "", STR_NONE, STR_NONE);
		return err;
	}
	err = read_tree(&r, xmlDocGetRootElement(xml));
	xmlFreeDoc(xml);
	if (!err) doc->facts = r.f;
	return err;
}

const struct codec yg_codec_checkup_xml = { FORMAT_CHECKUP_XML, "オンライン資格確認端末 特定健診情報 XML", sniff, read, NULL };
