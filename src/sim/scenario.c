/* scenario.c - faults by script: "at N|every N|percent N [OPERATION] FAULT [ARGUMENT]", a line each; # begins a remark. The first line that fits counts. */
#include "sim/sim.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/ban.h"

static const char *const word[F_COUNT] = { "none", "slow", "half-written", "torn", "duplicated", "lost", "lost-after-commit", "error-after-commit", "reordered",
	"wrong-patient", "wrong-code", "maintenance", "rate-limit", "overload", "err", "processing" };

static struct str token(struct str *line)
{
	struct str t = yg_str_trim(*line);
	size_t n = 0;
	while (n < t.n && t.p[n] != ' ' && t.p[n] != '\t') n++;
	*line = yg_str_sub(t, n, t.n);
	return yg_str_sub(t, 0, n);
}

static enum fault fault_of(struct str t)
{
	for (int i = 0; i < F_COUNT; i++)
		if (yg_str_eqz(t, word[i])) return (enum fault)i;
	return F_COUNT;
}

static bool read_rule(struct sim *s, struct str line)
{
	struct rule r = { .n = 0 }, *grown;
	struct str when = token(&line), n = token(&line), op = token(&line), arg;
	if (!when.n || when.p[0] == '#') return true;
	if (when.n >= sizeof r.when || !(yg_str_eqz(when, "at") || yg_str_eqz(when, "every") || yg_str_eqz(when, "percent")) || !yg_str_uint(n, 1000000000, &r.n) || !r.n) return false;
	memcpy(r.when, when.p, when.n);
	r.fault = fault_of(op);
	if (r.fault == F_COUNT) {
		r.op = op;
		r.fault = fault_of(token(&line));
	}
	arg = token(&line);
	if (r.fault == F_COUNT || (arg.n && !yg_str_uint(arg, 1000000, &r.arg)) || token(&line).n) return false;
	grown = yg_arena_grow(s->arena, s->rule, s->nrules, sizeof *grown);
	if (!grown) return false;
	s->rule = grown;
	r.op = yg_arena_str(s->arena, r.op);
	grown[s->nrules++] = r;
	return true;
}

int sim_scenario(struct sim *s, const char *path)
{
	struct buf b;
	struct str rest, line;
	unsigned n = 0;
	int bad = 0;
	yg_buf_init(&b, 1u << 20);
	if (yg_file_read(path, 1u << 20, &b) != YG_OK) { fprintf(stderr, "yagensim: %s: cannot be read\n", path); return -1; }
	for (rest = yg_buf_view(&b); rest.n && !bad; ) {
		size_t end = yg_str_find(rest, STR("\n"));
		line = yg_str_sub(rest, 0, end == (size_t)-1 ? rest.n : end);
		rest = end == (size_t)-1 ? STR_NONE : yg_str_sub(rest, end + 1, rest.n);
		n++;
		if (!read_rule(s, line)) bad = 1;
	}
	yg_buf_free(&b);
	if (bad) fprintf(stderr, "yagensim: %s:%u: not \"at|every|percent N [OPERATION] FAULT [ARGUMENT]\"\n", path, n);
	return bad ? -1 : 0;
}

/* Percentages come from the seed and the number of the message alone. */
enum fault sim_fault(struct sim *s, const char *op, unsigned long *arg)
{
	for (size_t i = 0; i < s->nrules; i++) {
		const struct rule *r = &s->rule[i];
		uint64_t dice[3] = { s->seed, s->messages, i }, h = yg_hash(YG_HASH_START, dice, sizeof dice);
		bool hit = strcmp(r->when, "at") == 0 ? s->messages == r->n : strcmp(r->when, "every") == 0 ? s->messages % r->n == 0 : (h >> 20) % 100 < r->n;
		if (!hit || (r->op.n && !yg_str_eqz(r->op, op))) continue;
		*arg = r->arg;
		return r->fault;
	}
	return F_NONE;
}
