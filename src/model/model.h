/* model.h - what flows through the program, in the order it flows.
 * Plain data. No function here allocates, reads the clock, or knows a format.
 * Text is UTF-8 and belongs to the arena of the case; an empty str means "not given".
 * The sender's bytes stay in struct document.raw; what stands here is derived from them. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/dec.h"
#include "base/str.h"
#include "base/ymd.h"

/* --- values ----------------------------------------------------------------- */
struct origin { uint16_t input; uint32_t record; };  /* which input, which record (line or element, from 1) in it */
struct record { struct origin at; int no; struct str text; }; /* a record we do not know: kept, shown, written back */

/* --- 1. a drug somebody prescribed, dispensed or takes ------------------------ */
enum code_system {                                   /* 薬品コード種別; the numbers are those of JAHIS and SJ1 */
	CODE_NONE = 1,                               /* コードなし */
	CODE_RECEIPT = 2,                            /* レセプト電算コード, 9 digits */
	CODE_MHLW = 3,                               /* 厚労省コード (薬価基準収載医薬品コード), 12 */
	CODE_YJ = 4,                                 /* YJコード (個別医薬品コード), 12 */
	CODE_HOT = 6,                                /* HOTコード, 7 to 13 digits */
	CODE_GENERIC = 7,                            /* 一般名コード, 12, ends ZZZ */
	CODE_JAN = 13, CODE_UNKNOWN = 99             /* OTC; a value no table lists */
};
struct drug;                                         /* tables/drug.h */
struct drug_item {
	struct origin      origin;
	enum code_system   system;
	struct str         code, name, unit;         /* as the sender wrote them, always kept */
	struct str         system_raw;               /* 薬品コード種別 as written, only when system is CODE_UNKNOWN */
	struct dec         amount;                   /* 用量; meaning depends on the form class, see rx_group */
	struct span        taken;                    /* days the patient takes it; set by match/period */
	const struct drug *drug;                     /* identified; NULL = cannot be checked ... */
	const char        *why_not;                  /* ... for this reason, a word such as "unknown-code" */
	struct str         product, strength;        /* 漢字名称 and 規格 of the identified product; set with drug */
};

/* --- 2. people and places ----------------------------------------------------- */
struct person { struct str id, name, kana; };
enum sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };      /* 1 男, 2 女 */
struct institution {
	struct str kind;                             /* 点数表 (医療機関コード種別): 1 医科 3 歯科 4 調剤 6 訪問 */
	struct str code;                             /* 医療機関コード, 7 digits as text */
	struct str prefecture;                       /* 都道府県コード, 2 digits */
	struct str name, postal, address, phone, fax, other_contact;
};
struct department { struct str code_type, code, name; };            /* 診療科: 1 コードなし 2 診療科コード */
struct insurance {
	struct str kind;                             /* 保険種別 (21) */
	struct str insurer;                          /* 保険者番号 (22) */
	struct str symbol, number;                   /* 記号, 番号 (23) */
	struct str relation;                         /* 1 被保険者 2 被扶養者 */
	struct str branch;                           /* 枝番 */
	struct str patient_rate, benefit_rate;       /* 患者負担率, 保険給付率 (24), percent, as written */
	struct str duty_reason;                      /* 職務上の事由 (25) */
	struct kohi { struct str payer, recipient; } kohi[3];         /* 第一〜第三公費 (27 28 29): 負担者番号, 受給者番号 */
	struct kohi special;                         /* 特殊公費 (30) */
	struct str receipt_type;                     /* レセプト種別 (31) */
};

