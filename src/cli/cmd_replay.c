/* cmd_replay.c - `yagen replay DIR`: case folders run again and compared with what they expect; and `--store`: a stored case, as it was
 * answered on its day. Writes expectations only with --accept, reports only with --reports. */
#include "cli/cli.h"
#include "base/cursor.h"
#include "base/err.h"
#include "base/file.h"
#include "text/json.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/ban.h"

enum { DIFF_CELLS_MAX = 4000000 };                   /* larger answers are shown as all old lines, then all new ones */

struct replay { const struct options *o; struct jw w; struct buf out; size_t passed, differs, unreadable, accepted; };

/* --- which lines differ ------------------------------------------------------------------ */

struct lines { struct str *v; size_t n; };

static bool split(const char *z, struct lines *l)
{
	struct cursor c = yg_cur(yg_str(z));
	struct str line;
	bool ended;
	size_t n = 0;
	for (const char *p = z; *p; p++) n += *p == '\n';
	*l = (struct lines){ malloc((n + 1) * sizeof *l->v), 0 };
	while (l->v && l->n <= n && yg_cur_line(&c, &line, &ended)) l->v[l->n++] = line;
	return l->v != NULL;
}

static void put(struct replay *r, char sign, struct str line)
{
	char *z;
	if (r->o->format == CLI_JSON) {
		jw_obj(&r->w);
		jw_kstr(&r->w, sign == '-' ? "expected" : "got", line);
		jw_obj_end(&r->w);
		return;
	}
	z = malloc(line.n + 1);
	yg_buf_printf(&r->out, "  %c ", sign);
	if (z) {
		if (line.n) memcpy(z, line.p, line.n);
		z[line.n] = '\0';
		cli_clean(&r->out, z);
		free(z);
	}
	yg_buf_char(&r->out, '\n');
}

/* The longest common lines stay, the others are shown in order. */
static void diff(struct replay *r, const char *old, const char *new_)
{
	struct lines a = { NULL, 0 }, b = { NULL, 0 };
	unsigned short *best = NULL;
	size_t i = 0, k = 0, w;
	if (!split(old, &a) || !split(new_, &b)) goto done;
	w = b.n + 1;
	if ((a.n + 1) * w <= DIFF_CELLS_MAX && a.n < 65535) best = calloc((a.n + 1) * w, sizeof *best);
	for (i = a.n; best && i-- > 0;)
		for (k = b.n; k-- > 0;)
			best[i * w + k] = yg_str_eq(a.v[i], b.v[k]) ? (unsigned short)(best[(i + 1) * w + k + 1] + 1)
				: best[(i + 1) * w + k] >= best[i * w + k + 1] ? best[(i + 1) * w + k] : best[i * w + k + 1];
	for (i = k = 0; i < a.n || k < b.n;) {
		if (best && i < a.n && k < b.n && yg_str_eq(a.v[i], b.v[k])) { i++; k++; }
		else if (i < a.n && (k == b.n || !best || best[(i + 1) * w + k] >= best[i * w + k + 1])) put(r, '-', a.v[i++]);
		else put(r, '+', b.v[k++]);
	}
done:
	free(best);
	free(a.v);
	free(b.v);
}

/* --- one case ------------------------------------------------------------------------------- */

static int write_report(struct replay *r, const yagen_fixture_result *f)
{
	struct buf path;
	int err;
	yg_buf_init(&path, 65536);
	yg_buf_printf(&path, "%s/%s.json", r->o->reports, f->name);
	yg_buf_char(&path, '\0');
	err = path.err ? path.err : yg_file_write(path.p, f->report_len ? (struct str){ f->report, f->report_len } : STR("null\n"));
	yg_buf_free(&path);
	return err;
}

static void tell(struct replay *r, const char *name, const char *title, const char *word, const char *ja, const char *en)
{
	if (r->o->format == CLI_JSON) {
		jw_obj(&r->w);
		jw_kz(&r->w, "case", name);
		jw_kz(&r->w, "title", title);
		jw_kz(&r->w, "result", word);
		jw_key(&r->w, "differences");
		jw_arr(&r->w);
		return;
	}
	yg_buf_printf(&r->out, "%s ", cli_say(r->o->lang, ja, en));
	cli_clean(&r->out, name);
	if (title && strcmp(word, "pass")) {
		yg_buf_z(&r->out, ": ");
		cli_clean(&r->out, title);
	}
	yg_buf_char(&r->out, '\n');
}

static void told(struct replay *r)
{
	if (r->o->format != CLI_JSON) return;
	jw_arr_end(&r->w);
	jw_obj_end(&r->w);
}

