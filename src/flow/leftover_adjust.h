/* leftover_adjust.h - 残薬調整: how much less is handed over because the patient still has some. Day arithmetic in whole days and exact
 * decimals, never below zero, and the sum as a line a person can check. It decides nothing: whether the prescriber is asked first (62 = 1)
 * or told afterwards (62 = 2) is the prescription's word. */
#ifndef FLOW_LEFTOVER_ADJUST_H
#define FLOW_LEFTOVER_ADJUST_H
#include "base/arena.h"
#include "model/model.h"
struct leftover {
	int        days;                             /* days taken off; 0 for an amount */
	struct dec counted;                          /* as counted, in unit; DEC_NONE: told in days */
	struct dec spare;                            /* counted units that make no whole day; DEC_NONE: none */
	struct dec rest;                             /* what is to be handed over: days, or amount */
	bool       none;                             /* nothing is left to hand over */
	struct str ja, en;                           /* "28日分 - 残薬 7日分 = 21日分" */
};
/* 内服: told in days. YG_EARG: days or left below 0. YG_ENOMEM. */
int yg_leftover_days(int days, int left, struct arena *a, struct leftover *out);
/* 内服: counted, with the amount of one day (both in the same unit). Only whole days are taken off: 15錠 ÷ 1日2錠 = 7日分, 1錠 spare. YG_EARG: daily not
 * above 0, or not given; YG_ETOOBIG; YG_ENOMEM. */
int yg_leftover_count(int days, struct dec daily, struct dec counted, struct str unit, struct arena *a, struct leftover *out);
/* 頓服 (doses), 外用 and the like (amount): 10枚 - 残薬 3枚 = 7枚. YG_EARG, YG_ETOOBIG, YG_ENOMEM. */
int yg_leftover_amount(struct dec total, struct dec counted, struct str unit, struct arena *a, struct leftover *out);
#endif