/* --- 3. the prescription --------------------------------------------------------- */
struct supplement {                                  /* 用法補足 (181) or 薬品補足 (281) */
	int        seq;
	struct str kind;                             /* 補足区分 */
	struct str text;                             /* 補足情報 */
	struct str usage_code;                       /* 補足用法コード, JAMI 8 characters */
	struct str site_code;                        /* 部位コード, 3 characters (181 only) */
};
struct rx_line {
	struct drug_item item;
	int        seq;                              /* RP内連番 as written */
	struct str info_class;                       /* 情報区分: 1 医薬品 2 医療材料 3 非保険薬 */
	struct str potency;                          /* 力価フラグ: 1 薬価単位 2 力価単位 */
	struct dec factor;                           /* 単位変換係数 (211): amount x factor = price-list unit */
	struct dec uneven[5]; struct str uneven_code[5]; bool has_uneven;   /* 不均等 (221) */
	struct str burden[4]; bool has_burden;       /* 負担区分 (231): 第一 第二 第三 特殊 */
	struct str per_dose;                         /* 1回服用量 (241), may be a fraction "2/3" */
	struct str per_day_times;                    /* 1日服用回数 (241) */
	struct supplement *supplements; size_t nsupplements;          /* 281 */
};
enum form_class {                                    /* 剤形区分 of JAHIS and SJ1 record 101 */
	FORM_NONE = 0, FORM_ORAL = 1 /* 内服 */, FORM_PRN = 2 /* 頓服 */, FORM_EXTERNAL = 3 /* 外用 */,
	FORM_ORAL_DROPS = 4 /* 内服滴剤 */, FORM_INJECTION = 5 /* 注射 */, FORM_MATERIAL = 6 /* 医療材料 */,
	FORM_DECOCTION = 7 /* 浸煎・湯 (notebook only) */, FORM_UNKNOWN = 9 /* 不明・その他 */
};
struct rx_group {                                    /* RP: drugs that share one usage */
	struct origin     origin;
	int               number;                    /* RP番号 as written */
	enum form_class   form;
	struct str        form_raw, form_name;       /* 剤形区分 as written; 剤形名称 when 9 */
	int               quantity;                  /* 調剤数量: ORAL days, PRN doses, else days or times; total = amount x quantity */
	int               split_quantity;            /* 分割回ごと調剤数量 (102); 0 none */
	int               split_total;               /* 総調剤数量 (102) */
	struct str        usage_type, usage_code, usage;              /* 用法コード種別, 用法コード, 用法名称 (111) */
	struct str        times_per_day;             /* 1日回数 (111) */
	struct supplement *supplements; size_t nsupplements;          /* 181 */
	struct rx_line   *lines; size_t nlines;
};
struct remark { int seq; struct str kind, text; };   /* 備考 (81) */
/* ConversionREcode / ConversionYJcode of the EPS envelope: the service's own 201 line for drug (rp, seq). Not covered by
 * the signature: shown beside the line, never trusted over it. */
struct rx_conversion { int rp, seq; struct str receipt_line, yj_line; };
struct clinic_note { int seq; struct str drug, text; };           /* 提供診療情報 (301); 検査値 (302) has no drug */
struct rx {
	struct str         version;                  /* header as written: JAHIS10, SJ1 */
	struct str         prescription_id;          /* 処方箋ID, UUID; from the EPS envelope */
	struct institution institution;              /* 1 2 3 */
	struct department  department;               /* 4 */
	struct person      doctor;                   /* 5 */
	struct person      patient;                  /* 11 */
	enum sex           sex;   struct str sex_raw;/* 12 */
	struct ymd         born;  struct str born_raw;                /* 13, may be partial */
	struct str         copay_class;              /* 一部負担区分 (14) */
	struct insurance   insurance;                /* 21..31 */
	struct ymd         issued;  struct str issued_raw;            /* 交付年月日 (51) */
	struct ymd         expires; struct str expires_raw;           /* 使用期限 (52), only when written; see yg_rx_expiry */
	struct { bool given; struct str license, address, phone; } narcotic; /* 麻薬施用 (61; 60 read as well) */
	struct str         leftover;                 /* 残薬確認 (62): "1", "2" */
	int                split_parts, split_part;  /* 分割 (63); 0 none */
	int                refill_total;             /* リフィル総使用回数 (64); 0 none */
	struct remark     *remarks; size_t nremarks; /* 81 */
	struct str         number_type, number;      /* 処方箋番号 (82): type 1 引換番号 */
	struct rx_group   *groups;  size_t ngroups;
	struct clinic_note *notes;  size_t nnotes;   /* 301 */
	struct clinic_note *labs;   size_t nlabs;    /* 302 */
	struct record     *surplus; size_t nsurplus; /* filled items beyond the layout: record as written; readers show it, writers count it lost */
	struct rx_conversion *conversions; size_t nconversions;       /* AdditionalPrescriptionInformation */
	struct record     *unknown; size_t nunknown;
};

