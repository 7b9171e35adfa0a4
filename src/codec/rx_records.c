/* rx_records.c - the record tables of the two prescription dialects, and nothing that runs over them.
 * Numbers, names, order, types and lengths: JAHIS 院外処方箋2次元シンボル記録条件規約 Ver.1.10; SJ1 shares the layout and
 * differs in code sets, in records 301 and 302, and in what it demands. */
#include "codec/rx_records.h"
#include "base/ban.h"

#define AT(s, m)        (unsigned)offsetof(struct s, m)
/* name, type, bytes, must, kind, where [, where the written text goes] [, listed values] */
#define TEXT(n, t, max, must, s, m)       { n, t, max, must, RX_TEXT, AT(s, m), 0, NULL }
#define CODE(n, t, max, must, s, m, vals) { n, t, max, must, RX_TEXT, AT(s, m), 0, vals }
#define KIND(k, n, t, max, must, s, m)    { n, t, max, must, k, AT(s, m), 0, NULL }
#define TWO(k, n, t, max, must, s, m, m2, vals) { n, t, max, must, k, AT(s, m), AT(s, m2), vals }
#define KEY_RP          { "RP番号", '9', 3, RX_MUST, RX_RP, 0, 0, NULL }
#define KEY_SEQ         { "RP内連番", '9', 2, RX_MUST, RX_SEQ, 0, 0, NULL }
#define ITEMS(a)        a, (unsigned)(sizeof a / sizeof *a)

static const struct rx_item institution[] = {
	CODE("医療機関コード種別", '9', 1, RX_MAY, rx, institution.kind, "136"),
	TEXT("医療機関コード", 'X', 7, RX_SHOULD, rx, institution.code),
	KIND(RX_PAD2, "都道府県コード", 'X', 2, RX_SHOULD, rx, institution.prefecture),
	TEXT("医療機関名称", 'N', 120, RX_MAY, rx, institution.name) };
static const struct rx_item address[] = {
	TEXT("郵便番号", 'X', 8, RX_ANY, rx, institution.postal),
	TEXT("所在地", 'N', 100, RX_ANY, rx, institution.address) };
static const struct rx_item phone[] = {
	TEXT("電話番号", 'X', 13, RX_SHOULD, rx, institution.phone),
	TEXT("FAX番号", 'X', 13, RX_MAY, rx, institution.fax),
	TEXT("その他連絡先", 'N', 100, RX_MAY, rx, institution.other_contact) };
static const struct rx_item department[] = {
	CODE("診療科コード種別", '9', 1, RX_MAY, rx, department.code_type, "12"),
	KIND(RX_PAD2, "診療科コード", 'X', 6, RX_MAY, rx, department.code),
	TEXT("診療科名", 'N', 80, RX_MAY, rx, department.name) };
static const struct rx_item doctor[] = {
	TEXT("医師コード", 'X', 15, RX_MAY, rx, doctor.id),
	TEXT("医師カナ氏名", 'X', 40, RX_MAY, rx, doctor.kana),
	TEXT("医師漢字氏名", 'N', 40, RX_SHOULD, rx, doctor.name) };
static const struct rx_item patient[] = {
	TEXT("患者コード", 'X', 15, RX_MAY, rx, patient.id),
	TEXT("患者漢字氏名", 'N', 40, RX_ANY, rx, patient.name),
	TEXT("患者カナ氏名", 'X', 40, RX_ANY, rx, patient.kana) };
