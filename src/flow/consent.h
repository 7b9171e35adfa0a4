/* consent.h - what is known of a patient's consents, and whether something may be shown at this moment.
 *
 * A list of records (who agreed to what, how, until when, taken back when) and one decision table, as data, in consent.c. Every place that
 * could name something asks here, and only here. Masked means: it may raise a finding, its names, places and dates stay inside.
 * Times are Japan's civil time, seconds since 1970-01-01T00:00:00 of it; 0: not given. Pure: no clock, no store. docs/consent.md. */
#ifndef FLOW_CONSENT_H
#define FLOW_CONSENT_H
#include "model/model.h"

enum consent_basis { BASIS_CALLER /* files handed over by hand: the caller answers for it */, BASIS_CARD /* 顔認証付きカードリーダー */,
		     BASIS_PAPER /* generic reader, with the consent in writing */, BASIS_ORAL /* 口頭等, only after a hit */,
		     BASIS_HOME_VISIT /* 居宅同意取得型 */, BASIS_ONLINE, BASIS_DISASTER, BASIS_EMERGENCY, BASIS_NONE };

/* One consent to one item. */
struct consent_record {
	enum consent_basis basis;
	enum consent_item  item;
	enum consent_flag  flag;                     /* what was answered; only CONSENT_YES shows anything */
	int64_t    since, until;                     /* until: the terminal's own AvailableTime; 0: the day of `since` alone */
	int64_t    withdrawn;                        /* when it was taken back; 0 not */
	struct str by;                               /* who recorded it; "terminal": its file */
	bool       confirmed;                        /* paper: the note is there; disaster, emergency: all that was to be asked was answered */
	struct str *lines; size_t nlines;            /* oral: names ("hist/0/17") of the history lines that raised the finding, and no others */
};

enum consent_origin { ORIGIN_OWN /* our own store */, ORIGIN_NOTEBOOK /* the patient's own お薬手帳 */, ORIGIN_TERMINAL /* file of the 資格確認端末 */,
		      ORIGIN_OTHER /* any other record of other people */ };
/* What is to be shown: one source, or one document of facts. */
struct consent_asked {
	enum consent_origin origin;
	enum consent_item   item;
	enum consent_flag   file; int64_t file_until;        /* what the terminal's own file says; ORIGIN_TERMINAL only */
	enum consent_basis  basis;                   /* on which it was obtained, as the caller says */
	bool                noted;                   /* basis paper: the written consent was noted */
};
struct consents {
	const struct consent_record *r; size_t n;    /* in the order they were recorded */
	int64_t now;
	bool    strict;                              /* the counter: oral, disaster and emergency need their record; else the caller's word counts */
};
enum consent_show { SHOW_NOTHING, SHOW_HIT /* the lines that raise a finding, and no others */, SHOW_ALL };
struct consent_answer {
	enum consent_show show;
	const char *word;                            /* why; the words of the table, docs/consent.md */
	const struct consent_record *by;             /* the record it rests on; NULL: none */
};
struct consent_answer yg_consent_decide(const struct consents *c, const struct consent_asked *a);
/* The same for a consent of a terminal's answer by itself: only a yes whose until has not passed. */
bool yg_consent_running(enum consent_flag flag, int64_t until, int64_t now);
/* May this line be shown under a SHOW_HIT answer? With a record only the lines it names; without one (the caller's word) any that hits. */
bool yg_consent_line(const struct consent_answer *a, struct str line);
/* The table, for documentation and tests: row i as words, false at the end. */
struct consent_row { const char *origin, *file, *given, *said, *show, *word; };
bool yg_consent_row(size_t i, struct consent_row *out);
const char *yg_consent_word(enum consent_basis b);           /* "card", ... */
bool yg_consent_basis(struct str word, enum consent_basis *out);
const char *yg_consent_item_word(enum consent_item i);       /* "medicines" "treatment" "surgery" "checkup" */
bool yg_consent_item(struct str word, enum consent_item *out);

/* --- the three special ways in --------------------------------------------------------------------------- */
/* 災害時モード: all four are asked for; and the area and the days the pharmacy was told it is open for (yagen.conf). */
struct disaster_asked { struct str name, birth_date, sex, insurer, address, area; };
struct disaster_open { struct str areas /* names or codes, parted by commas */; struct ymd from, until; };
/* NULL: it may go on. Else what is missing or not so: "name" "birth_date" "sex" "insurer-or-address" "area" "period" "closed" (not configured). */
const char *yg_disaster_refusal(const struct disaster_asked *a, const struct disaster_open *o, struct ymd today);
/* 救急時: this terminal and this user stand in the lists (parted by commas), and it was confirmed a second time.
 * NULL, or "terminal" "user" "confirm". */
const char *yg_emergency_refusal(struct str terminal, struct str user, bool confirmed, struct str terminals, struct str users);
/* 訪問診療等: must the service be asked again while care goes on? Once in every calendar month of treatment (診療年月), and when the consent
 * it answered with has run out. last: day of the last answer; YMD_NONE: never. The month rule is the conservative reading: docs/consent.md. */
bool yg_home_visit_due(struct ymd last, int64_t until, struct ymd today, int64_t now, bool care_goes_on);
#endif