/* --- 4. the history: notebook, dispensing result, terminal file, our own records --- */
enum history_kind { HIST_PRESCRIBED, HIST_DISPENSED, HIST_BOOKLET, HIST_OTC, HIST_CLAIMS };
enum source_family { FAM_NONE, FAM_CLAIMS /* MeTr… */, FAM_DISPENSED /* Cz… */, FAM_PRESCRIBED /* Sh… */ };
struct note { struct str kind, text; struct ymd on; struct str author; struct str name; struct str on_raw; }; /* on_raw: 入力日 as written */
struct hist_line {                                   /* 201 of the notebook */
	struct drug_item item;
	unsigned   number;                           /* drug line in file order, from 1, before anything is merged */
	struct str generic_name, generic_type, generic_code;          /* 一般名, 一般名コード種別, 一般名コード */
	struct str author;                           /* レコード作成者: 1 医療関係者 2 患者等 8 その他 9 不明 */
	struct note *supplements; size_t nsupplements;                /* 281 */
	struct note *cautions;    size_t ncautions;                   /* 291 */
	struct str amount_raw;                       /* 用量 as written, only when it is no number */
};
struct hist_group {                                  /* RP of one visit */
	int             number;
	enum form_class form; struct str form_raw;   /* 剤形コード of the notebook, translated; as written */
	struct str      usage_type, usage_code, usage;
	struct dec      quantity;                    /* 調剤数量 */
	struct str      quantity_unit;               /* 日分 回分 調剤 */
	struct str      author;
	bool            has_usage;                   /* a 301 was met */
	struct origin   usage_at;                    /* where; not in formats that have no 301 */
	struct note    *supplements; size_t nsupplements;             /* 311 */
	struct note    *cautions;    size_t ncautions;                /* 391 */
	struct hist_line *lines; size_t nlines;
	size_t          doctor;                      /* index into visit.doctors, or (size_t)-1 */
	struct str      quantity_raw;                /* 調剤数量 as written, only when it is no number */
};
struct visit_doctor { struct str name, department, author; };
struct visit {                                       /* 調剤等年月日 (5) and what follows; one dispensing */
	struct origin      origin;
	struct ymd         on; struct str on_raw;
	struct ymd         prescribed_on;            /* 処方年月日; terminal files only */
	enum history_kind  kind;
	enum source_family family;                   /* terminal file: which of its three families */
	bool               masked;                   /* no consent: may trigger, never named */
	bool               own;                      /* from our own pharmacy */
	struct str         author;
	struct institution pharmacy;  struct str pharmacy_author;     /* 11: who dispensed */
	struct person      pharmacist; struct str pharmacist_contact, pharmacist_author; bool has_pharmacist; /* 15 */
	struct institution clinic;    struct str clinic_author; bool has_clinic;      /* 51 */
	struct visit_doctor *doctors; size_t ndoctors;                /* 55 */
	struct hist_group *groups; size_t ngroups;
	struct note *instructions; size_t ninstructions;              /* 401 服用注意 */
	struct note *provided;     size_t nprovided;                  /* 411 医療機関等提供情報; kind 30 31 99 */
	struct note *leftovers;    size_t nleftovers;                 /* 421 残薬確認 */
	struct note *remarks;      size_t nremarks;                   /* 501 備考 */
	struct note *inquiries;    size_t ninquiries;                 /* 511 疑義照会 (CJ1); kind = number */
	struct note *patient_notes; size_t npatient_notes;            /* 601 患者等記入 */
	struct str         in_out;                   /* 入外等区分 of a terminal file (InOut, PrCl), as written */
	struct str         store_id;                 /* our own store: names its lines, "hist/store/<id>.<line>"; else empty */
};
struct otc_ingredient { struct str name, code_type, code, author; const struct drug *drug; };   /* 31; drug: stands for the ingredient */
struct otc {                                         /* 要指導・一般用医薬品服用 (3) */
	struct origin origin;
	struct drug_item item;                       /* name, JAN code */
	unsigned   number;                           /* counts with the drug lines of the file */
	struct str from_raw, to_raw;                 /* 開始日, 終了日 as written */
	struct str seq, author;                      /* 通番 */
	struct otc_ingredient *ingredients; size_t ningredients;
};
struct family_pharmacist { struct str name, pharmacy, contact; struct ymd from, to; struct str from_raw, to_raw, author; }; /* 701 */
enum consent_flag { CONSENT_NOT_SAID, CONSENT_YES, CONSENT_NO, CONSENT_EXPIRED, CONSENT_UNOBTAINABLE };
enum consent_item { ITEM_MEDICINES /* 薬剤情報 */, ITEM_TREATMENT /* 診療情報 */, ITEM_SURGERY /* 手術情報 */, ITEM_CHECKUP /* 特定健診情報 */, CONSENT_ITEMS };
/* One consent as the terminal says it. Times are Japan's civil time, seconds since 1970 of it; 0: not given. What counts is until: the terminal's
 * own …InfoAvailableTime, never a constant of ours. */