static const struct rx_item sex[] = { TWO(RX_SEX, "性別", '9', 1, RX_SHOULD, rx, sex, sex_raw, "12") };
static const struct rx_item born[] = { TWO(RX_BIRTH, "生年月日", '9', 8, RX_MUST, rx, born, born_raw, NULL) };
static const struct rx_item copay[] = { CODE("一部負担金区分", '9', 1, RX_SHOULD, rx, copay_class, "12345") };
static const struct rx_item insurance[] = { CODE("保険種別", '9', 1, RX_SHOULD, rx, insurance.kind, "1234567") };
static const struct rx_item insurer[] = { TEXT("保険者番号", '9', 14, RX_MAY, rx, insurance.insurer) };
static const struct rx_item symbol[] = {
	TEXT("被保険者証記号", 'N', 40, RX_MAY, rx, insurance.symbol),
	TEXT("被保険者証番号", 'N', 40, RX_MAY, rx, insurance.number),
	CODE("被保険者/被扶養者", '9', 1, RX_SHOULD, rx, insurance.relation, "12"),
	TEXT("枝番", 'X', 2, RX_MAY, rx, insurance.branch) };
static const struct rx_item rates[] = {
	KIND(RX_RATE, "患者負担率", '9', 3, RX_SHOULD, rx, insurance.patient_rate),
	KIND(RX_RATE, "保険給付率", '9', 3, RX_SHOULD, rx, insurance.benefit_rate) };
static const struct rx_item duty[] = { CODE("職務上の事由", '9', 1, RX_SHOULD, rx, insurance.duty_reason, "123") };
#define KOHI(i) { TEXT("公費負担者番号", '9', 8, RX_SHOULD, rx, insurance.kohi[i].payer), \
	TEXT("公費受給者番号", '9', 7, RX_MAY, rx, insurance.kohi[i].recipient) }
static const struct rx_item kohi1[] = KOHI(0), kohi2[] = KOHI(1), kohi3[] = KOHI(2);
static const struct rx_item special[] = {
	TEXT("特殊公費負担者番号", 'N', 40, RX_SHOULD, rx, insurance.special.payer),
	TEXT("特殊公費受給者番号", 'N', 40, RX_MAY, rx, insurance.special.recipient) };
static const struct rx_item receipt_type[] = { TEXT("レセプト種別コード", '9', 4, RX_SHOULD, rx, insurance.receipt_type) };
static const struct rx_item issued[] = { TWO(RX_DATE, "交付年月日", '9', 8, RX_MUST, rx, issued, issued_raw, NULL) };
static const struct rx_item expires[] = { TWO(RX_DATE, "使用期限年月日", '9', 8, RX_MUST, rx, expires, expires_raw, NULL) };
static const struct rx_item narcotic[] = {
	TEXT("麻薬施用者免許番号", 'X', 15, RX_MAY, rx, narcotic.license),
	TEXT("患者住所", 'N', 100, RX_SHOULD, rx, narcotic.address),
	TEXT("患者電話番号", 'X', 13, RX_SHOULD, rx, narcotic.phone) };
static const struct rx_item leftover[] = { CODE("残薬確認対応フラグ", '9', 1, RX_SHOULD, rx, leftover, "12") };
static const struct rx_item split[] = {
	KIND(RX_INT, "分割回数", '9', 2, RX_SHOULD, rx, split_parts),
	KIND(RX_INT, "分割回", '9', 2, RX_SHOULD, rx, split_part) };
static const struct rx_item refill[] = { KIND(RX_INT, "総使用回数", '9', 1, RX_SHOULD, rx, refill_total) };
static const struct rx_item remark[] = {
	KIND(RX_INT, "備考連番", '9', 3, RX_SHOULD, remark, seq),
	CODE("備考種別", '9', 2, RX_MAY, remark, kind, "123"),
	TEXT("備考", 'N', 100, RX_SHOULD, remark, text) };
static const struct rx_item number[] = {
	CODE("処方箋番号種別", '9', 1, RX_SHOULD, rx, number_type, "1"),
	TEXT("処方箋番号", '9', 16, RX_SHOULD, rx, number) };

static const struct rx_item form[] = {
	KIND(RX_INT, "RP番号", '9', 3, RX_MUST, rx_group, number),
	TWO(RX_FORM, "剤形区分", '9', 1, RX_SHOULD, rx_group, form, form_raw, "1234569"),
	TEXT("剤形名称", 'N', 4, RX_MAY, rx_group, form_name),
	KIND(RX_INT, "調剤数量", '9', 3, RX_MUST, rx_group, quantity) };
