/* options.h - the command line as data: verbs, options, and the struct they are read into. Help is printed from the same
 * tables, and a test compares them with the man page. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H
#include "yagen/yagen.h"
#include "yagen/yagen_ext.h"
#include <stdbool.h>
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
	bool        help, version;
	const char *args[CLI_MAX_FILES]; size_t nargs;       /* what is no option */
};

/* Which verbs an option belongs to. */
enum { V_CHECK = 1, V_CONVERT = 2, V_SCAN = 4, V_DRUG_SEARCH = 8, V_DRUG_SHOW = 16, V_IMPORT = 32, V_APPLY = 64, V_DIFF = 128,
       V_INFO = 256, V_TCHECK = 512, V_LINT = 1024, V_RSHOW = 2048, V_RIMPORT = 4096, V_BENCH = 8192, V_ALL = 16383 };
struct verb {
	const char *name, *sub;                      /* "drug", "search"; sub NULL: none */
	unsigned    bit;
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