struct item_consent { enum consent_flag flag; int64_t since, until; };
struct history {                                     /* one history document */
	struct str     version, direction;           /* JAHISTC08; 出力区分 1 provider to patient, 2 patient to provider */
	struct person  patient; enum sex sex; struct str sex_raw; struct ymd born; struct str born_raw;
	struct str     postal, address, phone, emergency, blood, weight;   /* rest of record 1 */
	struct note   *remarks; size_t nremarks;     /* 2 患者特記: kind 1 アレルギー 2 副作用 3 既往歴 9 その他 */
	struct otc    *otc;     size_t notc;         /* 3, 31 */
	struct note   *memos;   size_t nmemos;       /* 4 手帳メモ */
	struct visit  *visits;  size_t nvisits;
	struct family_pharmacist *family; size_t nfamily;             /* 701 */
	struct insurance insurance; bool has_insurance;               /* 6 (CJ1) */
	struct str     prescription_id;              /* 7 処方箋ID (CJ1) */
	struct str     dispensing_id;                /* 調剤結果ID, from the ED envelope */
	enum consent_flag consent;                   /* what the terminal's file says of the consent for medicines */
	int64_t        consent_until;                /* ...InfoAvailableTime: Japan's civil time, seconds since 1970 of it; 0 not given */
	bool           cut;                          /* the source ended early; what is missing is unknown */
	struct ymd     covers_from, covers_to;       /* span asked for, when the source says so */
	unsigned       ndruglines;                   /* drug lines met, OTC included */
	struct record *surplus; size_t nsurplus;     /* filled items beyond the layout: record as written; shown, counted lost on writing */
	struct record *unknown; size_t nunknown;     /* unknown numbers, and records that had nothing to belong to */
};

/* --- 5. what is known of the patient -------------------------------------------- */
enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };
struct coded { struct str text, code, system; };
/* What a value measures, once code, name and unit agree; then the value stands in the unit named here, and there is one
 * value of a kind, the newest (codec/facts.h). LAB_OTHER: as the sender wrote it, for a person to read. */
enum lab_kind { LAB_OTHER, LAB_CREATININE /* serum, mg/dL */, LAB_EGFR /* mL/min/1.73m2 */, LAB_CCR /* mL/min */, LAB_AST /* U/L */, LAB_ALT /* U/L */ };
struct lab   { struct str name, code; struct dec value; struct str unit; struct ymd on; enum lab_kind kind; };
struct facts {
	struct ymd born; enum sex sex;
	struct dec weight_kg, height_cm;
	enum tri   pregnant, breastfeeding;
	int        gestation_weeks;                  /* -1 unknown */
	struct coded *allergies;  size_t nallergies;
	struct coded *conditions; size_t nconditions;
	struct lab   *labs;       size_t nlabs;
	struct ymd weight_on, height_on;             /* the day it was measured, when the source says so */
	enum consent_flag consent; int64_t consent_until;    /* a 特定健診 file: what it says of the consent, as in struct history */
};
/* The value of this kind; NULL: not known. kind is not LAB_OTHER. */
const struct lab *yg_lab(const struct facts *f, enum lab_kind kind);

