/* period.h - from which day to which day a line is taken, and how we know. Both days included. */
#ifndef MATCH_PERIOD_H
#define MATCH_PERIOD_H
#include "base/arena.h"
#include "base/diag.h"
#include "model/model.h"
struct usage;
/* Sets taken, how, daily, total, days of e from form, amount, quantity and start day. */
void yg_period(struct exposure *e, enum form_class form, struct dec amount, struct dec quantity, struct ymd start);
/* The same with everything a line may say about it. */
struct period_in {
	enum form_class form;
	struct dec amount, quantity;                 /* 用量, 調剤数量; not given: DEC_NONE */
	int        split_quantity;                   /* 分割回ごと調剤数量 (102); 0 none */
	struct str times_per_day, per_dose;          /* 1日回数; 1回服用量, may be a fraction "2/3" */
	bool       unit_days;                        /* the quantity is said to be 日分, whatever the form */
	int        interval;                         /* yg_period_interval(); 0 and 1: every day */
	struct ymd start;                            /* day or month unknown: the longest period that fits */
	const struct usage *usage;                   /* what the usage texts say (match/usage.h); NULL: nothing */
	struct str unit, product, strength;          /* unit of amount; name and 規格 of the product, for what a package holds */
	struct dec leftover;                         /* 残薬 on the start day, in unit; DEC_NONE, 0: none known */
};
void yg_period_set(struct exposure *e, const struct period_in *in);
/* From one day of use to the next, in a usage text: 隔日 2, 週1回 7, 3日毎 3, else 1. Only ever lengthens a period. */
int yg_period_interval(struct str usage);
const char *yg_period_word(enum period_how how);     /* "days" "interval" "weekdays" "cycle" "split" "quantity" "contents" "stated"
                                                        "default-14" "open"; the table is in docs/matching.md */
/* How taken was computed, without its dates: "14日分", "隔日14日分", "70枚 ÷ 1日2枚 = 35日". */
struct str yg_period_text(const struct exposure *e, enum lang lang, struct arena *a);
#endif
