/* techo_table.c - the record tables of notebook and CJ1: nothing here but data and its look-up. */
#include "codec/techo_records.h"
#include "text/sjis.h"
#include "base/ban.h"

#define H(m)  offsetof(struct history, m)
#define V(m)  offsetof(struct visit, m)
#define G(m)  offsetof(struct hist_group, m)
#define L(m)  offsetof(struct hist_line, m)
#define N(m)  offsetof(struct note, m)
#define O(m)  offsetof(struct otc, m)
#define I(m)  offsetof(struct otc_ingredient, m)
#define D(m)  offsetof(struct visit_doctor, m)
#define F(m)  offsetof(struct family_pharmacist, m)
#define CREATOR(at) { "レコード作成者", IT_TEXT, MUST_BOTH, 1, at, 0, " 1 2 8 9 " }
#define PREFECTURES " 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36" \
	" 37 38 39 40 41 42 43 44 45 46 47 "

static const struct item patient[] = {
	{ "氏名", IT_TEXT, MUST_BOTH, 40, H(patient.name), 0, NULL },
	{ "性別", IT_SEX, MUST_BOTH, 1, H(sex), H(sex_raw), NULL },
	{ "生年月日", IT_DATE, MUST_BOTH, 8, H(born), H(born_raw), NULL },
	{ "郵便番号", IT_TEXT, 0, 8, H(postal), 0, NULL },
	{ "住所", IT_TEXT, 0, 800, H(address), 0, NULL },
	{ "電話番号", IT_TEXT, 0, 13, H(phone), 0, NULL },
	{ "緊急連絡先", IT_TEXT, 0, 800, H(emergency), 0, NULL },
	{ "血液型", IT_TEXT, 0, 20, H(blood), 0, NULL },
	{ "体重", IT_TEXT, 0, 7, H(weight), 0, NULL },
	{ "氏名カナ", IT_TEXT, 0, 40, H(patient.kana), 0, NULL },
};
static const struct item remark[] = {
	{ "種別", IT_TEXT, MUST_BOTH, 1, N(kind), 0, " 1 2 3 9 " },
	{ "内容", IT_TEXT, MUST_BOTH, 120, N(text), 0, NULL },
	CREATOR(N(author)),
};
static const struct item otc[] = {
	{ "薬品名称", IT_TEXT, MUST_BOTH, 120, O(item.name), 0, NULL },
	{ "開始日", IT_DATE_TEXT, 0, 8, O(from_raw), 0, NULL },
	{ "終了日", IT_DATE_TEXT, 0, 8, O(to_raw), 0, NULL },
	CREATOR(O(author)),
	{ "通番", IT_TEXT, 0, 3, O(seq), 0, NULL },
	{ "JANコード", IT_TEXT, 0, 13, O(item.code), 0, NULL },
};
static const struct item ingredient[] = {
	{ "通番", IT_KEY, MUST_BOTH, 3, 0, 0, NULL },
	{ "成分名", IT_TEXT, MUST_BOTH, 256, I(name), 0, NULL },
	{ "コード種別", IT_TEXT, MUST_BOTH, 1, I(code_type), 0, " 1 2 " },
	{ "成分コード", IT_TEXT, 0, 20, I(code), 0, NULL },
	CREATOR(I(author)),
};
static const struct item memo[] = {
	{ "内容", IT_TEXT, MUST_BOTH, 400, N(text), 0, NULL },
	{ "入力日", IT_DATE, 0, 8, N(on), N(on_raw), NULL },
	CREATOR(N(author)),
};
static const struct item day[] = {
	{ "調剤等年月日", IT_DATE, MUST_BOTH, 8, V(on), V(on_raw), NULL },
	CREATOR(V(author)),
};
static const struct item insurance[] = {
	{ "保険種別", IT_TEXT, 0, 1, H(insurance.kind), 0, NULL },
	{ "保険者番号", IT_TEXT, 0, 14, H(insurance.insurer), 0, NULL },
	{ "記号", IT_TEXT, 0, 40, H(insurance.symbol), 0, NULL },
	{ "番号", IT_TEXT, 0, 40, H(insurance.number), 0, NULL },
	{ "枝番", IT_TEXT, 0, 2, H(insurance.branch), 0, NULL },
};
static const struct item prescription_id[] = {
	{ "処方箋ID", IT_TEXT, 0, 36, H(prescription_id), 0, NULL },
};
static const struct item dispenser[] = {
	{ "名称", IT_TEXT, MUST_BOTH, 120, V(pharmacy.name), 0, NULL },
	{ "都道府県", IT_TEXT, MUST_P, 2, V(pharmacy.prefecture), 0, PREFECTURES },
	{ "点数表", IT_TEXT, MUST_P, 1, V(pharmacy.kind), 0, " 1 3 4 " },
	{ "コード", IT_TEXT, MUST_P, 7, V(pharmacy.code), 0, NULL },
	{ "郵便番号", IT_TEXT, 0, 8, V(pharmacy.postal), 0, NULL },
	{ "住所", IT_TEXT, 0, 800, V(pharmacy.address), 0, NULL },
	{ "電話番号", IT_TEXT, 0, 13, V(pharmacy.phone), 0, NULL },
	CREATOR(V(pharmacy_author)),
};
static const struct item pharmacist[] = {
	{ "氏名", IT_TEXT, MUST_BOTH, 40, V(pharmacist.name), 0, NULL },
	{ "連絡先", IT_TEXT, 0, 800, V(pharmacist_contact), 0, NULL },
	CREATOR(V(pharmacist_author)),
};
static const struct item clinic[] = {
	{ "名称", IT_TEXT, MUST_BOTH, 120, V(clinic.name), 0, NULL },
	{ "都道府県", IT_TEXT, MUST_P, 2, V(clinic.prefecture), 0, PREFECTURES },
	{ "点数表", IT_TEXT, MUST_P, 1, V(clinic.kind), 0, " 1 3 " },
	{ "コード", IT_TEXT, MUST_P, 7, V(clinic.code), 0, NULL },
	CREATOR(V(clinic_author)),
};
static const struct item doctor[] = {
	{ "医師氏名", IT_TEXT, MUST_BOTH, 40, D(name), 0, NULL },
	{ "診療科名", IT_TEXT, 0, 80, D(department), 0, NULL },
	CREATOR(D(author)),
};
static const struct item drug[] = {
	{ "RP番号", IT_KEY, MUST_BOTH, 3, 0, 0, NULL },
	{ "薬品名称", IT_TEXT, MUST_BOTH, 120, L(item.name), 0, NULL },
	{ "用量", IT_AMOUNT, MUST_P, 12, L(item.amount), L(amount_raw), NULL },
	{ "単位名", IT_TEXT, MUST_P, 12, L(item.unit), 0, NULL },
	{ "薬品コード種別", IT_SYSTEM, MUST_P, 1, L(item.system), L(item.system_raw), NULL },
	{ "薬品コード", IT_TEXT, 0, 13, L(item.code), 0, NULL },
	CREATOR(L(author)),
	{ "一般名", IT_TEXT, 0, 120, L(generic_name), 0, NULL },
	{ "一般名コード種別", IT_TEXT, 0, 1, L(generic_type), 0, " 1 2 " },
	{ "一般名コード", IT_TEXT, 0, 12, L(generic_code), 0, NULL },
};
static const struct item usage[] = {
	{ "RP番号", IT_KEY, MUST_BOTH, 3, 0, 0, NULL },
	{ "用法名称", IT_TEXT, MUST_M, 100, G(usage), 0, NULL },     /* direction 1: see techo_records.c */
	{ "調剤数量", IT_AMOUNT, MUST_P, 3, G(quantity), G(quantity_raw), NULL },
	{ "調剤単位", IT_TEXT, MUST_P, 100, G(quantity_unit), 0, NULL },
	{ "剤形コード", IT_FORM, MUST_P, 2, G(form), G(form_raw), NULL },
	{ "用法コード種別", IT_TEXT, MUST_P, 1, G(usage_type), 0, " 1 2 " },
	{ "用法コード", IT_TEXT, 0, 16, G(usage_code), 0, NULL },
	CREATOR(G(author)),
};
static const struct item rp_note100[] = {
	{ "RP番号", IT_KEY, MUST_BOTH, 3, 0, 0, NULL },
	{ "内容", IT_TEXT, MUST_BOTH, 100, N(text), 0, NULL },
	CREATOR(N(author)),
};
static const struct item rp_note400[] = {
	{ "RP番号", IT_KEY, MUST_BOTH, 3, 0, 0, NULL },
	{ "内容", IT_TEXT, MUST_BOTH, 400, N(text), 0, NULL },
	CREATOR(N(author)),
};
static const struct item visit_note[] = {
	{ "内容", IT_TEXT, MUST_BOTH, 400, N(text), 0, NULL },
	CREATOR(N(author)),
};
static const struct item provided[] = {
	{ "内容", IT_TEXT, MUST_BOTH, 400, N(text), 0, NULL },
	{ "提供情報種別", IT_TEXT, MUST_BOTH, 2, N(kind), 0, " 30 31 99 " },
	CREATOR(N(author)),
};
static const struct item inquiry[] = {
	{ "番号", IT_TEXT, 0, 3, N(kind), 0, NULL },
	{ "結果内容", IT_TEXT, 0, 400, N(text), 0, NULL },
};
static const struct item patient_note[] = {
	{ "内容", IT_TEXT, MUST_BOTH, 400, N(text), 0, NULL },
	{ "入力日", IT_DATE, 0, 8, N(on), N(on_raw), NULL },
};
static const struct item family[] = {
	{ "氏名", IT_TEXT, MUST_BOTH, 40, F(name), 0, NULL },
	{ "薬局名", IT_TEXT, MUST_BOTH, 120, F(pharmacy), 0, NULL },
	{ "連絡先", IT_TEXT, MUST_BOTH, 800, F(contact), 0, NULL },
	{ "開始日", IT_DATE, 0, 8, F(from), F(from_raw), NULL },
	{ "終了日", IT_DATE, 0, 8, F(to), F(to_raw), NULL },
	CREATOR(F(author)),
};

