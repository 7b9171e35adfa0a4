/* log.c - writes log lines out of tables: fields, words and results. What is not in a table cannot be written. */
#include "conf/log.h"
#include "base/err.h"
#include "base/ymd.h"
#include "text/json.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <unistd.h>
#include "base/ban.h"

static const char *const levels[] = { "error", "warning", "info", "debug" };
static const char *const events[] = { "command", "verb" };

/* The words of the verbs and of the desk's commands; tests/unit/test_conf_log.c compares them with the tables themselves. */
static const char *const verbs[] = { "anonymise", "audit", "backup", "bench", "card", "case", "check", "convert", "drug", "impact", "keys", "outbox", "patient",
	"replay", "restore", "rules", "scan", "service", "setup", "sign", "store", "tables", "terminal", "verify", "worklist", NULL };
static const char *const subs[] = { "amend", "apply-diff", "cancel", "candidates", "check", "consent", "correct", "decide", "diff", "dispense",
	"doubtful", "editions", "enter", "events", "export", "history", "import", "info", "inquire", "install", "join", "keys", "lint", "list",
	"matcher", "new", "pack", "patient", "print", "reseal", "retain", "retire", "retry", "return", "rollback", "rotate", "run", "scan", "search", "settle",
	"show", "shred", "sign", "split", "submit", "verify", "withdraw", NULL };
static const char *const commands[] = { "case.amend", "case.cancel", "case.candidates", "case.check", "case.consent", "case.correct", "case.decide",
	"case.dispense", "case.enter", "case.events", "case.history", "case.inquire", "case.list", "case.new", "case.patient", "case.print",
	"case.replay", "case.return", "case.show", "case.sign", "case.submit", "emergency.list", "emergency.review", "outbox.list",
	"outbox.retry", "outbox.take", "outbox.told", "outbox.withdraw", "patient.doubtful", "patient.join", "patient.show",
	"patient.split", "terminal.match", "terminal.take", "worklist.list", "worklist.retire", "worklist.settle", NULL };

enum shape { SHAPE_WORD, SHAPE_ID, SHAPE_RESULT, SHAPE_NUMBER };
static const struct { const char *key; enum shape shape; const char *const *words; } fields[] = {
	[LOG_F_VERB] = { "verb", SHAPE_WORD, verbs }, [LOG_F_SUB] = { "sub", SHAPE_WORD, subs },
	[LOG_F_COMMAND] = { "command", SHAPE_WORD, commands }, [LOG_F_CASE] = { "case", SHAPE_ID, NULL },
	[LOG_F_REQUEST] = { "request", SHAPE_ID, NULL }, [LOG_F_RESULT] = { "result", SHAPE_RESULT, NULL },
	[LOG_F_EXIT] = { "exit", SHAPE_NUMBER, NULL }, [LOG_F_MS] = { "ms", SHAPE_NUMBER, NULL },
	[LOG_F_COUNT] = { "count", SHAPE_NUMBER, NULL },
};
static const struct { int err; const char *word; } results[] = {
	{ YG_OK, "ok" }, { YG_ESYNTAX, "syntax" }, { YG_EENCODING, "encoding" }, { YG_EMISSING, "missing" }, { YG_ETOOBIG, "too-big" },
	{ YG_ETABLE, "table" }, { YG_EEXPIRED, "expired" }, { YG_EARG, "argument" }, { YG_ESTATE, "state" }, { YG_ESTALE, "stale" },
	{ YG_EEXISTS, "exists" }, { YG_ENOMEM, "memory" }, { YG_EIO, "io" }, { YG_ENET, "network" }, { YG_ECARD, "card" }, { YG_EPIN, "pin" },
	{ YG_EREFUSED, "refused" }, { YG_ENOTFOUND, "not-found" }, { YG_EBUSY, "busy" }, { YG_ENOSPACE, "disk-full" },
	{ YG_EREADONLY, "read-only" }, { YG_ESEAL, "seal" },
};

