/* fake_card.c - the card for tests. Behaves as cards-and-signing.md says cards do; answers 6A82 to every application it does not know. */
#include "fake_card.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum app { APP_NONE, APP_SIGN, APP_LOGIN, APP_JPKI, APP_ITEMS, NAPPS };
static const char *const app_word[NAPPS] = { "", "sign", "login", "jpki", "items" };
static const struct { const char *aid; size_t n; enum app app; } aids[] = {
	{ "\xe8\x28\xbd\x08\x0f\xa0\x00\x00\x03\x91\x00\x00\x00\x00\x00\x01", 16, APP_SIGN },
	{ "\xe8\x28\xbd\x08\x0f\xa0\x00\x00\x03\x91\x00\x00\x00\x00\x00\x02", 16, APP_LOGIN },
	{ "\xd3\x92\xf0\x00\x26\x01\x00\x00\x00\x01", 10, APP_JPKI },
	{ "\xd3\x92\x10\x00\x31\x00\x01\x01\x04\x08", 10, APP_ITEMS },
};
static const int full_tries[NAPPS] = { 0, 15, 15, 3, 3 };

struct fault { unsigned at; int gone; unsigned sw, slow; };
struct fake_card {
	char folder[512];
	int guideline;
	enum app app;
	unsigned file;                               /* selected; 0 none */
	int verified[NAPPS], tries[NAPPS];
	EVP_PKEY *key[NAPPS];
	unsigned key_ref;                            /* MSE */
	unsigned count;
	struct fault fault[64]; size_t nfaults;
	int gone;
};

static size_t slurp(const struct fake_card *c, const char *name, uint8_t *to, size_t cap)
{
	char path[640];
	size_t n = 0;
	FILE *f;
	snprintf(path, sizeof path, "%s/%s", c->folder, name);
	if ((f = fopen(path, "rb"))) { n = fread(to, 1, cap, f); fclose(f); }
	return n;
}

static size_t text(const struct fake_card *c, const char *head, enum app a, char *to, size_t cap)
{
	char name[64];
	size_t n;
	snprintf(name, sizeof name, "%s.%s", head, app_word[a]);
	n = slurp(c, name, (uint8_t *)to, cap - 1);
	while (n && (to[n - 1] == '\n' || to[n - 1] == '\r')) n--;
	to[n] = 0;
	return n;
}

static void keep_tries(struct fake_card *c, enum app a)
{
	char path[640];
	FILE *f;
	snprintf(path, sizeof path, "%s/tries.%s", c->folder, app_word[a]);
	if ((f = fopen(path, "w"))) { fprintf(f, "%d\n", c->tries[a]); fclose(f); }
}

static EVP_PKEY *load_key(const struct fake_card *c, enum app a)
{
	char path[640];
	EVP_PKEY *k = NULL;
	FILE *f;
	snprintf(path, sizeof path, "%s/%s.key", c->folder, app_word[a]);
	if ((f = fopen(path, "r"))) { k = PEM_read_PrivateKey(f, NULL, NULL, NULL); fclose(f); }
	return k;
}

struct fake_card *fake_card_new(const char *folder)
{
	struct fake_card *c = calloc(1, sizeof *c);
	uint8_t b[4096];
	char *line, *save;
	size_t n;
	if (!c) return NULL;
	snprintf(c->folder, sizeof c->folder, "%s", folder);
	n = slurp(c, "kind", b, sizeof b);
	c->guideline = n >= 9 && memcmp(b, "guideline", 9) == 0;
	for (enum app a = APP_SIGN; a < NAPPS; a++) {
		char t[32];
		c->tries[a] = text(c, "tries", a, t, sizeof t) ? atoi(t) : full_tries[a];
		if (a != APP_ITEMS) c->key[a] = load_key(c, a);
	}
	n = slurp(c, "faults", b, sizeof b - 1);
	b[n] = 0;
	for (line = strtok_r((char *)b, "\n", &save); line && c->nfaults < 64; line = strtok_r(NULL, "\n", &save)) {
		struct fault *f = &c->fault[c->nfaults];
		char what[16];
		unsigned at, v = 0;
		char hex[16] = "0";
		if (sscanf(line, "%u %15s %15s", &at, what, hex) < 2) continue;
		v = (unsigned)strtoul(hex, NULL, strcmp(what, "sw") == 0 ? 16 : 10);
		*f = (struct fault){ at, strcmp(what, "gone") == 0, strcmp(what, "sw") == 0 ? v : 0, strcmp(what, "slow") == 0 ? v : 0 };
		c->nfaults++;
	}
	return c;
}

