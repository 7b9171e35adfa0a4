/* period.h - from which day to which day a line is taken, and how we know. Both days included. */
#ifndef MATCH_PERIOD_H
#define MATCH_PERIOD_H
#include "model/model.h"
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
};
void yg_period_set(struct exposure *e, const struct period_in *in);
/* 隔日 and 週1回 in a usage text: 2, 7, else 1. Only ever lengthens a period. */
int yg_period_interval(struct str usage);
const char *yg_period_word(enum period_how how);     /* "days", "quantity", "stated", "default-14", "split", "open" */
#endif