/* --- 6. one document as received ------------------------------------------------- */
enum format {
	FORMAT_NONE, FORMAT_JAHIS_RX, FORMAT_TECHO, FORMAT_EPS_CSV, FORMAT_EPS_XML,
	FORMAT_EPS_DISPENSE_CSV, FORMAT_EPS_DISPENSE_XML, FORMAT_OQS_XML, FORMAT_FHIR, FORMAT_JSON,
	FORMAT_CHECKUP_XML /* patient facts only */
};
struct document {
	enum format     format;
	struct str      raw;                         /* the sender's bytes, untouched, for as long as the case lives */
	struct rx      *rx;                          /* a prescription, or ... */
	struct history *history;                     /* ... a history; the other is NULL. ED XML may hold both */
	struct facts   *facts;                       /* patient facts (neutral JSON, 特定健診 XML); else NULL */
};

/* --- 7. one drug line made comparable (what the matcher sees) ---------------------- */
enum route { ROUTE_UNKNOWN, ROUTE_SYSTEMIC /* oral, injection, systemic patch, suppository */, ROUTE_TOPICAL,
	     ROUTE_EYE, ROUTE_NOSE_EAR, ROUTE_INHALED, ROUTE_OTHER };
enum period_how { PERIOD_DAYS /* days on the prescription */, PERIOD_QUANTITY /* quantity / daily amount */,
		  PERIOD_STATED /* from-to written by the source */, PERIOD_DEFAULT_14 /* cannot be computed: flat 14 days */,
		  PERIOD_SPLIT /* this part's days */, PERIOD_OPEN /* no end given: counts as current */,
		  PERIOD_INTERVAL /* 隔日, 週N回: the days of use spread over the calendar */, PERIOD_WEEKDAYS /* 曜日指定 */,
		  PERIOD_CYCLE /* N days of use, M without */, PERIOD_CONTENTS /* content of the packages / daily amount */ };
enum period_why { WHY_NONE, WHY_NO_DAYS /* 内服 without its day count */, WHY_NO_USE /* no dose or no times a day */, WHY_UNREAD /* usage text
		  not in the table */, WHY_CONFLICT /* texts disagree */, WHY_UNIT /* dose and quantity in units that cannot be converted */,
		  WHY_DROPS /* drops: no source says how many a mL has */, WHY_PRN /* as needed: at least 14 days */, WHY_NO_QUANTITY,
		  WHY_TAPER /* 漸減: no daily amount */ };
