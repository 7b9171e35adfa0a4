/* main.c - yagensim: reads its command line, loads the world, and steps. The only place here that sleeps. */
#include "sim/sim.h"
#include "base/err.h"
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include "base/ban.h"

static volatile sig_atomic_t stop;
static void on_signal(int n) { (void)n; stop = 1; }

static const char usage[] =
	"usage: yagensim --folder DIR [--scenario FILE] [--seed N] [--trust DIR] [--once | --steps N]\n"
	"Plays the terminal and the national e-prescription service over the watched folders DIR/req and DIR/res; what it\n"
	"knows stands in DIR/sim (yagensim(8)). --once ends when nothing waits any more, --steps N after N steps.\n";

struct args { const char *folder, *scenario, *trust; unsigned long seed, steps; bool once; };

static int parse(struct args *a, int argc, char **argv)
{
	const struct { const char *name; const char **text; unsigned long *number; } table[] = { { "--folder", &a->folder, NULL }, { "--scenario", &a->scenario, NULL },
		{ "--trust", &a->trust, NULL }, { "--seed", NULL, &a->seed }, { "--steps", NULL, &a->steps } };
	for (int i = 1; i < argc; i++) {
		size_t k = 0;
		if (strcmp(argv[i], "--once") == 0) { a->once = true; continue; }
		if (strcmp(argv[i], "--help") == 0) { fputs(usage, stdout); return 1; }
		while (k < sizeof table / sizeof *table && strcmp(argv[i], table[k].name) != 0) k++;
		if (k == sizeof table / sizeof *table || i + 1 == argc) return -1;
		i++;
		if (table[k].text) *table[k].text = argv[i];
		else if (!yg_str_uint(yg_str(argv[i]), 4000000000u, table[k].number)) return -1;
	}
	return a->folder && strlen(a->folder) < 900 ? 0 : -1;
}

/* A folder where nothing happened for this many steps in a row is done (--once). */
#define QUIET 3

static void run(struct sim *s, const struct args *a)
{
	const struct timespec pause = { 0, 2000000 };
	unsigned quiet = 0;
	while (!stop && (!a->steps || s->step < a->steps)) {
		uint64_t before = s->messages;
		sim_step(s);
		if (s->messages != before) { quiet = 0; continue; }
		if (a->once && sim_idle(s) && ++quiet >= QUIET) return;
		if (!a->once) nanosleep(&pause, NULL);
	}
}

int main(int argc, char **argv)
{
	struct args a = { .seed = 1 };
	struct sim s = { .step = 0 };
	struct diags ds;
	struct buf text;
	int got = parse(&a, argc, argv), code = 0;
	if (got > 0) return 0;
	if (got < 0) { fputs(usage, stderr); return 64; }
	if (!(s.arena = yg_arena_new((size_t)1 << 31))) return 70;
	s.folder = a.folder;
	s.now = (int64_t)time(NULL) + 60;
	s.seed = a.seed;
	snprintf(s.data, sizeof s.data, "%s/sim", a.folder);
	yg_diags_init(&ds, s.arena);
	if (a.trust && yg_trust_open(&s.trust, a.trust, &ds) != YG_OK) {
		for (size_t i = 0; i < ds.n; i++) {
			yg_buf_init(&text, 4096);
			yg_diag_text(&ds.d[i], LANG_EN, &text);
			fprintf(stderr, "yagensim: %s: %.*s\n", a.trust, STR_ARG(yg_buf_view(&text)));
			yg_buf_free(&text);
		}
		fprintf(stderr, "yagensim: %s: no usable trust folder\n", a.trust);
		code = 78;
	}
	if (!code && (sim_load(&s) || (a.scenario && sim_scenario(&s, a.scenario)))) code = 66;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (!code) run(&s, &a);
	if (s.ledger) fclose(s.ledger);
	yg_trust_free(s.trust);
	yg_arena_free(s.arena);
	return code;
}
