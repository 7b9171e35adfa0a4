/* ops.h - what the verbs on a store as a whole share: who, when, which store and keys, where faults and progress go. */
#ifndef CLI_OPS_H
#define CLI_OPS_H
#include "cli/cli.h"
#include "yagen/yagen_desk.h"

struct cli_ops {
	yagen_ops           o;
	const struct options *opts;
	struct cli_listener cl;
	struct cli_store    store;
	char                terminal[64];
	yagen_sink         *out;
};
/* 0, or the exit code (explained). make: the folder of the store is made. */
int cli_ops_begin(struct cli_ops *c, const struct options *o, bool make);
/* Prints the report and answers the exit code of err (explained); what: the file it is about. */
int cli_ops_end(struct cli_ops *c, const char *what, int err);
#endif
