/* usage.h - what the usage texts of one line say, read by a table of patterns and never guessed: text that is not in
 * the table leaves `unread` set, and nothing is then computed from it. Knows no drug and no dates. Private to match/. */
#ifndef MATCH_USAGE_H
#define MATCH_USAGE_H
#include "model/model.h"

enum usage_unit {                                    /* unit of a dose; other spellings of the same unit are one here */
	UNIT_OTHER, UNIT_TABLET /* 錠 */, UNIT_CAPSULE, UNIT_PACK /* 包 */, UNIT_G, UNIT_MG, UNIT_UG, UNIT_ML, UNIT_SHEET /* 枚 */,
	UNIT_PIECE /* 個 */, UNIT_STICK /* 本 */, UNIT_SYRINGE /* 筒 */, UNIT_KIT, UNIT_BOTTLE /* 瓶 */, UNIT_AMPOULE /* 管 */,
	UNIT_VIAL_ML /* mLV */, UNIT_BAG /* 袋 */, UNIT_IU /* 単位 */, UNIT_PUFF /* 吸入, ブリスター */, UNIT_SPRAY /* 噴霧 */, UNIT_DROP /* 滴 */
};
struct usage {
	int        times;                            /* 1日N回, also from 毎食後, 朝夕食後, 12時間毎, or a JAMI code; 0 not said */
	struct dec num, den;                         /* one dose; DEC_NONE when not said */
	struct dec day;                              /* the dose of a whole day when it is told as such, or time by time */
	enum usage_unit unit;                        /* of num or day */
	int        every;                            /* from one day of use to the next: 1, 隔日 2, 週1回 7, 72時間毎 3 */
	int        per_week;                         /* 週N回, N of 2 to 6; 0 not said */
	unsigned   weekdays;                         /* bit 0 Sunday ... bit 6 Saturday; 0 not said */
	int        on, off;                          /* N days of use, then M without; 0 not said */
	bool       most;                             /* 1日N回まで: no more than that, perhaps less */
	bool       prn;                              /* 疼痛時, 必要時 ...: used more slowly than allowed, perhaps */
	bool       taper;                            /* 漸減: the day's amount does not stay what it is */
	bool       unread;                           /* some of the text is not in the table */
	bool       conflict;                         /* the texts disagree with each other */
	int        slots; struct dec loose; enum usage_unit loose_unit;   /* while reading; settled by yg_usage_end */
};
void yg_usage_begin(struct usage *u);
void yg_usage_text(struct usage *u, struct str text);
/* 用法コード of type 2 (JAMI) or 3 (電子処方箋用法マスタ): the times a day (fhir-jp 1.2), and whether it is as needed. */
void yg_usage_code(struct usage *u, struct str type, struct str code);
/* JAMI 補足用法コード: I1100000, CW100000, W + seven flags. Any other one that is not a dose (V...) stays unread. */
void yg_usage_supplement_code(struct usage *u, struct str code);
void yg_usage_supplement(struct usage *u, const struct supplement *s, bool of_drug);   /* one 181 or (of_drug) 281 */
void yg_usage_end(struct usage *u);

enum usage_unit yg_usage_unit(struct str unit);
const char *yg_usage_unit_name(enum usage_unit u);   /* "錠"; "" for UNIT_OTHER */
/* How much of unit `of` one package (unit `package`) of a product holds, from its name or 規格: 300単位1キット, 60ブリスター.
 * False unless exactly one number is said. */
bool yg_usage_content(struct str name, struct str strength, enum usage_unit package, enum usage_unit of, struct dec *n);
/* 421 残薬確認: "ノルバスク錠５ｍｇが６錠残っていることを確認", "２０錠残薬". The name must be the whole name of the item; without one
 * `alone` must be set (the visit has no other drug line). False unless number and unit are plain. */
bool yg_usage_leftover(struct str text, const struct drug_item *item, bool alone, struct dec *n);
/* The text in the one spelling that is read (half width, lower case, without blanks); (size_t)-1 when it is longer than the room. */
enum { USAGE_TEXT = 400 };                           /* bytes */
size_t yg_usage_fold(struct str text, char room[USAGE_TEXT]);
/* Bytes of the longest word of the tables (with its numbers and unit, or a list of weekdays) at this byte of a folded text; 0 none. */
size_t yg_usage_word(struct str folded, size_t at_byte);
#endif
