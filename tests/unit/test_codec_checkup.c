/* The terminal's 特定健診 XML, and patient facts put together: units, bounds, dates, contradictions. */
#include "codec_t.h"
#include "codec/checkup_xml.h"
#include "codec/facts.h"
#include "text/sjis.h"

static const struct codec *const C = &yg_codec_checkup_xml;
#define DECL "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define WHO "<QualificationsInfo><Name>見本　花子</Name><KanasName>ﾐﾎﾝ ﾊﾅｺ</KanasName><Birthday>19500305</Birthday>" \
	"<AdministrativeGenderCode>2</AdministrativeGenderCode></QualificationsInfo>"
#define ITEM(code, name, value, unit) "<HealthCheckupResultAndQuestionInfo><ItemCode>" code "</ItemCode><ItemName>" name "</ItemName>" \
	"<DataType>1</DataType><DataValue>" value "</DataValue><Unit>" unit "</Unit></HealthCheckupResultAndQuestionInfo>"
#define CHECKUP(day, items) "<SpecificHealthCheckupInfo><EffectiveTime>" day "</EffectiveTime><HealthCheckupResultAndQuestionInfos>" items \
	"</HealthCheckupResultAndQuestionInfos></SpecificHealthCheckupInfo>"
#define ANSWER(flags, checkups) DECL "<XmlMsg><MessageHeader>" WHO flags "</MessageHeader><MessageBody>" checkups "</MessageBody></XmlMsg>"
#define FOUND "<ResultCode>1</ResultCode><SpecificHealthCheckupsInfoConsFlg>1</SpecificHealthCheckupsInfoConsFlg>"
#define HEIGHT ITEM("9N001000000000001", "身長", "152.4", "cm")
#define WEIGHT ITEM("9N006000000000001", "体重", "48.5", "kg")
#define CREA(v) ITEM("3C015000002327101", "血清クレアチニン", v, "mg/dl")
#define EGFR(v) ITEM("8A065000002391901", "eGFR", v, "ml/min/1.73m2")
#define SMOKES ITEM("9N736000000000011", "喫煙", "2", "")
#define OLDER CHECKUP("20240610", WEIGHT CREA("0.71"))
#define NEWER CHECKUP("20250612", HEIGHT WEIGHT CREA("1.02") EGFR("41.3") SMOKES)

static const struct ymd day = { 2026, 6, 1 };

struct put { struct arena *a; struct diags ds; struct facts f; };
static struct put put_new(void)
{
	struct put p = { .a = yg_arena_new(YG_MAX_ARENA), .f = FACTS_NONE };
	yg_diags_init(&p.ds, p.a);
	return p;
}
static bool said(const struct put *p, const char *code)
{
	for (size_t i = 0; i < p->ds.n; i++) if (!strcmp(p->ds.d[i].kind->code, code)) return true;
	return false;
}
static size_t said_n(const struct put *p) { return p->ds.n; }
static void put(struct put *p, const struct facts *f) { CHECK_INT(yg_facts_add(&p->f, f, false, day, 3, p->a, &p->ds), 0); }
static struct dec dec(const char *z)
{
	struct dec d = DEC_NONE;
	CHECK_INT(yg_dec_parse(yg_str(z), &d), 0);
	return d;
}
static bool is_dec(struct dec d, const char *z)
{
	char got[32];
	yg_dec_format(d, got);
	if (strcmp(got, z)) fprintf(stderr, "  got %s, not %s\n", got, z);
	return !strcmp(got, z);
}
static void put_json(struct put *p, const char *text)
{
	struct diags ds;
	struct read_ctx rc = { p->a, &ds, 0, false };        /* the texts must live as long as the facts */
	struct document doc = { 0 };
	yg_diags_init(&ds, p->a);
	CHECK_INT(yg_codec_json.read(&rc, yg_str(text), &doc), 0);
	if (doc.facts) put(p, doc.facts);
}

