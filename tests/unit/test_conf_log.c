/* The log: what may stand in a line, and that nothing else can. */
#include "t.h"
#include "base/err.h"
#include "conf/log.h"
#include "yagen/yagen_desk.h"
#include "base/ban.h"

#define CASE_ID "0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"

static struct buf one(const struct log_value *v, size_t n)
{
	struct buf b;
	yg_buf_init(&b, 65536);
	CHECK_INT(yg_log_line(&b, 1780000000, LOG_LEVEL_INFO, LOG_VERB, v, n), YG_OK);
	return b;
}

static void a_line(void)
{
	const struct log_value v[] = { { LOG_F_VERB, "case", 0 }, { LOG_F_SUB, "check", 0 }, { LOG_F_CASE, CASE_ID, 0 }, { LOG_F_RESULT, NULL, YG_ESTALE },
		{ LOG_F_EXIT, NULL, 65 }, { LOG_F_MS, NULL, 12 }, { LOG_F_COMMAND, NULL, 0 } };
	struct buf b = one(v, sizeof v / sizeof *v);
	CHECK_STR(yg_buf_view(&b), STR("{\"at\":\"2026-05-28T20:26:40Z\",\"level\":\"info\",\"event\":\"verb\",\"verb\":\"case\",\"sub\":\"check\",\"case\":\""
				       CASE_ID "\",\"result\":\"stale\",\"exit\":65,\"ms\":12}\n"));
	yg_buf_free(&b);
}

/* Whatever text is handed over, in whatever field: it does not come out. */
static void no_text_gets_in(void)
{
	static const char *const canaries[] = { "例示花子", "hanako", "19680415", "1968-04-15", "リポバス", "lipovas", "123456789012", "case check", "new ",
		"/home/hanako/rx.csv", "0123456789abcdef0123456789abcdeg", "0123456789ABCDEF0123456789ABCDEF", "012345678901", "", "\n", "\",\"name\":\"x",
		"0123456789abcdef0123456789abcdef.1968041519680415196804151968041", "19680415-1968-0415-1968-041519680415x" };
	static const enum log_field fields[] = { LOG_F_VERB, LOG_F_SUB, LOG_F_COMMAND, LOG_F_CASE, LOG_F_REQUEST };
	for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++)
		for (size_t f = 0; f < 5; f++) {
			struct log_value v = { fields[f], canaries[i], 0 };
			struct buf b = one(&v, 1);
			if (*canaries[i]) CHECK(yg_str_find(yg_buf_view(&b), yg_str(canaries[i])) == (size_t)-1 || strcmp(canaries[i], "\n") == 0);
			CHECK(b.n > 60 && yg_str_find(yg_buf_view(&b), STR("\n")) == b.n - 1);
			CHECK(f < 3 ? yg_str_find(yg_buf_view(&b), STR(":\"other\"}")) != (size_t)-1 : yg_str_find(yg_buf_view(&b), STR(":\"h:")) != (size_t)-1);
			yg_buf_free(&b);
		}
}

/* The same id gives the same hash, so that a support call can follow it. */
static void ids(void)
{
	const struct log_value uuid = { LOG_F_REQUEST, "3f2b0c1e-9d8a-4c7b-a6e5-0123456789ab", 0 }, own = { LOG_F_REQUEST, "counter-1.17", 0 };
	struct buf a = one(&uuid, 1), b = one(&own, 1), c = one(&own, 1);
	CHECK(yg_str_find(yg_buf_view(&a), yg_str(uuid.text)) != (size_t)-1);
	CHECK(yg_str_eq(yg_buf_view(&b), yg_buf_view(&c)));
	CHECK(!yg_str_eq(yg_buf_view(&a), yg_buf_view(&b)));
	yg_buf_free(&a);
	yg_buf_free(&b);
	yg_buf_free(&c);
}

static void every_command_is_a_word(void)
{
	const yagen_desk_command *c;
	size_t n = 0;
	for (; (c = yagen_desk_command_at(n)) != NULL; n++)
		if (!yg_log_knows(LOG_F_COMMAND, c->name)) { fprintf(stderr, "the log does not know %s\n", c->name); t_failed++; }
	CHECK(n > 10);
}

static void times_and_levels(void)
{
	struct buf b;
	yg_buf_init(&b, 65536);
	yg_log_line(&b, 0, LOG_LEVEL_ERROR, LOG_COMMAND, NULL, 0);
	CHECK_STR(yg_buf_view(&b), STR("{\"at\":\"1970-01-01T00:00:00Z\",\"level\":\"error\",\"event\":\"command\"}\n"));
	b.n = 0;
	yg_log_line(&b, -1, LOG_LEVEL_ERROR, LOG_COMMAND, NULL, 0);
	CHECK(yg_str_find(yg_buf_view(&b), STR("\"at\":null")) != (size_t)-1);
	yg_buf_free(&b);
	CHECK_INT(yg_log_level("warning"), LOG_LEVEL_WARNING);
	CHECK_INT(yg_log_level("loud"), -1);
	CHECK_INT(yg_log_level(NULL), -1);
	CHECK_INT(yg_log_append("/nonexistent/log", STR("x\n")), YG_EIO);
}

int main(void)
{
	T_RUN(a_line);
	T_RUN(no_text_gets_in);
	T_RUN(ids);
	T_RUN(every_command_is_a_word);
	T_RUN(times_and_levels);
	return T_END();
}