struct period_calc {                                 /* how taken was computed; in words by yg_period_text (match/period.h) */
	enum period_why why;                         /* of the flat 14 days */
	int         use_days;                        /* days of use; 0: flat */
	int         every, per_week, on, off;        /* how they lie in the calendar: exposure.interval is `every`; 0 not said */
	unsigned    weekdays;                        /* bit 0 Sunday; 0 not said */
	struct dec  content;                         /* of one package, in `unit`; DEC_NONE: daily is in item.unit */
	struct dec  daily; const char *unit;         /* what the days were divided by */
	struct dec  leftover; int leftover_days;     /* 残薬 of 421, in item.unit */
	bool        taper;                           /* 漸減: the days count as written */
};
struct place {                                       /* who, in one spelling; a part that is empty is not known */
	struct str code;                             /* 医療機関コード: the last 7 digits */
	struct str area;                             /* 都道府県コード, 2 digits */
	struct str name;                             /* folded (text/fold.h) once the flow has seen it */
};
struct exposure {
	char               ref[40];                  /* "rx/1/2", "hist/0/17" */
	const struct drug_item *item;                /* name, code, drug */
	enum history_kind  kind;
	enum route         route;
	enum form_class    form;
	struct span        taken;  enum period_how how;
	struct dec         daily;                    /* amount a day when it can be told */
	struct dec         total;                    /* amount handed over in item.unit */
	int                days;                     /* as prescribed; 0 not a day count */
	struct str         usage;
	struct institution const *clinic, *pharmacy; /* NULL not known */
	struct ymd         on;                       /* issued or dispensed */
	int                source;                   /* -1 the prescription, else history number from 0 */
	const struct rx_line *line; const struct rx_group *rp;          /* our own lines: as prescribed; else both NULL */
	bool               masked;
	bool               by_ingredient;            /* OTC: item.drug stands for one ingredient the notebook names, not for the product */
	size_t             merged_into;              /* same dispensing seen twice: index (among the history lines) of the line
	                                                kept, or MERGED_INTO_RX; own index otherwise */
	/* what merging and counting look at; set with the rest */
	struct place       clinic_key, pharmacy_key;
	struct ymd         prescribed_on;            /* 処方年月日 of a dispensing, when the source says it */
	int                interval;                 /* 1 every day, 2 隔日, 7 週1回: how the days are spread */
	bool               undated;                  /* no day at all: counts as current */
	bool               no_days;                  /* 内服 without its day count: the flat 14 days are a guess */
	struct period_calc calc;
	int                part_days;                /* 内服: days handed over with this line (this part's, or all); 0 not a day count */
	bool               registered;               /* known to the national service: its own families, a prescription or dispensing of it */
	size_t             twin;                     /* 1 + index of the registered line merged into this one, if it may be looked at; 0 none */
	int                on_hand;                  /* our own lines: days that earlier dispensings of the product still last; 0 none */
};
#define MERGED_INTO_RX ((size_t)-1)                  /* this very prescription, as the service lists it */

/* --- 8. what the matcher found ---------------------------------------------------- */
enum finding_kind { FIND_IDENTITY, FIND_SAME_INGREDIENT, FIND_SAME_CLASS, FIND_PAIR, FIND_UNCHECKED,
		    FIND_EXPIRED_RX, FIND_DAYS_LIMIT,
		    /* about the patient (match/patient.c), the amount (dose.c, total.c) and the product (form.c) */
		    FIND_ALLERGY, FIND_CONDITION, FIND_AGE, FIND_SEX, FIND_PREGNANCY, FIND_LACTATION, FIND_RENAL, FIND_HEPATIC,
		    FIND_DOSE, FIND_TOTAL, FIND_POLYPHARMACY, FIND_UNIT, FIND_FORM, FIND_NARCOTIC, FIND_REFILL };
enum severity { SEV_INFO = 1, SEV_WARNING, SEV_CRITICAL };
struct rule;                                         /* tables/rule.h */
/* How the lines of a finding stand to each other; from weakest to strongest (match/context.c). */
enum finding_context { CTX_NONE /* no partner */, CTX_SAME_RX /* within our prescription */, CTX_CONTINUES /* the next course of the same
		       institution, a few days early */, CTX_EARLY /* the same, earlier than that */, CTX_SAME_PLACE, CTX_UNKNOWN_PLACE /* institution cannot be told */, CTX_OTHER_PLACE };
