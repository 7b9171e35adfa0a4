/* test_kill.c - two writers carry out commands on one store and are killed (SIGKILL) at a random moment, again and again. After each death
 * the store opens, passes its check, and holds for each writer every command that was acknowledged, once and whole, and at most one
 * more, whose acknowledgement the death cut off. RUNS=n runs (60), SEED=n. */
#include "torture/burst.h"
#include <signal.h>
#include <time.h>

#define WRITERS 2u
#define FRESH_EVERY 15u                                  /* runs on one store, so that its making is hit too */
static char keys_path[1024], store_path[1024];

static struct store *open_store(struct keyring *keys)
{
	struct store_options o = { .path = store_path, .create = true, .keys = keys };
	struct store *s = NULL;
	int err = yg_store_open(&s, &o, &k_diags);
	if (err) { fprintf(stderr, "%s: open %d\n", t_name, err); k_print_diags(); }
	return s;
}

/* The writer: asks the store where it was, repeats its last command (which must be refused as carried out), and goes on. */
static int write_until_killed(unsigned client, int to_parent)
{
	struct keyring *keys = NULL;
	struct store *s;
	struct burst_rows r;
	struct cell got[STORE_MAX_COLUMNS];
	unsigned n = 0;
	int err;
	if (yg_keyring_open(&keys, keys_path, &k_diags) || !(s = open_store(keys))) return 10;
	burst_rows(&r, client, 1);
	err = yg_store_get(s, T_PATIENT, r.patient, k_arena, got);
	if (!err) n = (unsigned)got[k_col(T_PATIENT, "version")].i;
	else if (err != YG_ENOTFOUND) return 11;
	if (n && burst_commit(s, client, n) != YG_EEXISTS) return 12;
	for (;;) {
		k_reset();
		err = burst_commit(s, client, ++n);
		if (err) { fprintf(stderr, "writer %u, command %u: %d %s\n", client, n, err, yg_store_error(s)); return 13; }
		if (write(to_parent, &n, sizeof n) != sizeof n) return 14;   /* acknowledged: from here on it must never be lost */
	}
}

int main(void)
{
	unsigned runs = burst_runs(60), known[WRITERS] = { 0 }, extra = 0, commands = 0;
	struct keyring *keys;
	k_start();
	burst_seed();
	snprintf(keys_path, sizeof keys_path, "%s", k_path("keys"));
	snprintf(store_path, sizeof store_path, "%s", k_path("s.db"));
	keys = k_keys("keys");
	for (unsigned run = 0; run < runs && !t_failed; run++) {
		char name[32];
		pid_t pid[WRITERS];
		int from[WRITERS];
		struct timespec nap = { 0, 0 };
		struct store *s;
		snprintf(name, sizeof name, "run %u", run);
		t_name = name;
		k_reset();
		if (run % FRESH_EVERY == 0) {
			k_remove("s.db");
			memset(known, 0, sizeof known);
		}
		for (unsigned c = 0; c < WRITERS; c++) {
			int fd[2];
			if (pipe(fd) != 0) exit(99);
			fflush(NULL);
			if ((pid[c] = fork()) == 0) {
				close(fd[0]);
				_exit(write_until_killed(c, fd[1]));
			}
			close(fd[1]);
			from[c] = fd[0];
		}
		nap.tv_nsec = (long)k_below(run % FRESH_EVERY == 0 ? 40000000u : 120000000u);
		nanosleep(&nap, NULL);
		for (unsigned c = 0; c < WRITERS; c++) kill(pid[c], SIGKILL);
		for (unsigned c = 0; c < WRITERS; c++) {
			unsigned n, acked = known[c];
			int status = 0;
			while (read(from[c], &n, sizeof n) == (ssize_t)sizeof n) {
				CHECK_INT(n, acked + 1);
				acked = n;
			}
			close(from[c]);
			waitpid(pid[c], &status, 0);
			CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);   /* nobody gave up by himself */
			commands += acked - known[c];
			known[c] = acked;
		}
		s = open_store(keys);
		CHECK(s != NULL);
		if (!s) break;
		CHECK_INT(yg_store_check(s, &k_diags, NULL), YG_OK);
		for (unsigned c = 0; c < WRITERS; c++) {
			int n = burst_verify(s, c);
			CHECK(n == (int)known[c] || n == (int)known[c] + 1);
			if (n < 0) break;
			extra += (unsigned)n - known[c];
			known[c] = (unsigned)n;
		}
		yg_store_close(s);
		if (t_failed) k_print_diags();
	}
	printf("%u runs killed, %u commands acknowledged, %u found that were not\n", runs, commands, extra);
	CHECK(commands > runs / 4);                            /* it was a burst, and not a pause, also on a slow and busy disk */
	yg_keyring_close(keys);
	k_end();
	return T_END();
}
