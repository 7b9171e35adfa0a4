/* log.h - one JSON object a line about what the program did: when, what, how long, how it ended. Never about whom.
 *
 * Nothing that came from an input can get into a line, because there is no field that takes text: a value is a number, a word that
 * stands in one of the tables of log.c, or an id of which only the shape of our own random ids is written and anything else
 * becomes a hash. The day of a prescription, a name, a drug have no field. Time comes from the caller. */
#ifndef CONF_LOG_H
#define CONF_LOG_H
#include "base/buf.h"
#include <stdint.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_event { LOG_COMMAND /* a command of the desk */, LOG_VERB /* a run of the program */ };
enum log_field {
	LOG_F_VERB,                                  /* word: "case", "backup", ... */
	LOG_F_SUB,                                   /* word: "check", "create", ... */
	LOG_F_COMMAND,                               /* word: "case.check", ... */
	LOG_F_CASE,                                  /* id: patient.case, both random */
	LOG_F_REQUEST,                               /* id chosen by the client: its shape decides */
	LOG_F_RESULT,                                /* number 0 or a yg_err: written as a word */
	LOG_F_EXIT, LOG_F_MS, LOG_F_COUNT            /* numbers */
};
struct log_value { enum log_field field; const char *text /* words and ids */; long long n; };
/* Appends one line to out. at: UTC seconds. A text that is in no table is written as "other". YG_ENOMEM. */
int  yg_log_line(struct buf *out, int64_t at, enum log_level level, enum log_event event, const struct log_value *v, size_t n);
/* Appends bytes to the file in one write, so that several programs may share it; made with mode 0640. YG_EIO. */
int  yg_log_append(const char *path, struct str line);
/* The level of a word ("warning"); -1: no such. */
int  yg_log_level(const char *word);
bool yg_log_knows(enum log_field f, const char *word);        /* for the test that compares with the tables of commands and verbs */
#endif
