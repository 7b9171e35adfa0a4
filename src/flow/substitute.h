/* substitute.h - may this product be handed over in place of what was prescribed? 後発医薬品への変更調剤 as a pure function of two
 * drugs of the master, the amounts and the marks on the line. It chooses nothing: candidates are for a person.
 *
 * Sources. The rules are those of 「処方箋に記載された医薬品の後発医薬品への変更について」 (保医発0305第12号, 2012-03-05), as summarised in public
 * material; the notice itself was not at hand, so every row that a summary does not state asks for an inquiry (疑義照会). What is a
 * product, its form and its strength come from the drug master (code, 一般名処方の標準的な記載, 規格). docs/dispensing.md lists every rule.
 *
 * Never judged here: whether the approved uses (効能・効果) of two products differ, additives, and the exception for shortages of
 * supply (事務連絡 2024-03-15); contraindications and duplicates are the matcher's work, on what is to be handed over. */
#ifndef FLOW_SUBSTITUTE_H
#define FLOW_SUBSTITUTE_H
#include "base/arena.h"
#include "tables/tables.h"

enum subst_verdict {
	SUBST_SAME,                                  /* this is what was prescribed */
	SUBST_ALLOWED,                               /* without asking the prescriber; the patient is told and agrees */
	SUBST_CONSENT,                               /* allowed once the patient gives up the wish that the prescription records (8) */
	SUBST_INQUIRY,                               /* only after an inquiry whose outcome is a change */
	SUBST_NEVER                                  /* no such product can be handed over: no inquiry helps */
};
/* Marks of a line: 薬品補足区分 of JAHIS 281 and SJ1 281 (eps 1.4), one bit each. */
enum { MARK_NO_GENERIC = 1 /* 3 後発品変更不可 */, MARK_NO_FORM = 2 /* 4 剤形変更不可; 6 */, MARK_NO_STRENGTH = 4 /* 5 含量規格変更不可; 6 */,
       MARK_PATIENT_WISH = 8 /* 8 先発医薬品患者希望 */ };
/* Also read from the words 変更不可 in the free texts of the line or of the prescription's remarks (81), where they then hold
 * for every line: a mark is never missed because it was typed. */
unsigned yg_subst_marks(const struct rx *rx, const struct rx_line *line);

struct subst_amount { struct dec amount, factor; struct str unit; bool potency; };    /* of one dose or day; factor: 211 or DEC_NONE */
struct subst_in {
	const struct tables *tables;
	const struct drug *prescribed, *given;       /* identified; prescribed may be an entry of 一般名処方マスタ */
	struct subst_amount was, is;                 /* is.amount DEC_NONE: not told yet (a candidate), taken as what makes the total equal */
	enum form_class form;                        /* of the RP */
	unsigned times;                              /* doses a day the amount is for: 1日回数 of 内服, 1 of 頓服; 0 not known or uneven */
	unsigned marks;
	struct ymd on;                               /* day of dispensing: the product must be in force */
};
struct subst_rule { const char *word; enum subst_verdict verdict; const char *ja, *en, *source; };
enum subst_price { PRICE_NOT_JUDGED, PRICE_NOT_ABOVE, PRICE_ABOVE };
struct subst_out {
	const struct subst_rule *rule;               /* never NULL: what was decided and why */
	bool form_changed, strength_changed;
	struct dec amount;                           /* in the given product's price unit: as told, or what makes the total equal; DEC_NONE unknown */
	enum subst_price price;                      /* 薬剤料 before points are made of it: amount x 薬価 */
	struct dec before, after;                    /* yen for the amount of one dose or day; DEC_NONE unknown */
};
void yg_substitute(const struct subst_in *in, struct subst_out *out);
/* The i-th rule; NULL at the end. For documents and tests. */
const struct subst_rule *yg_subst_rule(size_t i);
const char *yg_subst_verdict_word(enum subst_verdict v);      /* "same" "allowed" "consent" "inquiry" "never" */
const char *yg_subst_price_word(enum subst_price p);          /* "not-judged" "not-above" "above" */

struct subst_candidate { const struct drug *drug; struct subst_out out; };
/* Every product with a receipt code and the same ingredients, class and route (YJ7) that is not refused; those that need an
 * inquiry only when asked for. in->given and in->is are ignored. Order: verdict, then same form and strength first, then price, then
 * receipt code. YG_ENOMEM. */
int yg_substitutes(const struct subst_in *in, bool with_inquiry, struct arena *a, struct subst_candidate **out, size_t *n);
#endif