static int one(struct replay *r, yagen *yg, const char *dir)
{
	const yagen_fixture_result *f;
	yagen_fixture *fx = NULL;
	struct cli_listener cl;
	int err;
	cli_listener_init(&cl, r->o, dir);
	if (yagen_fixture_open(&fx, dir, &cl.l) != YAGEN_OK) {
		const char *slash = strrchr(dir, '/');
		tell(r, slash && slash[1] ? slash + 1 : dir, NULL, "unreadable", "読めません", "unreadable");
		told(r);
		r->unreadable++;
		return 0;
	}
	err = yagen_fixture_run(fx, yg);
	f = yagen_fixture_get(fx);
	if (!err && r->o->reports) err = write_report(r, f);
	if (err) {
		yagen_fixture_free(fx);
		return cli_fail(r->o, dir, err);
	}
	if (f->as_expected) {
		r->passed++;
		tell(r, f->name, f->title, "pass", "PASS", "PASS");
		told(r);
	} else if (r->o->accept) {
		tell(r, f->name, f->title, "accepted", "書き換えました", "accepted");
		diff(r, f->expected, f->got);
		told(r);
		if ((err = yagen_fixture_accept(fx, r->o->accept)) == YAGEN_OK) r->accepted++;
	} else {
		r->differs++;
		tell(r, f->name, f->title, "differs", f->has_expected ? "違います" : "expect.txt がありません", f->has_expected ? "DIFFERS" : "no expect.txt");
		diff(r, f->expected, f->got);
		told(r);
	}
	yagen_fixture_free(fx);
	return err ? cli_fail(r->o, dir, err) : 0;
}

/* --- all of them --------------------------------------------------------------------------------- */

static void totals(struct replay *r)
{
	if (r->o->format == CLI_JSON) {
		jw_arr_end(&r->w);
		jw_kint(&r->w, "passed", (long long)r->passed);
		jw_kint(&r->w, "differs", (long long)r->differs);
		jw_kint(&r->w, "accepted", (long long)r->accepted);
		jw_kint(&r->w, "unreadable", (long long)r->unreadable);
		jw_obj_end(&r->w);
		yg_buf_char(&r->out, '\n');
		return;
	}
	if (r->o->lang == YAGEN_EN)
		yg_buf_printf(&r->out, "%zu as expected, %zu differ, %zu accepted, %zu unreadable\n", r->passed, r->differs, r->accepted, r->unreadable);
	else
		yg_buf_printf(&r->out, "期待どおり %zu件、違うもの %zu件、書き換えたもの %zu件、読めないもの %zu件\n", r->passed, r->differs, r->accepted, r->unreadable);
}

static int replay_folder(const struct options *o)
{
	struct replay r = { .o = o };
	yagen_fixtures *list = NULL;
	yagen *yg = NULL;
	int code = 0, err;
	if (o->accept && !*o->accept) return cli_usage(o->lang, "理由がありません", "a reason is missing after", "--accept");
	err = yagen_fixture_list(&list, o->args[0]);
	if (err == YAGEN_OK && yagen_fixtures_count(list) == 0) err = YAGEN_ENOTFOUND;
	if (err == YAGEN_OK && o->reports && mkdir(o->reports, 0777) != 0 && errno != EEXIST) code = cli_fail(o, o->reports, YAGEN_EIO);
	if (err != YAGEN_OK) code = cli_fail(o, o->args[0], err);
	if (!code) code = cli_open(o, &yg);
	yg_buf_init(&r.out, 256u << 20);
	if (!code && o->format == CLI_JSON) {
		jw_init(&r.w, &r.out, true);
		jw_obj(&r.w);
		jw_kz(&r.w, "yagen", yagen_version());
		jw_key(&r.w, "cases");
		jw_arr(&r.w);
	}
	for (size_t i = 0; !code && i < yagen_fixtures_count(list); i++) code = one(&r, yg, yagen_fixtures_at(list, i));
	if (!code) {
		totals(&r);
		if (r.out.err) code = cli_fail(o, o->args[0], r.out.err);
		else cli_write(r.out.p, r.out.n);
	}
	yg_buf_free(&r.out);
	yagen_free(yg);
	yagen_fixtures_free(list);
	return code ? code : r.unreadable ? EXIT_REFUSED : r.differs ? 1 : 0;
}

int cmd_replay(const struct options *o)
{
	return cli_is_case_id(o->args[0]) ? verb_replay_case(o) : replay_folder(o);
}