void fake_card_free(struct fake_card *c)
{
	if (!c) return;
	for (enum app a = APP_SIGN; a < NAPPS; a++) EVP_PKEY_free(c->key[a]);
	free(c);
}

void fake_card_reset(struct fake_card *c)
{
	memset(c->verified, 0, sizeof c->verified);
	c->app = APP_NONE;
	c->file = 0;
	c->key_ref = 0;
}

unsigned fake_card_commands(const struct fake_card *c) { return c->count; }

int fake_card_tries(struct fake_card *c, const char *pin)
{
	for (enum app a = APP_SIGN; a < NAPPS; a++)
		if (strcmp(app_word[a], pin) == 0) return c->tries[a];
	return -1;
}

/* --- files -------------------------------------------------------------------------------------------------------------- */

static int hpki(const struct fake_card *c) { return c->app == APP_SIGN || c->app == APP_LOGIN; }

/* ISO 7816-15 directory of the guideline's example: OD, PrKD, CD, AOD. */
static const uint8_t od[] = { 0xa0, 0x06, 0x30, 0x04, 0x04, 0x02, 0x50, 0x34, 0xa4, 0x06, 0x30, 0x04, 0x04, 0x02, 0x50, 0x35, 0xa8, 0x06, 0x30, 0x04, 0x04, 0x02, 0x50, 0x33 };
static const uint8_t prkd[] = { 0x30, 0x1e, 0x30, 0x09, 0x0c, 0x04, 'S', 'i', 'g', 'n', 0x04, 0x01, 0x01, 0x30, 0x03, 0x04, 0x01, 0x45,
				0xa1, 0x0c, 0x30, 0x0a, 0x30, 0x04, 0x04, 0x02, 0x00, 0x17, 0x02, 0x02, 0x08, 0x00 };
static const uint8_t cd[] = { 0x30, 0x11, 0x30, 0x00, 0x30, 0x03, 0x04, 0x01, 0x45, 0xa1, 0x08, 0x30, 0x06, 0x30, 0x04, 0x04, 0x02, 0x00, 0x18 };
static const uint8_t aod[] = { 0x30, 0x22, 0x30, 0x00, 0x30, 0x03, 0x04, 0x01, 0x01, 0xa1, 0x19, 0x30, 0x17, 0x03, 0x02, 0x04, 0x30, 0x0a, 0x01, 0x01,
			       0x02, 0x01, 0x04, 0x02, 0x01, 0x08, 0x02, 0x01, 0x10, 0x80, 0x02, 0x00, 0x96, 0x04, 0x01, 0xff };

/* Bytes of a transparent file; (size_t)-1: no such file. *pin: it needs the PIN. */
static size_t file_bytes(const struct fake_card *c, unsigned id, uint8_t *b, size_t cap, int *pin)
{
	char name[32];
	*pin = 0;
	if (hpki(c)) {
		if (c->guideline) {
			const uint8_t *p = id == 0x5031 ? od : id == 0x5034 ? prkd : id == 0x5035 ? cd : id == 0x5033 ? aod : NULL;
			size_t n = id == 0x5031 ? sizeof od : id == 0x5034 ? sizeof prkd : id == 0x5035 ? sizeof cd : sizeof aod;
			if (p) { memcpy(b, p, n); return n; }
		}
		if (id == (c->guideline ? 0x0018u : 0x0016u)) {
			snprintf(name, sizeof name, "%s.der", app_word[c->app]);
			return slurp(c, name, b, cap);
		}
		return (size_t)-1;
	}
	if (c->app == APP_JPKI) {
		if (id == 0x0006) { memset(b, ' ', 32); memcpy(b, "JPKIAPICCTOKEN", 14); return 32; }
		if (id == 0x000a) return slurp(c, "jpki.der", b, cap);
		if (id == 0x000b || id == 0x0002) return slurp(c, "ca.der", b, cap);
		if (id == 0x0001) { *pin = 1; return 0; }        /* 署名用証明書: nobody here gets it */
	}
	if (c->app == APP_ITEMS && id == 0x0002) { *pin = 1; return slurp(c, "items.bin", b, cap); }
	return (size_t)-1;
}

