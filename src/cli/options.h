/* options.h - the command line as data: verbs, options, and the struct they are read into. Help is printed from the same
 * tables, and a test compares them with the man page. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include "yagen/yagen.h"
#include "yagen/yagen_ext.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CLI_MAX_FILES 64u                            /* histories of one check, files of one import */
enum cli_format { CLI_TEXT, CLI_JSON };
struct options {
	const struct verb *verb;
	const char *master, *rules;                  /* given, or the default folders */
	enum cli_format format;
	yagen_lang  lang;
	yagen_date  as_of;                           /* given, or today */
	const char *history[CLI_MAX_FILES]; size_t nhistory;
	const char *patient[CLI_MAX_FILES]; size_t npatient;
	const char *answers[CLI_MAX_FILES]; size_t nanswers;
	const char *overlay;
	unsigned    lookback;
	yagen_consent consent;
	yagen_format from, to;
	bool        lossy, explain, national, refuse_expired;
	yagen_import_kind kind; bool kind_given;
	yagen_rules_import_kind rules_kind;          /* kind_given too */
	const char *worklist, *settlements, *by;
	const char *out;
	yagen_date  valid_until;
	size_t      limit;
	int         stateless;                       /* bench: history lines as they come */
	unsigned    threads, rounds;                 /* bench; 0: not given */
	size_t      first, count;                    /* bench: number of the first prescription; how many, 0 all */
	const char *findings;
	const char *masters[2], *rules_two[2]; size_t nmasters, nrules_two;  /* impact: before and after */
	const char *accept, *reports, *html, *secret;
	const char *store;                           /* given; else cli_store_path() */
	const char *editions, *config;               /* given; editions also from $YAGEN_EDITIONS or yagen.conf (config.c) */
	yagen_config *conf;                          /* yagen.conf as read; the defaults when there is none */
	const char *sign_key, *key_id, *key_name;
	int         rollback;                        /* 0 both, 1 master, 2 rules */
	const char *trust, *signer;                  /* verify, sign */
	unsigned    pin_fd; bool pin_fd_given, last_try, allow_file_key, sign_prescription;
	/* the case at the counter */
	const char *keys, *request_id, *at, *terminal, *why;
	unsigned    case_version;                    /* 0: whichever is newest */
	bool        consent_given, limit_given, report;
	const char *finding, *action, *reason, *note, *case_state, *after, *patient_choice, *of_patient;
	yagen_date  until;
	/* handing over: LINE=VALUE each */
	const char *give[CLI_MAX_FILES], *line_days[CLI_MAX_FILES], *leftover[CLI_MAX_FILES], *line_inquiry[CLI_MAX_FILES], *agreed[CLI_MAX_FILES], *withhold[CLI_MAX_FILES];
	size_t      ngive, nline_days, nleftover, nline_inquiry, nagreed, nwithhold;
	bool        as_prescribed, partial, with_inquiry;
	const char *part, *line, *question, *answer, *answered_by, *outcome, *inquiry;
	unsigned    refill_use;
	/* by hand */
	const char *sets[CLI_MAX_FILES]; size_t nsets;       /* KEY=VALUE each */
	const char *document, *guidance;
	unsigned    symbol;
	bool        svg;
	const char *folder;                          /* of the terminal's results */
	yagen_date  on, planned;
	/* operations on a store */
	unsigned    generations;                     /* 0: those of yagen.conf */
	bool        offline, drill, seal, dry_run, force;
	const char *scratch;
	yagen_date  day_from, day_to;
	const char *names;                           /* outbox run; folder above */
	unsigned    timeout;                         /* seconds; 0: not given */
	bool        unsigned_layout, all;
	bool        help, version;
	const char *args[CLI_MAX_FILES]; size_t nargs;       /* what is no option */
};