struct finding_pair { size_t a, b; };                /* a line of ours and the one it hits: exposure indices */
struct answer;                                       /* flow/answers.h */
struct finding {
	char                   id[17];               /* same inputs, same tables: same id; masked: "masked-<n>" */
	enum finding_kind      kind;
	enum severity          severity;
	bool                   interrupts, masked;
	bool                   beyond;               /* pair: a form of the drug that the rule's source does not name; a warning to look up */
	const struct rule     *rule;                 /* NULL: built in (identity, unchecked, expired) or masked */
	size_t                 a;                    /* exposure index of our own line */
	size_t                *partners; size_t npartners;            /* exposure indices; empty for identity and unchecked */
	struct span            overlap; int overlap_days;             /* longest overlap; 0 none */
	int                    gap_days;             /* wash-out: whole days between the courses; -1 not a wash-out hit */
	struct str             shared;               /* ingredient or group the hit is about */
	struct str             arithmetic_ja, arithmetic_en;          /* how the dates were computed, one line */
	struct str             detail_ja, detail_en; /* identity: both names; unchecked: why */
	unsigned               rows, institutions, pharmacies;        /* what this finding stands for: the partner lines */
	struct dec             quantity; struct str unit;             /* their sum, when all are in one unit */
	const char            *national;             /* "hit", "no-hit", "not-applicable": the published national rule on these lines */
	/* One finding for one cause: a is the first of our lines, the other lines of ours are the first nown partners. */
	size_t                 nown;
	struct finding_pair   *pairs; size_t npairs; /* which lines hit which; none when it has no partner or is masked */
	enum finding_context   context;              /* of what carries its severity */
	struct dec             daily;                /* amount a day these lines imply; n 0 not told */
	int                    days_on_hand;         /* days the partners would still last from our first day on, one after the other; 0 none */
	uint64_t               cause;                /* what an answer is given to, without dates; 0: cannot be answered */
	int                    reach;                /* 0..0xfff: how far it goes; an answer holds for no more than it was given to.
	                                                overlap: 0x400 + days of our course covered; wash-out: days still missing */
	const struct answer   *answered;             /* NULL: not answered */
	const struct rule     *also[6]; size_t nalso;/* other rules that said the same of these lines, taken in */
};
enum line_verdict { LINE_CHECKED, LINE_PARTIAL, LINE_UNCHECKED };
struct line_coverage { size_t exposure; enum line_verdict verdict; const char *reasons[8]; size_t nreasons; };
/* lines: all drug lines, masked ones included; identified, from, to: open lines only; age_days: -1 no dated line */
/* lines: all, masked ones included; identified, from, to, age_days: of the others only. */
struct source_coverage { struct str label; enum format format; size_t lines, identified, masked; struct ymd from, to; int age_days; bool usable; const char *why_not; };
/* A patient fact nobody told us; said: what was told and could not be placed, or empty. */
struct judge_gap { struct str fact; struct str *rules; size_t nrules; struct str said; };
enum verdict { VERDICT_CLEAR, VERDICT_FINDINGS, VERDICT_INCOMPLETE };             /* 0, 1, 2: also the exit code */
struct coverage {                                    /* what the silence of the findings is worth */
	struct line_coverage   *lines;   size_t nlines;               /* one per prescription line */
	struct source_coverage *sources; size_t nsources;
	struct judge_gap       *gaps;    size_t ngaps;                /* could_not_judge */
	size_t identified, compared;                 /* prescription lines identified; pairs compared */
	size_t switched_off;                         /* times a rule that is off in this edition would have fired */
	enum verdict verdict;
};

/* --- 9. what the pharmacist decided, and what was handed over: see flow/ (later) ---- */

/* Last day the prescription may be used: 52 when written, else issue day + 3 (4 days with the issue day). */
struct ymd yg_rx_expiry(const struct rx *rx);
/* "same-ingredient", "contraindicated-pair", ...: the words of the report and of rules/reasons.csv. */
const char *yg_finding_word(enum finding_kind kind);
/* One bit for each word, "caution-pair" included (FINDING_CAUTION; a pair below critical); 0: no such word. */
uint32_t yg_finding_bit(struct str word);
#define FINDING_BIT(kind) (1u << (kind))
#define FINDING_CAUTION 0x80000000u
/* Kinds that are about this prescription alone: the data must be put right, no answer makes them silent. */
#define UNANSWERABLE (FINDING_BIT(FIND_IDENTITY) | FINDING_BIT(FIND_UNCHECKED) | FINDING_BIT(FIND_EXPIRED_RX))
const char *yg_format_name(enum format f);           /* "jahis-rx", ... the names of the command line */
enum format yg_format_by_name(struct str name);      /* FORMAT_NONE when unknown */
#endif