#define ITEMS(a) sizeof(a) / sizeof *(a)
#define VNOTES(m) V(m), V(n##m)
/* In the order of the CJ1 table, which is the order of writing inside a visit. */
static const struct record_type types[] = {
	{ 1, PL_HISTORY, ITEMS(patient), ITEMS(patient), 10, patient, 0, 0, "患者情報" },
	{ 2, PL_REMARK, ITEMS(remark), ITEMS(remark), 3, remark, H(remarks), H(nremarks), "患者特記" },
	{ 3, PL_OTC, ITEMS(otc), ITEMS(otc), 0, otc, 0, 0, "要指導医薬品・一般用医薬品服用" },
	{ 31, PL_INGREDIENT, ITEMS(ingredient), ITEMS(ingredient), 0, ingredient, 0, 0, "要指導医薬品・一般用医薬品の成分" },
	{ 4, PL_MEMO, ITEMS(memo), ITEMS(memo), 3, memo, H(memos), H(nmemos), "手帳メモ" },
	{ 5, PL_VISIT, ITEMS(day), ITEMS(day), 2, day, 0, 0, "調剤等年月日" },
	{ 6, PL_HISTORY, ITEMS(insurance), 0, 5, insurance, 0, 0, "保険情報" },
	{ 7, PL_HISTORY, ITEMS(prescription_id), 0, 2, prescription_id, 0, 0, "処方箋ID" },
	{ 11, PL_IN_VISIT, ITEMS(dispenser), ITEMS(dispenser), 8, dispenser, 0, 0, "調剤−医療機関等" },
	{ 15, PL_IN_VISIT, ITEMS(pharmacist), ITEMS(pharmacist), 3, pharmacist, 0, 0, "調剤−医師・薬剤師" },
	{ 51, PL_IN_VISIT, ITEMS(clinic), ITEMS(clinic), 5, clinic, 0, 0, "処方−医療機関" },
	{ 55, PL_DOCTOR, ITEMS(doctor), ITEMS(doctor), 3, doctor, 0, 0, "処方−医師" },
	{ 201, PL_LINE, ITEMS(drug), ITEMS(drug), 7, drug, 0, 0, "薬品" },
	{ 281, PL_LINE_NOTE, ITEMS(rp_note100), ITEMS(rp_note100), 3, rp_note100, L(supplements), L(nsupplements), "薬品補足" },
	{ 291, PL_LINE_NOTE, ITEMS(rp_note400), ITEMS(rp_note400), 3, rp_note400, L(cautions), L(ncautions), "薬品服用注意" },
	{ 301, PL_GROUP, ITEMS(usage), ITEMS(usage), 8, usage, 0, 0, "用法" },
	{ 311, PL_GROUP_NOTE, ITEMS(rp_note100), ITEMS(rp_note100), 3, rp_note100, G(supplements), G(nsupplements), "用法補足" },
	{ 391, PL_GROUP_NOTE, ITEMS(rp_note400), ITEMS(rp_note400), 3, rp_note400, G(cautions), G(ncautions), "処方服用注意" },
	{ 401, PL_VISIT_NOTE, ITEMS(visit_note), ITEMS(visit_note), 2, visit_note, VNOTES(instructions), "服用注意" },
	{ 411, PL_VISIT_NOTE, ITEMS(provided), ITEMS(provided), 3, provided, VNOTES(provided), "医療機関等提供情報" },
	{ 421, PL_VISIT_NOTE, ITEMS(visit_note), ITEMS(visit_note), 0, visit_note, VNOTES(leftovers), "残薬確認" },
	{ 501, PL_VISIT_NOTE, ITEMS(visit_note), ITEMS(visit_note), 2, visit_note, VNOTES(remarks), "備考" },
	{ 511, PL_VISIT_NOTE, ITEMS(inquiry), 0, 2, inquiry, VNOTES(inquiries), "疑義照会" },
	{ 601, PL_VISIT_NOTE, ITEMS(patient_note), ITEMS(patient_note), 0, patient_note, VNOTES(patient_notes), "患者等記入" },
	{ 701, PL_FAMILY, ITEMS(family), ITEMS(family), 0, family, 0, 0, "かかりつけ薬剤師" },
};