static void an_answer(void)
{
	struct ct t = ct_read(C, STR(ANSWER(FOUND, OLDER NEWER)));
	const struct facts *f = t.doc.facts;
	struct put p = put_new();
	const struct lab *l;
	const char *why;
	CHECK_INT(t.err, 0);
	if (t.err) { ct_show(&t); return; }
	CHECK(ct_clean(&t) && !t.doc.history && !t.doc.rx);
	CHECK_INT(f->born.y, 1950);
	CHECK_INT(f->sex, SEX_FEMALE);
	CHECK_INT(f->nlabs, 6);
	CHECK_STR(f->labs[5].name, STR("eGFR"));
	CHECK_STR(f->labs[5].code, STR("8A065000002391901"));
	CHECK_INT(f->labs[5].on.y, 2025);
	CHECK_STR(ct_arg(&t, "checkup-not-read"), STR("1"));
	CHECK(yg_codec_detect(STR(ANSWER(FOUND, OLDER NEWER)), &why) == C);
	/* put together: the newest stays, with its day */
	put(&p, f);
	CHECK_INT(said_n(&p), 0);
	CHECK(is_dec(p.f.weight_kg, "48.5") && p.f.weight_on.y == 2025);
	CHECK(is_dec(p.f.height_cm, "152.4") && p.f.height_on.m == 6);
	l = yg_lab(&p.f, LAB_CREATININE);
	CHECK(l && is_dec(l->value, "1.02") && l->on.y == 2025);
	CHECK_STR(l ? l->unit : STR_NONE, STR("mg/dL"));
	CHECK(yg_lab(&p.f, LAB_EGFR) && is_dec(yg_lab(&p.f, LAB_EGFR)->value, "41.3"));
	CHECK(!yg_lab(&p.f, LAB_CCR));
	CHECK_INT(p.f.nlabs, 2);
	yg_arena_free(p.a);
	ct_free(&t);
}

/* The order of two check-ups in the file decides nothing. */
static void the_newest_wins_in_any_order(void)
{
	struct ct t = ct_read(C, STR(ANSWER(FOUND, NEWER OLDER)));
	struct put p = put_new();
	put(&p, t.doc.facts);
	CHECK(is_dec(yg_lab(&p.f, LAB_CREATININE)->value, "1.02"));
	CHECK_INT(p.f.weight_on.y, 2025);
	yg_arena_free(p.a);
	ct_free(&t);
}

static void refused(void)
{
	static const struct { const char *text, *code; int err; } cases[] = {
		{ ANSWER("<ResultCode>2</ResultCode>", NEWER), "checkup-no-data", YG_EREFUSED },
		{ ANSWER("<ResultCode/>", NEWER), "checkup-no-data", YG_EREFUSED },
		{ ANSWER("<ResultCode>1</ResultCode><SpecificHealthCheckupsInfoConsFlg>0</SpecificHealthCheckupsInfoConsFlg>", NEWER), "checkup-no-consent", YG_EREFUSED },
		{ ANSWER("<SpecificHealthCheckupsInfoConsFlg>yes</SpecificHealthCheckupsInfoConsFlg>", NEWER), "checkup-no-consent", YG_EREFUSED },
		{ ANSWER(FOUND, ""), "checkup-not-answer", YG_EMISSING },
		{ DECL "<XmlMsg><MessageHeader/></XmlMsg>", "checkup-not-answer", YG_ESYNTAX },
		{ DECL "<Message><MessageBody>" NEWER "</MessageBody></Message>", "checkup-not-answer", YG_ESYNTAX },
		{ DECL "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>", "checkup-cda", YG_EREFUSED },
		{ DECL "<!DOCTYPE XmlMsg [<!ENTITY x \"y\">]><XmlMsg><MessageBody>" NEWER "</MessageBody></XmlMsg>", "checkup-doctype", YG_EREFUSED },
		{ DECL "<XmlMsg><MessageBody>" CHECKUP("20250612", WEIGHT), "checkup-xml", YG_ESYNTAX },
		{ "", "checkup-xml", YG_ESYNTAX },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ct t = ct_read(C, yg_str(cases[i].text));
		CHECK_INT(t.err, cases[i].err);
		CHECK(ct_has(&t, cases[i].code));
		CHECK(!t.doc.facts);
		if (!ct_has(&t, cases[i].code)) ct_show(&t);
		ct_free(&t);
	}
}

static void parts_that_cannot_be_used(void)
{
	struct ct t = ct_read(C, STR(ANSWER(FOUND, CHECKUP("2025061", CREA("1.0")) CHECKUP("20250612", CREA("以下") ITEM("", "体重", "50", "kg")
		ITEM("9N006000000000001", "体重", "", "kg") WEIGHT "<Other><More/></Other>") "<Unknown><X/></Unknown>")));
	CHECK_INT(t.err, 0);
	CHECK_INT(ct_count(&t, "checkup-date"), 1);
	CHECK_STR(ct_arg(&t, "checkup-number"), STR("3C015000002327101"));
	CHECK_INT(ct_count(&t, "checkup-no-code"), 1);
	CHECK_INT(ct_count(&t, "checkup-unknown-element"), 1);
	CHECK_INT(t.doc.facts ? t.doc.facts->nlabs : 0, 1);
	ct_free(&t);
	t = ct_read(C, STR(ANSWER(FOUND, CHECKUP("20250612", SMOKES))));
	CHECK_INT(t.err, 0);
	CHECK(ct_has(&t, "checkup-empty"));
	ct_free(&t);
	t = ct_read(C, STR(DECL "<XmlMsg><MessageHeader><QualificationsInfo><Birthday>1950</Birthday><AdministrativeGenderCode>9</AdministrativeGenderCode>"
		"</QualificationsInfo></MessageHeader><MessageBody>" NEWER "</MessageBody></XmlMsg>"));
	CHECK_INT(t.err, 0);
	CHECK(ct_has(&t, "checkup-birth") && ct_has(&t, "checkup-sex"));
	ct_free(&t);
}

