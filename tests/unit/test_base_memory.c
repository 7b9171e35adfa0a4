/* test_base_memory.c - arena, buf, diag, file: limits hold and failure is sticky. */
#include "t.h"
#include "base/diag.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/wipe.h"
#include <stdint.h>
#include <unistd.h>

DIAG_KIND(d_note, "test-note", DIAG_NOTE, "注 {0}と{1}", "note {0} and {1}");
DIAG_KIND(d_bad, "test-bad", DIAG_ERROR, "悪い", "bad {2}");

static void arena_keeps_pieces_apart_and_stops_at_its_limit(void)
{
	struct arena *a = yg_arena_new(1 << 20);
	char *first = yg_arena_alloc(a, 10), *big = yg_arena_alloc(a, 100000), *second = yg_arena_alloc(a, 10);
	int *v = NULL;
	CHECK(first && big && second);
	memset(big, 1, 100000);
	for (int i = 0; i < 10; i++) CHECK(first[i] == 0 && second[i] == 0);
	for (int i = 0; i < 1000; i++) {
		int *p = yg_arena_grow(a, v, (size_t)i, sizeof *v);
		CHECK(p != NULL);
		if (!p) break;
		v = p;
		v[i] = i;
	}
	for (int i = 0; i < 1000; i++) CHECK(v[i] == i);
	CHECK_STR(yg_arena_printf(a, "%d-%s", 7, "x"), STR("7-x"));
	CHECK(yg_arena_array(a, SIZE_MAX / 2, 4) == NULL);
	CHECK_INT(yg_arena_error(a), YG_ETOOBIG);
	CHECK(yg_arena_alloc(a, 1) == NULL);                  /* sticky */
	yg_arena_free(a);
	yg_arena_free(NULL);
	a = yg_arena_new(100);
	CHECK(yg_arena_alloc(a, 100) && !yg_arena_alloc(a, 1));
	yg_arena_free(a);
}

static void buf_stops_at_its_limit(void)
{
	struct buf b;
	yg_buf_init(&b, 1000);
	for (int i = 0; i < 100; i++) yg_buf_printf(&b, "%09d", i);
	CHECK_INT(b.n, 900);
	yg_buf_z(&b, "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890");
	CHECK_INT(b.err, YG_ETOOBIG);
	yg_buf_char(&b, 'x');
	CHECK_INT(b.n, 900);
	yg_buf_free(&b);
	yg_buf_free(NULL);
}

static void diags_speak_two_languages_and_count_what_they_drop(void)
{
	struct arena *a = yg_arena_new(1 << 24);
	struct diags ds;
	struct buf b;
	yg_diags_init(&ds, a);
	yg_buf_init(&b, 1000);
	yg_diag(&ds, &d_note, 1, 2, "201-7 用量", STR("い"), STR("ろ"));
	CHECK_INT(ds.worst, DIAG_NOTE);
	yg_diag_text(&ds.d[0], LANG_JA, &b); yg_buf_char(&b, '|'); yg_diag_text(&ds.d[0], LANG_EN, &b);
	CHECK_STR(yg_buf_view(&b), STR("注 いとろ|note い and ろ"));
	for (unsigned i = 0; i < YG_MAX_DIAGS + 5; i++) yg_diag(&ds, &d_bad, 0, i, "", STR_NONE, STR_NONE);
	CHECK_INT(ds.n, YG_MAX_DIAGS);
	CHECK_INT(ds.left_out, 6);
	CHECK_INT(yg_diags_count(&ds, 0, DIAG_ERROR), YG_MAX_DIAGS - 1);
	CHECK_INT(ds.worst, DIAG_ERROR);
	yg_buf_free(&b);
	yg_arena_free(a);
}

static void files_are_replaced_in_one_step(void)
{
	char path[] = "t-file-XXXXXX";
	int fd = mkstemp(path);
	struct buf b;
	close(fd);
	yg_buf_init(&b, 100);
	CHECK_INT(yg_file_write(path, STR("one")), 0);
	CHECK_INT(yg_file_write(path, STR("second")), 0);
	CHECK_INT(yg_file_read(path, 100, &b), 0);
	CHECK_STR(yg_buf_view(&b), STR("second"));
	yg_buf_free(&b);
	CHECK_INT(yg_file_read(path, 3, &b), YG_ETOOBIG);
	yg_buf_free(&b);
	unlink(path);
	CHECK_INT(yg_file_read(path, 100, &b), YG_ENOTFOUND);
	CHECK_INT(yg_file_read(".", 100, &b), YG_EIO);
	CHECK_INT(yg_file_write("no-such-folder/x", STR("y")), YG_EIO);
	yg_buf_free(&b);
}

static void wipe_clears(void)
{
	char pin[4] = { '1', '2', '3', '4' };
	yg_wipe(pin, sizeof pin);
	CHECK(!pin[0] && !pin[1] && !pin[2] && !pin[3]);
}

int main(void)
{
	T_RUN(arena_keeps_pieces_apart_and_stops_at_its_limit); T_RUN(buf_stops_at_its_limit);
	T_RUN(diags_speak_two_languages_and_count_what_they_drop); T_RUN(files_are_replaced_in_one_step); T_RUN(wipe_clears);
	return T_END();
}
