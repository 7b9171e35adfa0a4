/* reader_replay.c - a card that answers from a written conversation: the twin of PC/SC for tests and fuzzing. A command that is not the next one
 * of the script is an error of the caller, and said so; a script never holds a real PIN. */
#include "card/reader.h"
#include "base/cursor.h"
#include "base/err.h"
#include <stdlib.h>
#include "base/ban.h"

DIAG_KIND(d_script, "card-script", DIAG_ERROR, "カードの記録の行が読めません", "a line of the card script is not understood");
DIAG_KIND(d_other, "card-script-differs", DIAG_ERROR, "記録と違う命令が送られました", "a command differs from the script");

struct replay { struct card c; char *text; struct cursor at; unsigned line; struct diags *ds; bool gone, busy; };

static int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/* Hex with blanks. -1: not hex, or more than cap. */
static long unhex(struct str s, uint8_t *out, size_t cap)
{
	size_t n = 0;
	int high = -1;
	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.p[i]);
		if (s.p[i] == ' ') continue;
		if (d < 0) return -1;
		if (high < 0) { high = d; continue; }
		if (n == cap) return -1;
		out[n++] = (uint8_t)(high << 4 | d);
		high = -1;
	}
	return high < 0 ? (long)n : -1;
}

/* The next line that means something; events are carried out. False: the end. */
static bool step(struct replay *r, char *what, struct str *rest)
{
	struct str line;
	bool ended;
	while (!r->gone && yg_cur_line(&r->at, &line, &ended)) {
		line = yg_str_trim(line);
		r->line++;
		if (!line.n || line.p[0] == '#' || line.p[0] == '~') continue;
		*what = line.p[0];
		*rest = yg_str_trim(yg_str_sub(line, 1, line.n));
		if (*what != '!') return true;
		if (yg_str_eqz(*rest, "gone")) r->gone = true;
		else if (yg_str_eqz(*rest, "busy")) r->busy = true;
	}
	return false;
}

static int transmit(struct card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got)
{
	struct replay *r = (struct replay *)c;
	uint8_t want[300];
	struct str hex;
	char what;
	long k;
	if (!step(r, &what, &hex)) return YG_ECARD;
	k = what == '>' ? unhex(hex, want, sizeof want) : -1;
	if (k < 0 || (size_t)k != n || memcmp(want, cmd, n) != 0) {
		yg_diag(r->ds, k < 0 ? &d_script : &d_other, 0, r->line, "", STR_NONE, STR_NONE);
		return YG_ECARD;
	}
	if (!step(r, &what, &hex)) return YG_ECARD;
	k = what == '<' ? unhex(hex, answer, cap) : -1;
	if (k < 0) {
		yg_diag(r->ds, &d_script, 0, r->line, "", STR_NONE, STR_NONE);
		return YG_ECARD;
	}
	*got = (size_t)k;
	return YG_OK;
}

static int begin(struct card *c) { return ((struct replay *)c)->busy ? YG_ECARD : YG_OK; }
static void end(struct card *c, bool reset) { (void)c, (void)reset; }
static void close_replay(struct card *c)
{
	struct replay *r = (struct replay *)c;
	free(r->text);
	free(r);
}
static const struct card_ops ops = { "replay", transmit, begin, end, close_replay };

int yg_card_replay(struct card **out, struct str script, struct diags *ds)
{
	struct replay *r = calloc(1, sizeof *r);
	if (!r || !(r->text = malloc(script.n + 1))) { free(r); return YG_ENOMEM; }
	if (script.n) memcpy(r->text, script.p, script.n);
	r->c.ops = &ops;
	r->at = yg_cur((struct str){ r->text, script.n });
	r->ds = ds;
	*out = &r->c;
	return YG_OK;
}