static void shift_jis(void)
{
	static const char decl[] = "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>";
	struct sjis_report r = { 0 };
	struct buf b;
	struct ct t;
	yg_buf_init(&b, 1 << 20);
	yg_buf_z(&b, decl);
	CHECK_INT(yg_cp932_encode(STR("<XmlMsg><MessageHeader>" WHO FOUND "</MessageHeader><MessageBody>" NEWER "</MessageBody></XmlMsg>"), &b, &r), 0);
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, 0);
	CHECK_STR(t.doc.facts ? t.doc.facts->labs[1].name : STR_NONE, STR("体重"));
	ct_free(&t);
	yg_buf_free(&b);
}

/* --- facts ------------------------------------------------------------------------------------------ */

/* name, value, unit -> kind, value in the unit of the model; NULL: refused with this code */
static void units_and_bounds(void)
{
	static const struct { const char *name, *code, *value, *unit; int kind; const char *got, *said; } cases[] = {
		{ "クレアチニン", "", "88.4", "µmol/L", LAB_CREATININE, "1", NULL }, { "creatinine", "", "132.6", "μmol/L", LAB_CREATININE, "1.5", NULL },
		{ "Cre", "", "100", "umol/l", LAB_CREATININE, "1.131222", NULL }, { "Ｃｒｅ", "", "0.9", "ｍｇ／ｄＬ", LAB_CREATININE, "0.9", NULL },
		{ "血清クレアチニン", "", "0.9", "㎎/㎗", LAB_CREATININE, "0.9", NULL },
		{ "クレアチニン", "", "0.9", "", -1, NULL, "facts-unit" }, { "クレアチニン", "", "0.9", "g/dL", -1, NULL, "facts-unit" },
		{ "クレアチニン", "", "88", "mg/dL", -1, NULL, "facts-implausible" },       /* µmol/L written as mg/dL */
		{ "クレアチニン", "", "0.1", "mg/dL", LAB_CREATININE, "0.1", NULL }, { "クレアチニン", "", "0.09", "mg/dL", -1, NULL, "facts-implausible" },
		{ "クレアチニン", "", "30", "mg/dL", LAB_CREATININE, "30", NULL }, { "クレアチニン", "", "30.01", "mg/dL", -1, NULL, "facts-implausible" },
		{ "eGFR", "", "250", "mL/min/1.73m2", LAB_EGFR, "250", NULL }, { "eGFR", "", "251", "mL/min/1.73m2", -1, NULL, "facts-implausible" },
		{ "eGFR", "", "0.9", "mL/min/1.73㎡", -1, NULL, "facts-implausible" },
		{ "eGFR", "", "45", "mL/min", -1, NULL, "facts-unit" },                     /* without body surface it is another quantity */
		{ "CCr", "", "45", "mL/min", LAB_CCR, "45", NULL }, { "AST", "", "31", "IU/L", LAB_AST, "31", NULL },
		{ "x", "3C015000002327101", "1.1", "mg/dL", LAB_CREATININE, "1.1", NULL },
		{ "クレアチニン", "3C015000000127101", "90", "mg/dL", LAB_OTHER, "90", NULL },   /* urine: another specimen, so another thing */
		{ "体重", "3C015000002327101", "50", "kg", -1, NULL, "facts-code-name" },
		{ "シスタチンC", "", "0.8", "mg/L", LAB_OTHER, "0.8", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct put p = put_new();
		struct lab l = { .name = yg_str(cases[i].name), .code = yg_str(cases[i].code), .value = dec(cases[i].value), .unit = yg_str(cases[i].unit) };
		struct facts f = FACTS_NONE;
		f.labs = &l;
		f.nlabs = 1;
		put(&p, &f);
		if (cases[i].kind < 0) {
			CHECK_INT(p.f.nlabs, 0);
			CHECK(said(&p, cases[i].said));
		} else {
			CHECK_INT(said_n(&p), 0);
			CHECK(p.f.nlabs == 1 && (int)p.f.labs[0].kind == cases[i].kind && is_dec(p.f.labs[0].value, cases[i].got));
		}
		yg_arena_free(p.a);
	}
}

/* µmol/L -> mg/dL -> µmol/L gives back every value that a laboratory prints (whole numbers and one decimal). */
static void conversion_there_and_back(void)
{
	for (int64_t n = 100; n <= 26000; n += 37) {
		struct dec v = { n, 1 }, mg, back;
		CHECK_INT(yg_dec_div(v, (struct dec){ 884, 1 }, 6, &mg), 0);
		CHECK_INT(yg_dec_mul(mg, (struct dec){ 884, 1 }, &back), 0);
		CHECK_INT(yg_dec_div(back, yg_dec_int(1), 1, &back), 0);
		CHECK(yg_dec_cmp(back, v) == 0);
	}
}

static void sizes(void)
{
	struct put p = put_new();
	put_json(&p, "{\"labs\":[{\"name\":\"体重\",\"value\":\"3200\",\"unit\":\"g\",\"date\":\"2026-05-01\"},{\"name\":\"身長\",\"value\":\"0.505\",\"unit\":\"m\"}]}");
	CHECK(is_dec(p.f.weight_kg, "3.2") && p.f.weight_on.m == 5);
	CHECK(is_dec(p.f.height_cm, "50.5") && !yg_ymd_given(p.f.height_on));
	CHECK_INT(p.f.nlabs, 0);
	put_json(&p, "{\"weight_kg\": 3.5, \"height_cm\": \"19\"}");        /* without a day: does not push out a dated one */
	CHECK(is_dec(p.f.weight_kg, "3.2") && is_dec(p.f.height_cm, "50.5"));
	CHECK(said(&p, "facts-implausible"));
	put_json(&p, "{\"weight_kg\": 3.9, \"weight_date\": \"2026-05-20\", \"height_cm\": 51, \"height_date\": \"2026-05-20\"}");
	CHECK(is_dec(p.f.weight_kg, "3.9") && is_dec(p.f.height_cm, "51"));
	put_json(&p, "{\"weight_kg\": 9.9, \"weight_date\": \"2026-06-02\"}");   /* the day after the check */
	CHECK(is_dec(p.f.weight_kg, "3.9") && said(&p, "facts-future"));
	yg_arena_free(p.a);
	p = put_new();
	put_json(&p, "{\"weight_kg\": \"0.29\"}");
	CHECK(!yg_dec_given(p.f.weight_kg) && said(&p, "facts-implausible"));
	put_json(&p, "{\"weight_kg\": 400.5}");
	CHECK(!yg_dec_given(p.f.weight_kg));
	put_json(&p, "{\"weight_kg\": 400}");
	CHECK(is_dec(p.f.weight_kg, "400"));
	yg_arena_free(p.a);
}

static void two_values_of_one_day(void)
{
	struct put p = put_new();
#define LAB2(n, v, u) "{\"labs\":[{\"name\":\"" n "\",\"value\":\"" v "\",\"unit\":\"" u "\",\"date\":\"2026-05-01\"}]}"
	put_json(&p, LAB2("Cre", "1.0", "mg/dL"));
	put_json(&p, LAB2("Cre", "1.0", "mg/dL"));
	CHECK_INT(said_n(&p), 0);                                    /* the same again is no contradiction */
	put_json(&p, LAB2("Cre", "1.8", "mg/dL"));
	CHECK(said(&p, "facts-two-values") && is_dec(yg_lab(&p.f, LAB_CREATININE)->value, "1.8"));
	put_json(&p, LAB2("Cre", "1.2", "mg/dL"));
	CHECK(is_dec(yg_lab(&p.f, LAB_CREATININE)->value, "1.8"));
	put_json(&p, LAB2("eGFR", "50", "mL/min/1.73m2"));
	put_json(&p, LAB2("eGFR", "40", "mL/min/1.73m2"));
	put_json(&p, LAB2("eGFR", "45", "mL/min/1.73m2"));
	CHECK(is_dec(yg_lab(&p.f, LAB_EGFR)->value, "40"));
	CHECK_INT(p.f.nlabs, 2);
	yg_arena_free(p.a);
}

static void another_person(void)
{
	struct put p = put_new();
	put_json(&p, "{\"birth_date\":\"1950-03-05\",\"sex\":\"female\",\"weight_kg\":50,\"allergies\":[{\"text\":\"卵\"}]}");
	put_json(&p, "{\"birth_date\":\"1950-03-05\",\"sex\":\"female\",\"allergies\":[{\"text\":\"卵\"}]}");
	CHECK_INT(said_n(&p), 0);
	CHECK_INT(p.f.nallergies, 1);                                /* each once */
	put_json(&p, "{\"birth_date\":\"1950-05-03\",\"weight_kg\":80,\"weight_date\":\"2026-05-01\",\"pregnant\":false,\"allergies\":[{\"text\":\"ペニシリン\"}],"
		"\"labs\":[{\"name\":\"Cre\",\"value\":\"1.0\",\"unit\":\"mg/dL\"}]}");
	CHECK(said(&p, "facts-birth-differs"));
	CHECK_INT(p.f.born.m, 3);
	CHECK(is_dec(p.f.weight_kg, "50") && !yg_lab(&p.f, LAB_CREATININE));   /* nothing that could silence a rule */
	CHECK_INT(p.f.pregnant, TRI_UNKNOWN);
	CHECK_INT(p.f.nallergies, 2);                                /* what can add a warning is kept */
	put_json(&p, "{\"sex\":\"male\",\"weight_kg\":70,\"weight_date\":\"2026-05-02\"}");
	CHECK(said(&p, "facts-sex-differs"));
	CHECK_INT(p.f.sex, SEX_FEMALE);
	CHECK(is_dec(p.f.weight_kg, "50"));
	yg_arena_free(p.a);
}

static void births_and_yes_and_no(void)
{
	static const struct { const char *born; bool good; } b[] = {
		{ "2026-06-01", true }, { "2026-06-02", false }, { "1896-06-01", true }, { "1895-06-01", false }, { "1895-06-02", true } };
	struct put p;
	for (size_t i = 0; i < sizeof b / sizeof *b; i++) {
		char text[64];
		p = put_new();
		snprintf(text, sizeof text, "{\"birth_date\":\"%s\"}", b[i].born);
		put_json(&p, text);
		CHECK(yg_ymd_given(p.f.born) == b[i].good && said(&p, "facts-birth") == !b[i].good);
		yg_arena_free(p.a);
	}
	p = put_new();
	put_json(&p, "{\"pregnant\":false,\"breastfeeding\":true,\"gestation_weeks\":46}");
	CHECK(p.f.pregnant == TRI_NO && p.f.breastfeeding == TRI_YES && p.f.gestation_weeks == -1 && said(&p, "facts-gestation"));
	put_json(&p, "{\"pregnant\":true,\"breastfeeding\":false,\"gestation_weeks\":45}");
	CHECK(p.f.pregnant == TRI_YES && p.f.breastfeeding == TRI_YES && p.f.gestation_weeks == 45 && said(&p, "facts-yes-and-no"));
	CHECK(!said(&p, "facts-male-pregnant"));
	put_json(&p, "{\"sex\":\"male\",\"pregnant\":true}");
	CHECK(said(&p, "facts-male-pregnant") && p.f.pregnant == TRI_YES);
	yg_arena_free(p.a);
}

/* Cut anywhere, or any byte replaced: an answer or a refusal with a diagnostic. */
static void any_damage(void)
{
	static const char text[] = ANSWER(FOUND, NEWER);
	static const char tried[] = { 0x00, (char)0xff, '<', '&', ' ' };
	char copy[sizeof text];
	for (size_t i = 0; i < sizeof text - 1; i += 3) {
		struct ct t = ct_read(C, (struct str){ text, i });
		CHECK(t.err < 0 && t.diags.worst == DIAG_ERROR && !t.doc.facts);
		ct_free(&t);
		memcpy(copy, text, sizeof text);
		copy[i] = tried[i % sizeof tried];
		t = ct_read(C, (struct str){ copy, sizeof text - 1 });
		CHECK(t.err ? t.diags.worst == DIAG_ERROR && !t.doc.facts : t.doc.facts != NULL);
		if (!t.err) {
			struct put p = put_new();
			put(&p, t.doc.facts);
			yg_arena_free(p.a);
		}
		ct_free(&t);
	}
}

int main(void)
{
	T_RUN(an_answer);
	T_RUN(the_newest_wins_in_any_order);
	T_RUN(refused);
	T_RUN(parts_that_cannot_be_used);
	T_RUN(shift_jis);
	T_RUN(units_and_bounds);
	T_RUN(conversion_there_and_back);
	T_RUN(sizes);
	T_RUN(two_values_of_one_day);
	T_RUN(another_person);
	T_RUN(births_and_yes_and_no);
	T_RUN(any_damage);
	return T_END();
}