static const struct rx_item part_quantity[] = {
	KEY_RP,
	KIND(RX_INT, "分割回ごと調剤数量", '9', 3, RX_SHOULD, rx_group, split_quantity),
	KIND(RX_INT, "総調剤数量", '9', 3, RX_SHOULD, rx_group, split_total) };
#define USAGE(types) { KEY_RP, CODE("用法コード種別", '9', 1, RX_SHOULD, rx_group, usage_type, types), \
	TEXT("用法コード", 'X', 16, RX_MAY, rx_group, usage_code), \
	TEXT("用法名称", 'N', 100, RX_SHOULD, rx_group, usage), \
	TEXT("1日回数", '9', 2, RX_MAY, rx_group, times_per_day) }
static const struct rx_item usage_jahis[] = USAGE("12"), usage_sj1[] = USAGE("3");
static const struct rx_item usage_note[] = {
	KEY_RP,
	KIND(RX_INT, "RP補足連番", '9', 2, RX_SHOULD, supplement, seq),
	CODE("用法補足区分", '9', 2, RX_MAY, supplement, kind, "123456789"),
	TEXT("用法補足情報", 'N', 100, RX_SHOULD, supplement, text),
	TEXT("補足用法コード", 'X', 8, RX_MAY, supplement, usage_code),
	TEXT("部位コード", 'X', 3, RX_MAY, supplement, site_code) };

#define DRUG(classes, systems) { KEY_RP, \
	KIND(RX_INT, "RP内連番", '9', 2, RX_MUST, rx_line, seq), \
	CODE("情報区分", '9', 1, RX_MAY, rx_line, info_class, classes), \
	TWO(RX_SYSTEM, "薬品コード種別", '9', 1, RX_SHOULD, rx_line, item.system, item.system_raw, systems), \
	TEXT("薬品コード", 'X', 13, RX_MAY, rx_line, item.code), \
	TEXT("薬品名称", 'N', 80, RX_MAY, rx_line, item.name), \
	KIND(RX_AMOUNT, "用量", 'X', 12, RX_MUST, rx_line, item.amount), \
	CODE("力価フラグ", '9', 1, RX_SHOULD, rx_line, potency, "12"), \
	TEXT("単位名", 'N', 12, RX_SHOULD, rx_line, item.unit) }
static const struct rx_item drug_jahis[] = DRUG("123", "123467"), drug_sj1[] = DRUG("12", "247");
static const struct rx_item factor[] = { KEY_RP, KEY_SEQ, KIND(RX_AMOUNT, "単位変換係数", 'X', 12, RX_MUST, rx_line, factor) };
static const struct rx_item uneven[] = {
	KEY_RP, KEY_SEQ,
	KIND(RX_DEC, "1回目服用量", 'X', 12, RX_SHOULD, rx_line, uneven[0]),
	KIND(RX_DEC, "2回目服用量", 'X', 12, RX_SHOULD, rx_line, uneven[1]),
	KIND(RX_DEC, "3回目服用量", 'X', 12, RX_MAY, rx_line, uneven[2]),
	KIND(RX_DEC, "4回目服用量", 'X', 12, RX_MAY, rx_line, uneven[3]),
	KIND(RX_DEC, "5回目服用量", 'X', 12, RX_MAY, rx_line, uneven[4]),
	TEXT("1回目補足用法コード", 'X', 8, RX_MAY, rx_line, uneven_code[0]),
	TEXT("2回目補足用法コード", 'X', 8, RX_MAY, rx_line, uneven_code[1]),
	TEXT("3回目補足用法コード", 'X', 8, RX_MAY, rx_line, uneven_code[2]),
	TEXT("4回目補足用法コード", 'X', 8, RX_MAY, rx_line, uneven_code[3]),
	TEXT("5回目補足用法コード", 'X', 8, RX_MAY, rx_line, uneven_code[4]) };
