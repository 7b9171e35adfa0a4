/* cmd_sign.c - `yagen verify`, `yagen sign`, `yagen card list|show`. The PIN comes from the terminal or from an open file descriptor, never from the
 * command line; the counter is shown first, and the last try is asked for twice. */
#include "cli/cli.h"
#include "yagen/yagen_sign.h"
#include "base/wipe.h"
#include "base/ymd.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "base/ban.h"

static long long now(const struct options *o)
{
	struct ymd d = { (int16_t)o->as_of.year, (uint8_t)o->as_of.month, (uint8_t)o->as_of.day };
	return o->as_of.year ? (long long)yg_ymd_days(d) * 86400 + 86399 - 9 * 3600 /* the end of that day in Japan */ : (long long)time(NULL);
}

/* --- verify ------------------------------------------------------------------------------------------------------------ */

static void say_time(const char *what, long long at)
{
	char day[11];
	if (at <= 0) return;
	yg_ymd_format(yg_ymd_from_days((int32_t)(at / 86400)), day);
	printf("  %s: %s %02d:%02d:%02d UTC\n", what, day, (int)(at % 86400 / 3600), (int)(at / 60 % 60), (int)(at % 60));
}

static void say_signature(const struct options *o, const yagen_signature *s)
{
	static const char *const ja[] = { "有効", "確かめられない", "無効" }, *const en[] = { "valid", "cannot be established", "invalid" };
	struct buf b;
	yg_buf_init(&b, 1u << 16);
	printf("%s %s: %s", *s->id ? s->id : "-", s->level, cli_say(o->lang, ja[s->verdict], en[s->verdict]));
	if (s->subject) {
		cli_clean(&b, s->subject);
		yg_buf_char(&b, '\0');
		printf("  %s", b.p ? b.p : "");
		b.n = 0;
	}
	if (s->role) {
		cli_clean(&b, s->role);
		yg_buf_char(&b, '\0');
		printf(" (%s)", b.p ? b.p : "");
	}
	printf("\n");
	yg_buf_free(&b);
	say_time(cli_say(o->lang, "署名時刻", "signed"), s->signed_at);
	say_time(cli_say(o->lang, "タイムスタンプ", "time stamp"), s->stamped_at);
	for (size_t i = 0; i < s->nreasons; i++) printf("  - %s [%s]\n", s->reasons[i].text, s->reasons[i].word);
}

int cmd_verify(const struct options *o)
{
	struct cli_listener cl;
	yagen_signatures *s = NULL;
	yagen_sink *sink = NULL;
	struct buf in;
	int code, err, worst = YAGEN_SIG_VALID;
	if (!o->trust) return cli_usage(o->lang, "信頼設定のフォルダーがありません", "missing option", "--trust DIR");
	yg_buf_init(&in, 8u << 20);
	if ((code = cli_read(o, o->args[0], &in)) != 0) return code;
	cli_listener_init(&cl, o, NULL);
	err = yagen_verify(&s, o->trust, in.p, in.n, now(o), o->lang, &cl.l);
	yg_buf_free(&in);
	if (err != YAGEN_OK) return cli_fail(o, err == YAGEN_ETABLE || err == YAGEN_ENOTFOUND ? o->trust : o->args[0], err == YAGEN_ENOTFOUND ? YAGEN_ETABLE : err);
	for (size_t i = 0; i < yagen_signatures_count(s); i++) {
		const yagen_signature *g = yagen_signatures_at(s, i);
		if ((int)g->verdict > worst) worst = (int)g->verdict;
		if (o->format == CLI_TEXT) say_signature(o, g);
	}
	if (o->format == CLI_JSON && (err = yagen_sink_new(&sink, 0)) == YAGEN_OK && (err = yagen_signatures_write(s, sink)) == YAGEN_OK) {
		size_t n;
		const char *p = yagen_sink_data(sink, &n);
		cli_write(p, n);
	}
	yagen_sink_free(sink);
	yagen_signatures_free(s);
	if (err != YAGEN_OK) return cli_fail(o, o->args[0], err);
	return worst == YAGEN_SIG_INVALID ? EXIT_FINDINGS : worst == YAGEN_SIG_INDETERMINATE ? EXIT_INCOMPLETE : EXIT_CLEAR;
}

/* --- sign ---------------------------------------------------------------------------------------------------------------- */

/* One line from fd without its end. -1: nothing came, or too long. */
static int read_line(int fd, char *to, size_t cap)
{
	size_t n = 0;
	char c;
	while (n < cap && read(fd, &c, 1) == 1) {
		if (c == '\n') return (int)n;
		to[n++] = c;
	}
	return n && n < cap ? (int)n : -1;
}

static int ask_tty(const char *prompt, char *to, size_t cap, bool echo)
{
	struct termios was, quiet;
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY), n = -1;
	if (fd < 0) return -1;
	if (write(fd, prompt, strlen(prompt)) > 0 && tcgetattr(fd, &was) == 0) {
		quiet = was;
		if (!echo) quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(fd, TCSAFLUSH, &quiet);
		n = read_line(fd, to, cap);
		tcsetattr(fd, TCSAFLUSH, &was);
		if (!echo && write(fd, "\n", 1) != 1) n = -1;
	}
	close(fd);
	return n;
}

