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
/* The folders an answer is made with: given, else the installed ones, else those of yagen.conf, else those of the data folder. */
struct cli_folders { const char *master, *rules; char room[2][4096]; };
void cli_folders(const struct options *o, struct cli_folders *f);
void cli_shipped(const struct options *o, struct cli_folders *f);      /* the same without installed editions and yagen.conf */
/* Opens the tables with the folders of o. 0, or the exit code (explained). */
int cli_open(const struct options *o, yagen **out);
/* The store: --store, else $YAGEN_STORE, else yagen/yagen.db under $XDG_DATA_HOME or ~/.local/share. make: its folder is made (0700) when
 * absent. 0, or the exit code (explained): there is no such place. */
struct cli_store { const char *path; char room[4096]; };
int cli_store_path(const struct options *o, bool make, struct cli_store *s);
/* Bytes to stdout, as they are. */
void cli_write(const char *p, size_t n);
/* Text from outside (names, messages) with everything a terminal would obey replaced by '?'. */
void cli_clean(struct buf *out, const char *z);
yagen_date cli_today(void);
bool cli_is_terminal(int fd);
bool cli_is_folder(const char *path);
bool cli_colour(void);                               /* standard output is a terminal, and $NO_COLOR is not set */

/* config.c: reads yagen.conf into o->conf and fills what the command line left open. 0, or the exit code (explained). */
int cli_config(struct options *o);
const char *cli_editions(const struct options *o);   /* the folder to use when neither --master nor --rules is given; NULL: none */
bool cli_mark_unsigned(const struct options *o);
void cli_log(const struct options *o, int code, long long ms);       /* one line for a run on a store */
long long cli_milliseconds(void);                    /* a clock that only goes forward */

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
/* verbs of the counter; not cmd_: the functions behind the commands of the library are called that, and it may be linked statically */
int verb_case_new(const struct options *o);
int verb_case_history(const struct options *o);
int verb_case_patient(const struct options *o);
int verb_case_cancel(const struct options *o);
int verb_case_return(const struct options *o);
int verb_case_check(const struct options *o);
int verb_case_decide(const struct options *o);
int verb_case_dispense(const struct options *o);
int verb_case_candidates(const struct options *o);
int verb_case_amend(const struct options *o);
int verb_case_inquire(const struct options *o);
int verb_case_enter(const struct options *o);
int verb_case_correct(const struct options *o);
int verb_case_print(const struct options *o);
int verb_worklist_list(const struct options *o);
int verb_worklist_settle(const struct options *o);
int verb_worklist_retire(const struct options *o);
int verb_terminal_scan(const struct options *o);
int verb_card_consent(const struct options *o);
int verb_case_show(const struct options *o);
int verb_case_list(const struct options *o);
int verb_patient_show(const struct options *o);
int verb_patient_doubtful(const struct options *o);
int verb_patient_join(const struct options *o);
int verb_patient_split(const struct options *o);
int verb_replay_case(const struct options *o);       /* replay --store PATH CASE */
bool cli_is_case_id(const char *z);                  /* 32 hex digits, a dot, 32 hex digits: no file is called that by accident */
int cmd_verify(const struct options *o);
int cmd_sign(const struct options *o);
int cmd_card_list(const struct options *o);
/* Signs with --signer under --trust; asks for the PIN where one is needed. 0, or the exit code (explained). */
int cli_sign(const struct options *o, struct str in, const char *what, long long at, yagen_sink *out);
int verb_case_sign(const struct options *o);
int verb_case_submit(const struct options *o);
int verb_outbox_list(const struct options *o);
int verb_outbox_run(const struct options *o);
int verb_outbox_retry(const struct options *o);
int verb_outbox_withdraw(const struct options *o);
int verb_service(const struct options *o);
int cmd_card_show(const struct options *o);
int cmd_replay(const struct options *o);
int cmd_impact(const struct options *o);
int cmd_anonymise(const struct options *o);
int cmd_rules_import(const struct options *o);
int cmd_tables_pack(const struct options *o);
int cmd_tables_sign(const struct options *o);
int cmd_tables_keys(const struct options *o);
int cmd_tables_install(const struct options *o);
int cmd_tables_rollback(const struct options *o);
int cmd_tables_editions(const struct options *o);
int cmd_setup(const struct options *o);
int cmd_keys_show(const struct options *o);
int cmd_keys_rotate(const struct options *o);
int cmd_keys_shred(const struct options *o);
int cmd_audit_verify(const struct options *o);
int cmd_audit_export(const struct options *o);
int cmd_backup(const struct options *o);
int cmd_restore(const struct options *o);
int cmd_store_check(const struct options *o);
int cmd_store_export(const struct options *o);
int cmd_store_import(const struct options *o);
int cmd_store_reseal(const struct options *o);
int cmd_store_retain(const struct options *o);

/* The answer for a pharmacist (out_text.c). */
void out_text(const struct options *o, const yagen *yg, const yagen_case *c, const yagen_check_options *co, bool colour,
	      struct buf *out);
#endif