static const struct rx_item burden[] = {
	KEY_RP, KEY_SEQ,
	CODE("第一公費負担区分", '9', 1, RX_MAY, rx_line, burden[0], "01"),
	CODE("第二公費負担区分", '9', 1, RX_MAY, rx_line, burden[1], "01"),
	CODE("第三公費負担区分", '9', 1, RX_MAY, rx_line, burden[2], "01"),
	CODE("特殊公費負担区分", '9', 1, RX_MAY, rx_line, burden[3], "01") };
static const struct rx_item per_dose[] = {
	KEY_RP, KEY_SEQ,
	TEXT("1回服用量", 'N', 12, RX_SHOULD, rx_line, per_dose),
	TEXT("1日服用回数", '9', 2, RX_MAY, rx_line, per_day_times) };
static const struct rx_item drug_note[] = {
	KEY_RP, KEY_SEQ,
	KIND(RX_INT, "薬品補足連番", '9', 3, RX_SHOULD, supplement, seq),
	CODE("薬品補足区分", '9', 2, RX_MAY, supplement, kind, "12345678"),
	TEXT("薬品補足情報", 'N', 100, RX_SHOULD, supplement, text),
	TEXT("補足用法コード", 'X', 8, RX_MAY, supplement, usage_code) };
static const struct rx_item clinic_note[] = {
	KIND(RX_INT, "連番", '9', 3, RX_SHOULD, clinic_note, seq),
	TEXT("薬品名称", 'N', 0, RX_MAY, clinic_note, drug),
	TEXT("コメント", 'N', 0, RX_SHOULD, clinic_note, text) };
static const struct rx_item lab[] = {
	KIND(RX_INT, "連番", '9', 3, RX_SHOULD, clinic_note, seq),
	TEXT("検査値データ等", 'N', 0, RX_SHOULD, clinic_note, text) };

#define ONCE(no, name, scope, must, items) { no, name, scope, must, 0, 0, 0, 0, ITEMS(items) }
#define FLAG(no, name, scope, s, m, items) { no, name, scope, RX_MAY, 0, 0, 0, AT(s, m), ITEMS(items) }
#define LIST(no, name, scope, must, s, m, n, items) \
	{ no, name, scope, must, AT(s, m), AT(s, n), (unsigned)sizeof *((struct s *)0)->m, 0, ITEMS(items) }