/* The counter, then the PIN. 0, or the exit code. */
static int get_pin(const struct options *o, int left, char pin[64], size_t *n, int *last_try)
{
	char prompt[160], answer[16];
	int got;
	if (left == 0) return cli_fail(o, cli_say(o->lang, "暗証番号は閉塞しています", "the PIN is blocked"), YAGEN_EPIN);
	if (o->pin_fd_given) {
		got = read_line((int)o->pin_fd, pin, 64);
		*last_try = o->last_try;
	} else {
		if (left > 0) snprintf(prompt, sizeof prompt, "%s %d%s", cli_say(o->lang, "暗証番号（残り", "PIN (tries left:"), left, cli_say(o->lang, " 回）: ", "): "));
		else snprintf(prompt, sizeof prompt, "%s", cli_say(o->lang, "暗証番号（残り回数は不明）: ", "PIN (tries left: not known): "));
		got = ask_tty(prompt, pin, 64, false);
		if (got >= 0 && left == 1) {
			int yes = ask_tty(cli_say(o->lang, "最後の 1 回です。間違えるとカードは使えなくなります。続けるには yes: ",
						  "This is the last try; a wrong PIN blocks the card. Type yes to go on: "), answer, sizeof answer, true);
			*last_try = yes == 3 && memcmp(answer, "yes", 3) == 0;
		} else if (got >= 0 && left < 0) {
			*last_try = 1;               /* a signer without a counter: the person who types the PIN has been told */
		}
	}
	if (got < 0) return cli_usage(o->lang, "暗証番号が読めません（端末がないときは --pin-fd）", "no PIN could be read (without a terminal: --pin-fd)", NULL);
	*n = (size_t)got;
	return 0;
}

int cli_sign(const struct options *o, struct str in, const char *what, long long at, yagen_sink *out)
{
	yagen_sign_options so = YAGEN_SIGN_OPTIONS_INIT;
	struct cli_listener cl;
	char pin[64] = { 0 };
	size_t n = 0;
	int code = 0, err, left = -1;
	bool wants_pin;
	if (!o->trust) return cli_usage(o->lang, "信頼設定のフォルダーがありません", "missing option", "--trust DIR");
	if (!o->signer) return cli_usage(o->lang, "署名の方法がありません", "missing option", "--signer PROFILE");
	cli_listener_init(&cl, o, NULL);
	wants_pin = strncmp(o->signer, "pcsc:", 5) == 0 || strncmp(o->signer, "pkcs11:", 7) == 0;
	if (wants_pin) {
		if ((err = yagen_sign_tries(o->signer, 0, &left, &cl.l)) != YAGEN_OK) code = cli_fail(o, "--signer", err);
		else code = get_pin(o, left, pin, &n, &so.last_try);
	}
	if (code == 0) {
		so.signer = o->signer;
		so.allow_file = o->allow_file_key;
		so.trust_dir = o->trust;
		so.prescription = o->sign_prescription;
		so.at = at;
		so.pin = wants_pin ? pin : NULL;
		so.pin_len = n;
		so.listener = &cl.l;
		err = yagen_sign(&so, in.p, in.n, out);
		if (err != YAGEN_OK) code = cli_fail(o, what, err);
	}
	yg_wipe(pin, sizeof pin);
	return code;
}

int cmd_sign(const struct options *o)
{
	yagen_sink *out = NULL;
	struct buf in;
	size_t n;
	int code, err;
	yg_buf_init(&in, 8u << 20);
	if (!o->trust) return cli_usage(o->lang, "信頼設定のフォルダーがありません", "missing option", "--trust DIR");
	if (!o->signer) return cli_usage(o->lang, "署名の方法がありません", "missing option", "--signer PROFILE");
	if ((code = cli_read(o, o->args[0], &in)) != 0) return code;
	if ((err = yagen_sink_new(&out, 0)) != YAGEN_OK) code = cli_fail(o, o->args[0], err);
	if (code == 0) code = cli_sign(o, yg_buf_view(&in), o->args[0], o->as_of.year == 0 ? (long long)time(NULL) : now(o), out);
	if (code == 0) {
		const char *p = yagen_sink_data(out, &n);
		cli_write(p, n);
	}
	yagen_sink_free(out);
	yg_buf_free(&in);
	return code;
}

/* --- cards --------------------------------------------------------------------------------------------------------------- */

static void say_app(const struct options *o, int there, const char *name, int tries)
{
	if (!there) return;
	printf("  %s", name);
	if (tries == 0) printf(" %s", cli_say(o->lang, "閉塞", "blocked"));
	else if (tries > 0) printf(" %s %d", cli_say(o->lang, "暗証番号の残り回数", "PIN tries left:"), tries);
	printf("\n");
}

static int cards(const struct options *o, int look)
{
	struct cli_listener cl;
	yagen_cards *list = NULL;
	int err;
	cli_listener_init(&cl, o, NULL);
	if ((err = yagen_cards_list(&list, look, &cl.l)) != YAGEN_OK) return cli_fail(o, "card", err);
	for (size_t i = 0; i < yagen_cards_count(list); i++) {
		const yagen_card *c = yagen_cards_at(list, i);
		printf("%s: %s\n", c->reader, c->present ? cli_say(o->lang, "カードあり", "card present") : cli_say(o->lang, "カードなし", "no card"));
		if (!look) continue;
		say_app(o, c->hpki_sign, "HPKI 署名", c->tries_sign);
		say_app(o, c->hpki_login, "HPKI 認証", c->tries_login);
		say_app(o, c->jpki, "JPKI 利用者証明", c->tries_jpki);
		say_app(o, c->items, "券面事項入力補助", c->tries_items);
	}
	yagen_cards_free(list);
	return EXIT_CLEAR;
}

int cmd_card_list(const struct options *o) { return cards(o, 0); }
int cmd_card_show(const struct options *o) { return cards(o, 1); }
