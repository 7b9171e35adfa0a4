/* desk.h - what the verbs of the counter share: opening the desk, one command with its head, refusals in words. */
#ifndef CLI_DESK_H
#define CLI_DESK_H
#include "cli/cli.h"
#include "text/json.h"
#include "yagen/yagen_desk.h"

/* Opens the store of o. create: makes it, and its keys, when absent. 0, or the exit code (explained). */
int cli_desk_open(const struct options *o, bool create, yagen_desk **out);

#define CLI_MAX_PARTS (3u * CLI_MAX_FILES)
struct cli_command {
	const struct options *o;
	yagen_desk *d;                               /* borrowed */
	struct buf  json;
	struct jw   w;                               /* add members: jw_kstr(&c.w, "finding", ...) */
	yagen_part  part[CLI_MAX_PARTS];
	struct buf  bytes[CLI_MAX_PARTS];
	const char *file[CLI_MAX_PARTS];             /* of each part, for diagnostics */
	size_t      nparts;
	yagen_sink *answer;                          /* as it came: JSON, or the document of case.print */
	struct json_object *out;                     /* the answer, parsed; "result" and the rest */
	int         err;                             /* of yagen_desk_do() */
};
/* The head: who, when, where, version, request id (random unless given). case_id NULL: none. 0, or the exit code (explained). */
int  cli_command_begin(struct cli_command *c, const struct options *o, yagen_desk *d, const char *case_id);
/* A file ("-": standard input) as a part. 0, or the exit code (explained). */
int  cli_command_part(struct cli_command *c, const char *name, const char *path, yagen_format format);
/* Carries it out. 0, or the exit code; diagnostics and a refusal go to standard error in words. */
int  cli_command_run(struct cli_command *c, const char *command);
void cli_command_end(struct cli_command *c);
/* The answer as it came, on standard output. */
void cli_command_print(const struct cli_command *c);
/* A member of the answer by a path, "result/patient/kana"; "" when it is not there. Borrowed. */
const char *cli_at(struct json_object *o, const char *path);
struct json_object *cli_member(struct json_object *o, const char *path);
/* The word of a consent basis, as commands take it. */
const char *cli_consent(yagen_consent basis);
/* Open, one command on the case o->args[0] without further members, print: all of a simple verb. */
int  cli_case_simple(const struct options *o, const char *command);
#endif