/* usage and drug: the two records whose code sets differ */
#define TABLE(usage, drug) \
	ONCE(1, "医療機関", RX_IN_RX, RX_MUST, institution), \
	ONCE(2, "医療機関所在地", RX_IN_RX, RX_MAY, address), \
	ONCE(3, "医療機関電話", RX_IN_RX, RX_MAY, phone), \
	ONCE(4, "診療科", RX_IN_RX, RX_MAY, department), \
	ONCE(5, "医師", RX_IN_RX, RX_MUST, doctor), \
	ONCE(11, "患者氏名", RX_IN_RX, RX_MUST, patient), \
	ONCE(12, "患者性別", RX_IN_RX, RX_SHOULD, sex), \
	ONCE(13, "患者生年月日", RX_IN_RX, RX_MUST, born), \
	ONCE(14, "一部負担区分", RX_IN_RX, RX_MAY, copay), \
	ONCE(21, "保険種別", RX_IN_RX, RX_MAY, insurance), \
	ONCE(22, "保険者番号", RX_IN_RX, RX_SHOULD, insurer), \
	ONCE(23, "記号番号", RX_IN_RX, RX_SHOULD, symbol), \
	ONCE(24, "負担・給付率", RX_IN_RX, RX_MAY, rates), \
	ONCE(25, "職務上の事由", RX_IN_RX, RX_MAY, duty), \
	ONCE(27, "第一公費", RX_IN_RX, RX_MAY, kohi1), \
	ONCE(28, "第二公費", RX_IN_RX, RX_MAY, kohi2), \
	ONCE(29, "第三公費", RX_IN_RX, RX_MAY, kohi3), \
	ONCE(30, "特殊公費", RX_IN_RX, RX_MAY, special), \
	ONCE(31, "レセプト種別", RX_IN_RX, RX_MAY, receipt_type), \
	ONCE(51, "処方箋交付年月日", RX_IN_RX, RX_MUST, issued), \
	ONCE(52, "使用期限年月日", RX_IN_RX, RX_MAY, expires), \
	FLAG(61, "麻薬施用", RX_IN_RX, rx, narcotic.given, narcotic), \
	ONCE(62, "残薬確認欄", RX_IN_RX, RX_MAY, leftover), \
	ONCE(63, "分割指示", RX_IN_RX, RX_MAY, split), \
	ONCE(64, "リフィル", RX_IN_RX, RX_MAY, refill), \
	LIST(81, "備考", RX_IN_RX, RX_MAY, rx, remarks, nremarks, remark), \
	ONCE(82, "処方箋番号", RX_IN_RX, RX_MAY, number), \
	LIST(101, "剤形", RX_IN_RX, RX_MUST, rx, groups, ngroups, form), \
	ONCE(102, "分割指示調剤数量", RX_IN_GROUP, RX_MAY, part_quantity), \
	ONCE(111, "用法", RX_IN_GROUP, RX_MUST, usage), \
	LIST(181, "用法補足", RX_IN_GROUP, RX_MAY, rx_group, supplements, nsupplements, usage_note), \
	LIST(201, "薬品", RX_IN_GROUP, RX_MUST, rx_group, lines, nlines, drug), \
	ONCE(211, "単位変換", RX_IN_LINE, RX_MAY, factor), \
	FLAG(221, "不均等", RX_IN_LINE, rx_line, has_uneven, uneven), \
	FLAG(231, "負担区分", RX_IN_LINE, rx_line, has_burden, burden), \
	ONCE(241, "1回服用量", RX_IN_LINE, RX_MAY, per_dose), \
	LIST(281, "薬品補足", RX_IN_LINE, RX_MAY, rx_line, supplements, nsupplements, drug_note)

static const struct rx_record jahis_rows[] = { TABLE(usage_jahis, drug_jahis) };
static const struct rx_record sj1_rows[] = {
	TABLE(usage_sj1, drug_sj1),
	LIST(301, "提供診療情報", RX_IN_RX, RX_MAY, rx, notes, nnotes, clinic_note),
	LIST(302, "検査値データ等", RX_IN_RX, RX_MAY, rx, labs, nlabs, lab) };
const struct rx_dialect yg_rx_jahis = { false, jahis_rows, sizeof jahis_rows / sizeof *jahis_rows };
const struct rx_dialect yg_rx_sj1 = { true, sj1_rows, sizeof sj1_rows / sizeof *sj1_rows };
_Static_assert(sizeof sj1_rows / sizeof *sj1_rows <= RX_MAX_ROWS, "rx_where.head too small");

const struct rx_record *yg_rx_row(const struct rx_dialect *d, unsigned no)
{
	if (no == 60) no = 61;                       /* one EPS writer numbers 麻薬施用 60; both are the same record */
	for (size_t i = 0; i < d->nrows; i++)
		if (d->rows[i].no == no) return &d->rows[i];
	return NULL;
}

unsigned yg_rx_slot(const struct rx_dialect *d, const struct rx_record *row)
{
	unsigned n = 0;
	for (const struct rx_record *r = d->rows; r < row; r++) n += r->scope == row->scope;
	return n;
}

enum rx_scope yg_rx_scope_of(unsigned no)
{
	return no > 101 && no <= 201 ? RX_IN_GROUP : no > 201 && no < 300 ? RX_IN_LINE : RX_IN_RX;
}

bool yg_rx_dummy_code(struct str code)
{
	return yg_str_eqz(code, "666660000") || yg_str_eqz(code, "777770000") || yg_str_eqz(code, "2000000X0000");
}