static const char *word_in(const char *const *words, const char *text)
{
	for (; text && *words; words++)
		if (strcmp(*words, text) == 0) return *words;      /* the table's own bytes, never the caller's */
	return NULL;
}

bool yg_log_knows(enum log_field f, const char *word) { return fields[f].shape == SHAPE_WORD && word_in(fields[f].words, word); }

int yg_log_level(const char *word)
{
	for (int i = 0; word && i < 4; i++)
		if (strcmp(levels[i], word) == 0) return i;
	return -1;
}

/* 32 random hex digits, or two of them with a dot: what the desk makes itself. A client that makes UUIDs is as good. */
static bool own_shape(struct str s)
{
	size_t hex = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool dash = c == '-' && s.n == 36 && (i == 8 || i == 13 || i == 18 || i == 23);
		bool dot = c == '.' && s.n == 65 && i == 32;
		if (!dash && !dot && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
		hex += !dash && !dot;
	}
	return hex == (s.n == 65 ? 64 : 32) && (s.n == 32 || s.n == 36 || s.n == 65);
}

static void put_id(struct jw *w, const char *text)
{
	struct str s = yg_str(text);
	unsigned char md[EVP_MAX_MD_SIZE];
	char hash[24] = "h:";
	unsigned n = 0;
	if (own_shape(s)) {
		jw_str(w, s);
	} else if (EVP_Digest(s.n ? s.p : "", s.n, md, &n, EVP_sha256(), NULL) == 1 && n >= 8) {
		for (unsigned i = 0; i < 8; i++) snprintf(hash + 2 + 2 * i, 3, "%02x", md[i]);
		jw_z(w, hash);
	} else {
		jw_z(w, "other");
	}
}

static const char *result_word(long long n)
{
	for (size_t i = 0; i < sizeof results / sizeof *results; i++)
		if (results[i].err == n) return results[i].word;
	return "other";
}

static void put_time(struct jw *w, int64_t at)
{
	int64_t day = at / 86400, rest = at % 86400;
	struct ymd d;
	char text[40];
	if (at < 0 || at > INT64_C(32503680000)) {      /* the year 3000 */
		jw_null(w);
		return;
	}
	d = yg_ymd_from_days((int32_t)day);
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.y, d.m, d.d, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	jw_z(w, text);
}

int yg_log_line(struct buf *out, int64_t at, enum log_level level, enum log_event event, const struct log_value *v, size_t n)
{
	struct jw w;
	jw_init(&w, out, false);
	jw_obj(&w);
	jw_key(&w, "at");
	put_time(&w, at);
	jw_kz(&w, "level", levels[level]);
	jw_kz(&w, "event", events[event]);
	for (size_t i = 0; i < n; i++) {
		const char *word = fields[v[i].field].shape == SHAPE_WORD ? word_in(fields[v[i].field].words, v[i].text) : NULL;
		if (!v[i].text && (fields[v[i].field].shape == SHAPE_WORD || fields[v[i].field].shape == SHAPE_ID)) continue;
		jw_key(&w, fields[v[i].field].key);
		switch (fields[v[i].field].shape) {
		case SHAPE_WORD: jw_z(&w, word ? word : "other"); break;
		case SHAPE_ID: put_id(&w, v[i].text); break;
		case SHAPE_RESULT: jw_z(&w, result_word(v[i].n)); break;
		case SHAPE_NUMBER: jw_int(&w, v[i].n); break;
		}
	}
	jw_obj_end(&w);
	yg_buf_char(out, '\n');
	return out->err;
}

int yg_log_append(const char *path, struct str line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640), err = YG_EIO;
	ssize_t n;
	if (fd < 0) return YG_EIO;
	do n = write(fd, line.p, line.n);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)line.n) err = YG_OK;
	if (close(fd) != 0) err = YG_EIO;
	return err;
}
