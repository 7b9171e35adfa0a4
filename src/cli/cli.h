/* cli.h - what the verbs share: exit codes, messages, files, folders. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "cli/options.h"
#include "base/buf.h"

/* Exit codes: an interface (yagen.1). */
enum { EXIT_CLEAR = 0, EXIT_FINDINGS = 1, EXIT_INCOMPLETE = 2, EXIT_USAGE = 64, EXIT_REFUSED = 65, EXIT_NOINPUT = 66,
       EXIT_UNAVAILABLE = 69, EXIT_INTERNAL = 70, EXIT_IO = 74, EXIT_NOPERM = 77, EXIT_TABLES = 78 };
int cli_exit(int err);                               /* of a yagen_error */
int cli_exit_verdict(yagen_verdict v);

/* The text in the language chosen. */
const char *cli_say(yagen_lang lang, const char *ja, const char *en);
/* "yagen: <what>: <why>" on stderr; answers cli_exit(err). */
int cli_fail(const struct options *o, const char *what, int err);
/* "yagen: <text>" on stderr; answers EXIT_USAGE. */
int cli_usage(yagen_lang lang, const char *ja, const char *en, const char *arg);

/* "yagen: <text>" on stderr, {0} replaced by the number. */
void cli_note(yagen_lang lang, const char *ja, const char *en, size_t n);

/* Diagnostics on stderr: file:record: severity: text [code] (field). file NULL: the field is the file (tables). */
void cli_diag(yagen_lang lang, const char *file, const yagen_diag *d);
/* A listener that prints; `file` as above. */
struct cli_listener { yagen_listener l; yagen_lang lang; const char *file; const char *const *files; size_t nfiles; };
void cli_listener_init(struct cli_listener *cl, const struct options *o, const char *file);

/* A whole file or, for "-", standard input. 0, or the exit code (which was explained on stderr). Yours: yg_buf_free(). */
int cli_read(const struct options *o, const char *path, struct buf *out);
/* The folders an answer is made with: given, else those of the data folder. */
struct cli_folders { const char *master, *rules; char room[2][4096]; };
void cli_folders(const struct options *o, struct cli_folders *f);
/* Opens the tables with the folders of o. 0, or the exit code (explained). */
int cli_open(const struct options *o, yagen **out);
/* Bytes to stdout, as they are. */
void cli_write(const char *p, size_t n);
/* Text from outside (names, messages) with everything a terminal would obey replaced by '?'. */
void cli_clean(struct buf *out, const char *z);
yagen_date cli_today(void);
bool cli_is_terminal(int fd);
bool cli_colour(void);                               /* standard output is a terminal, and $NO_COLOR is not set */

int cmd_check(const struct options *o);
int cmd_convert(const struct options *o);
int cmd_scan(const struct options *o);
int cmd_drug_search(const struct options *o);
int cmd_drug_show(const struct options *o);
int cmd_tables_import(const struct options *o);
int cmd_tables_apply_diff(const struct options *o);
int cmd_tables_diff(const struct options *o);
int cmd_tables_info(const struct options *o);
int cmd_tables_check(const struct options *o);
int cmd_rules_lint(const struct options *o);
int cmd_rules_show(const struct options *o);
int cmd_bench(const struct options *o);
int cmd_rules_import(const struct options *o);

/* The answer for a pharmacist (out_text.c). */
void out_text(const struct options *o, const yagen *yg, const yagen_case *c, const yagen_check_options *co, bool colour,
	      struct buf *out);
#endif