static int exists(const struct fake_card *c, unsigned id)
{
	uint8_t b[8192];
	int pin;
	if (hpki(c) && !c->guideline && (id == 0x0002 || id == 0x000c)) return 1;
	if (hpki(c) && c->guideline && id == 0x0017) return 1;
	if (c->app == APP_JPKI && (id == 0x0017 || id == 0x0018 || id == 0x001a || id == 0x001b)) return 1;
	if (c->app == APP_ITEMS && id == 0x0011) return 1;
	return file_bytes(c, id, b, sizeof b, &pin) != (size_t)-1;
}

/* --- commands -------------------------------------------------------------------------------------------------------------- */

static unsigned select_cmd(struct fake_card *c, const uint8_t *cmd, size_t n)
{
	unsigned id;
	if (cmd[2] == 0x04) {
		for (size_t i = 0; i < sizeof aids / sizeof *aids; i++)
			if (n >= 5 + aids[i].n && cmd[4] == aids[i].n && memcmp(cmd + 5, aids[i].aid, aids[i].n) == 0) {
				memset(c->verified, 0, sizeof c->verified);
				c->app = aids[i].app;
				c->file = 0;
				return 0x9000;
			}
		return 0x6a82;
	}
	if (cmd[2] != 0x02 || n < 7) return 0x6a86;
	id = (unsigned)cmd[5] << 8 | cmd[6];
	if (!c->app || !exists(c, id)) return 0x6a82;
	c->file = id;
	return 0x9000;
}

static int right_pin_place(const struct fake_card *c, unsigned p2)
{
	if (hpki(c)) return c->guideline ? p2 == 0x96 : p2 == 0x88 && c->file == 0x0002;
	if (c->app == APP_JPKI) return p2 == 0x80 && c->file == 0x0018;
	return c->app == APP_ITEMS && p2 == 0x80 && c->file == 0x0011;
}

static unsigned verify_cmd(struct fake_card *c, const uint8_t *cmd, size_t n)
{
	char pin[32];
	size_t want;
	if (c->app == APP_JPKI && c->file == 0x001b && cmd[3] == 0x80) return n == 4 ? 0x63c5 : 0x6983;     /* 署名用: only its counter can be asked */
	if (!right_pin_place(c, cmd[3])) return 0x6a88;
	if (n == 4) return c->verified[c->app] ? 0x9000 : c->tries[c->app] ? 0x63c0u | (unsigned)c->tries[c->app] : 0x6983;
	if (c->tries[c->app] == 0) return 0x6983;
	want = text(c, "pin", c->app, pin, sizeof pin);
	if (n == 5 + (size_t)cmd[4] && cmd[4] == want && memcmp(cmd + 5, pin, want) == 0) {
		c->verified[c->app] = 1;
		c->tries[c->app] = full_tries[c->app];
		keep_tries(c, c->app);
		return 0x9000;
	}
	c->verified[c->app] = 0;
	c->tries[c->app]--;
	keep_tries(c, c->app);
	return c->tries[c->app] ? 0x63c0u | (unsigned)c->tries[c->app] : 0x6983;
}

static unsigned rsa(struct fake_card *c, const uint8_t *in, size_t n, int padding, uint8_t *out, size_t *got)
{
	EVP_PKEY_CTX *x = c->key[c->app] ? EVP_PKEY_CTX_new(c->key[c->app], NULL) : NULL;
	size_t len = 256;
	int ok = x && EVP_PKEY_sign_init(x) == 1 && EVP_PKEY_CTX_set_rsa_padding(x, padding) == 1 && EVP_PKEY_sign(x, out, &len, in, n) == 1;
	EVP_PKEY_CTX_free(x);
	*got = ok ? len : 0;
	return ok ? 0x9000 : 0x6f00;
}

