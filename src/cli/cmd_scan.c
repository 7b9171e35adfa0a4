/* cmd_scan.c - `yagen scan`: pictures (or what a scanner typed) to the bytes of the one message they hold, on stdout.
 * Several messages are never run together: they need --out DIR, one file each. */
#include "cli/cli.h"
#include "base/file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "base/ban.h"

#define MAX_PICTURES 32u

static int write_files(const struct options *o, const yagen_scan *s)
{
	char path[4200];
	if (mkdir(o->out, 0777) != 0 && errno != EEXIST) return cli_fail(o, o->out, YAGEN_EIO);
	for (size_t i = 0; i < yagen_scan_count(s); i++) {
		size_t n;
		const char *p = yagen_scan_message(s, i, &n);
		int w = snprintf(path, sizeof path, "%s/message-%02zu", o->out, i + 1);
		if (w < 0 || (size_t)w >= sizeof path) return cli_fail(o, o->out, YAGEN_ETOOBIG);
		if (yg_file_write(path, (struct str){ p, n }) != 0) return cli_fail(o, path, YAGEN_EIO);
	}
	return 0;
}

static int write_one(const struct options *o, const yagen_scan *s)
{
	size_t n;
	const char *p;
	if (yagen_scan_count(s) > 1) {
		cli_note(o->lang, "{0} 通のデータがあります。--out フォルダー を付けると一つずつ書き出します",
			 "{0} messages found; --out DIR writes each to a file of its own", yagen_scan_count(s));
		return EXIT_REFUSED;
	}
	if (yagen_scan_partial(s)) return EXIT_REFUSED;      /* the listener said what is missing */
	p = yagen_scan_message(s, 0, &n);
	cli_write(p, n);
	return 0;
}

int cmd_scan(const struct options *o)
{
	struct buf in[MAX_PICTURES] = { { 0 } };
	yagen_bytes pictures[MAX_PICTURES];
	struct cli_listener cl;
	yagen_scan *s = NULL;
	size_t n = 0, images = 0;
	int code = 0, err;
	for (; code == 0 && n < o->nargs; n++) {
		if ((code = cli_read(o, o->args[n], &in[n])) != 0) break;
		pictures[n] = (yagen_bytes){ in[n].p ? in[n].p : "", in[n].n };
		images += yagen_is_image(pictures[n].data, pictures[n].len) != 0;
	}
	if (code == 0) {
		cli_listener_init(&cl, o, o->args[0]);
		cl.files = o->args;
		cl.nfiles = o->nargs;
		if (images == n || n > 1) err = yagen_scan_images(&s, pictures, n, &cl.l);
		else err = yagen_scan_stream(&s, pictures[0].data, pictures[0].len, &cl.l);
		if (err == YAGEN_EREFUSED) {
			cli_fail(o, o->args[0], err);
			code = EXIT_UNAVAILABLE;     /* this build reads no pictures */
		} else if (err != YAGEN_OK) {
			code = cli_fail(o, o->args[0], err);
		} else {
			code = o->out ? write_files(o, s) : write_one(o, s);
			if (code == 0 && yagen_scan_partial(s)) code = EXIT_REFUSED;     /* complete ones are written */
		}
	}
	yagen_scan_free(s);
	for (size_t i = 0; i < o->nargs; i++) yg_buf_free(&in[i]);
	return code;
}