const struct record_type *yg_record_type(int no)
{
	for (size_t i = 0; i < ITEMS(types); i++)
		if (types[i].no == no) return &types[i];
	return NULL;
}

/* The first row of a class is the code written for it: 浸煎 and 湯 are one class here, 浸煎 is written. */
static const struct { const char *code; enum form_class form; } forms[] = {
	{ "1", FORM_ORAL }, { "2", FORM_ORAL_DROPS }, { "3", FORM_PRN }, { "4", FORM_INJECTION }, { "5", FORM_EXTERNAL },
	{ "6", FORM_DECOCTION }, { "7", FORM_DECOCTION }, { "9", FORM_MATERIAL }, { "10", FORM_UNKNOWN },
};

enum form_class yg_techo_form(struct str code)
{
	if (code.n == 0) return FORM_NONE;
	for (size_t i = 0; i < ITEMS(forms); i++)
		if (yg_str_eqz(code, forms[i].code)) return forms[i].form;
	return FORM_UNKNOWN;
}

struct str yg_techo_form_code(enum form_class form)
{
	for (size_t i = 0; i < ITEMS(forms); i++)
		if (forms[i].form == form) return yg_str(forms[i].code);
	return STR_NONE;
}

size_t yg_sjis_length(struct str s)
{
	const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
	size_t n = 0;
	while (p < end) {
		unsigned c = yg_utf8_next(&p, end);
		n += c < 0x80 || (c >= 0xff61 && c <= 0xff9f) ? 1 : 2;
	}
	return n;
}