/* Which verbs an option belongs to: one bit each. */
#define V(n) (UINT64_C(1) << (n))
#define V_CHECK V(0)
#define V_CONVERT V(1)
#define V_SCAN V(2)
#define V_DRUG_SEARCH V(3)
#define V_DRUG_SHOW V(4)
#define V_IMPORT V(5)
#define V_APPLY V(6)
#define V_DIFF V(7)
#define V_INFO V(8)
#define V_TCHECK V(9)
#define V_LINT V(10)
#define V_RSHOW V(11)
#define V_RIMPORT V(12)
#define V_BENCH V(13)
/* the case at the counter */
#define V_CASE_NEW V(14)
#define V_CASE_ENTER V(15)
#define V_CASE_LIST V(16)
#define V_CASE_SHOW V(17)
#define V_CASE_HISTORY V(18)
#define V_CASE_PATIENT V(19)
#define V_CASE_CORRECT V(20)
#define V_CASE_CHECK V(21)
#define V_CASE_INQUIRE V(22)
#define V_CASE_DECIDE V(23)
#define V_CASE_DISPENSE V(24)
#define V_CASE_AMEND V(25)
#define V_CASE_CANCEL V(26)
#define V_CASE_PRINT V(27)
#define V_PATIENT V(28)
#define V_WORKLIST V(29)
/* operations */
#define V_SETUP V(30)
#define V_KEYS V(31)
#define V_AUDIT_VERIFY V(32)
#define V_AUDIT_EXPORT V(33)
#define V_BACKUP V(34)
#define V_RESTORE V(35)
#define V_STORE_CHECK V(36)
#define V_STORE_EXPORT V(37)
#define V_STORE_IMPORT V(38)
#define V_STORE_RESEAL V(39)
#define V_STORE_RETAIN V(40)
/* editions, replay */
#define V_PACK V(41)
#define V_TSIGN V(42)
#define V_TKEYS V(43)
#define V_INSTALL V(44)
#define V_ROLLBACK V(45)
#define V_REPLAY V(46)
#define V_IMPACT V(47)
#define V_ANONYMISE V(48)
#define V_EDITIONS V(49)
/* signatures and cards */
#define V_SIGN V(50)
#define V_VERIFY V(51)
#define V_CARD_LIST V(52)
#define V_CARD_SHOW V(53)
#define V_CASE_CANDIDATES V(54)
/* the eligibility terminal, consents */
#define V_TERMINAL_SCAN V(55)
#define V_CARD_CONSENT V(56)
/* registering with the national service */
#define V_CASE_SIGN V(58)
#define V_CASE_SUBMIT V(59)
#define V_OUTBOX_LIST V(60)
#define V_OUTBOX_RUN V(61)
#define V_OUTBOX_RETRY V(62)
#define V_SERVICE V(63)
/* verbs that answer with the installed editions when no folder is named */
#define V_TABLES (V_CHECK | V_DRUG_SEARCH | V_DRUG_SHOW | V_IMPORT | V_INFO | V_TCHECK | V_LINT | V_RSHOW | V_RIMPORT | V_PACK | V_REPLAY | V_ANONYMISE)
/* verbs that work on a store */
#define V_CASE (V_CASE_NEW | V_CASE_ENTER | V_CASE_LIST | V_CASE_SHOW | V_CASE_HISTORY | V_CASE_PATIENT | V_CASE_CORRECT | V_CASE_CHECK | \
		V_CASE_INQUIRE | V_CASE_DECIDE | V_CASE_DISPENSE | V_CASE_AMEND | V_CASE_CANCEL | V_CASE_PRINT | V_PATIENT | V_WORKLIST | V_CASE_CANDIDATES | \
		V_CASE_SIGN | V_CASE_SUBMIT | V_OUTBOX_LIST | V_OUTBOX_RUN | V_OUTBOX_RETRY | V_TERMINAL_SCAN | V_CARD_CONSENT)
#define V_OPS (V_KEYS | V_AUDIT_VERIFY | V_AUDIT_EXPORT | V_BACKUP | V_STORE_CHECK | V_STORE_EXPORT | V_STORE_RESEAL | V_STORE_RETAIN)
#define V_STORE (V_CASE | V_OPS | V_RESTORE | V_STORE_IMPORT | V_SETUP | V_REPLAY)
#define V_ALL (~UINT64_C(0))
struct verb {
	const char *name, *sub;                      /* "drug", "search"; sub NULL: none */
	uint64_t    bit;
	size_t      min_args, max_args;
	const char *args;                            /* "RX", for the help */
	int       (*run)(const struct options *o);   /* answers the exit code */
	const char *ja, *en;                         /* one sentence */
};
extern const struct verb cli_verbs[];                /* ends with name NULL; main.c */

/* Reads argv[1..]. 0, or the exit code of a usage error (which was printed). */
int  options_parse(struct options *o, int argc, char **argv);
/* o->verb NULL: of the whole program. */
void options_help(FILE *to, const struct options *o);
#endif