static unsigned sign_cmd(struct fake_card *c, const uint8_t *cmd, size_t n, uint8_t *out, size_t *got)
{
	unsigned sw;
	if (cmd[0] == 0x80) {
		if (hpki(c) && c->guideline) return 0x6e00;
		if (!(c->app == APP_JPKI ? c->file == 0x0017 : hpki(c) && c->file == 0x000c)) return 0x6985;
		if (!c->verified[c->app]) return 0x6982;
		if (n < 5 || n < 5 + (size_t)cmd[4]) return 0x6700;
		sw = rsa(c, cmd + 5, cmd[4], RSA_PKCS1_PADDING, out, got);
	} else {
		if (!hpki(c) || !c->guideline || c->key_ref != 0x0017) return 0x6a88;
		if (!c->verified[c->app]) return 0x6982;
		if (n < 7 + 256) return 0x6700;
		sw = rsa(c, cmd + 7, 256, RSA_NO_PADDING, out, got);
	}
	if (c->app == APP_SIGN) c->verified[APP_SIGN] = 0;           /* userConsent: the PIN before every signature */
	return sw;
}

static unsigned read_cmd(const struct fake_card *c, const uint8_t *cmd, size_t n, uint8_t *out, size_t *got)
{
	uint8_t b[8192];
	unsigned at = (unsigned)cmd[2] << 8 | cmd[3];
	size_t le = n > 4 && cmd[4] ? cmd[4] : 256, have;
	int pin;
	have = c->file ? file_bytes(c, c->file, b, sizeof b, &pin) : (size_t)-1;
	if (have == (size_t)-1) return 0x6986;
	if (pin && !c->verified[c->app]) return 0x6982;
	if (at >= have) return 0x6b00;
	*got = have - at < le ? have - at : le;
	memcpy(out, b + at, *got);
	return 0x9000;
}

static unsigned answer_to(struct fake_card *c, const uint8_t *cmd, size_t n, uint8_t *out, size_t *got)
{
	if (cmd[1] == 0xa4) return select_cmd(c, cmd, n);
	if (cmd[1] == 0x20) return verify_cmd(c, cmd, n);
	if (cmd[1] == 0xb0) return read_cmd(c, cmd, n, out, got);
	if (cmd[1] == 0x2a) return sign_cmd(c, cmd, n, out, got);
	if (cmd[1] == 0x22 && n == 9 && hpki(c) && c->guideline) { c->key_ref = (unsigned)cmd[7] << 8 | cmd[8]; return 0x9000; }
	return 0x6d00;
}

static void note(const struct fake_card *c, const uint8_t *cmd, unsigned sw)
{
	char path[640];
	FILE *f;
	snprintf(path, sizeof path, "%s/commands.log", c->folder);
	if ((f = fopen(path, "a"))) {
		if (cmd[1] == 0xa4) fprintf(f, "%02X %02X %02X %02X app=%s file=%04X -> %04X\n", cmd[0], cmd[1], cmd[2], cmd[3], app_word[c->app], c->file, sw);
		else fprintf(f, "%02X %02X %02X %02X -> %04X\n", cmd[0], cmd[1], cmd[2], cmd[3], sw);
		fclose(f);
	}
}

int fake_card_apdu(struct fake_card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got)
{
	unsigned sw = 0;
	if (c->gone) return -1;
	c->count++;
	*got = 0;
	for (size_t i = 0; i < c->nfaults; i++) {
		struct timespec t = { 0, (long)c->fault[i].slow * 1000000L };
		if (c->fault[i].at != c->count) continue;
		if (c->fault[i].gone) { c->gone = 1; return -1; }
		if (c->fault[i].slow) nanosleep(&t, NULL);
		sw = c->fault[i].sw;
	}
	if (n < 4 || cap < 258) sw = 0x6700;
	if (!sw) sw = answer_to(c, cmd, n, answer, got);
	note(c, cmd, sw);
	answer[(*got)++] = (uint8_t)(sw >> 8);
	answer[(*got)++] = (uint8_t)sw;
	return 0;
}
