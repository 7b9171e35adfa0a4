/* reader_pcsc.c - readers and cards through PC/SC. A service that is not there is an ordinary state and is said so. */
#include "card/reader.h"
#include "base/buf.h"
#include "base/err.h"
#include <stdlib.h>
#include <winscard.h>
#include "base/ban.h"

DIAG_KIND(d_service, "card-no-service", DIAG_ERROR, "カードリーダーのサービス（pcscd）が動いていません", "the smart card service (pcscd) is not running");
DIAG_KIND(d_none, "card-none", DIAG_ERROR, "カードがありません", "there is no card");
DIAG_KIND(d_several, "card-several", DIAG_ERROR, "カードが {0} 枚あります。リーダーの名前を指定してください", "{0} cards are present: name the reader");
DIAG_KIND(d_held, "card-held", DIAG_ERROR, "ほかのプログラムがカードを使っています", "another program is using the card");

#define MAX_READERS 16                               /* of PC/SC itself */

struct pcsc { struct card c; SCARDCONTEXT context; SCARDHANDLE card; DWORD protocol; bool held; };

static int transmit(struct card *c, const uint8_t *cmd, size_t n, uint8_t *answer, size_t cap, size_t *got)
{
	struct pcsc *p = (struct pcsc *)c;
	DWORD len = cap;
	const SCARD_IO_REQUEST *pci = p->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
	if (SCardTransmit(p->card, pci, cmd, n, NULL, answer, &len) != SCARD_S_SUCCESS) return YG_ECARD;
	*got = len;
	return YG_OK;
}

static int begin(struct card *c)
{
	struct pcsc *p = (struct pcsc *)c;
	if (SCardBeginTransaction(p->card) != SCARD_S_SUCCESS) return YG_ECARD;
	p->held = true;
	return YG_OK;
}

static void end(struct card *c, bool reset)
{
	struct pcsc *p = (struct pcsc *)c;
	if (p->held) SCardEndTransaction(p->card, reset ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
	p->held = false;
}

static void close_pcsc(struct card *c)
{
	struct pcsc *p = (struct pcsc *)c;
	end(c, true);
	if (p->card) SCardDisconnect(p->card, SCARD_RESET_CARD);
	SCardReleaseContext(p->context);
	free(p);
}

static const struct card_ops ops = { "pcsc", transmit, begin, end, close_pcsc };

static int context(SCARDCONTEXT *c, struct diags *ds)
{
	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, c) == SCARD_S_SUCCESS) return YG_OK;
	yg_diag(ds, &d_service, 0, 0, "", STR_NONE, STR_NONE);
	return YG_ECARD;
}

static struct str hex(struct arena *a, const uint8_t *p, size_t n)
{
	struct buf b;
	struct str s;
	yg_buf_init(&b, 256);
	for (size_t i = 0; i < n; i++) yg_buf_printf(&b, "%02X", p[i]);
	s = yg_arena_str(a, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}

static int list(SCARDCONTEXT c, struct arena *a, struct reader_state **out, size_t *n)
{
	char names[MAX_READERS * (MAX_READERNAME + 1) + 1];
	DWORD len = sizeof names;
	struct reader_state *r = yg_arena_array(a, MAX_READERS, sizeof *r);
	LONG rc = SCardListReaders(c, NULL, names, &len);
	size_t k = 0;
	if (!r) return YG_ENOMEM;
	*out = r;
	*n = 0;
	if (rc == SCARD_E_NO_READERS_AVAILABLE) return YG_OK;
	if (rc != SCARD_S_SUCCESS) return YG_ECARD;
	for (const char *z = names; *z && k < MAX_READERS; z += strlen(z) + 1) {
		SCARD_READERSTATE s = { .szReader = z, .dwCurrentState = SCARD_STATE_UNAWARE };
		if (SCardGetStatusChange(c, 0, &s, 1) != SCARD_S_SUCCESS) continue;
		r[k] = (struct reader_state){ yg_arena_str(a, yg_str(z)), (s.dwEventState & SCARD_STATE_PRESENT) != 0,
					      (s.dwEventState & (SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE)) != 0, STR_NONE };
		if (s.cbAtr && s.cbAtr <= MAX_ATR_SIZE) r[k].atr = hex(a, s.rgbAtr, s.cbAtr);
		k++;
	}
	*n = k;
	return yg_arena_error(a);
}

int yg_readers(struct arena *a, struct reader_state **out, size_t *n, struct diags *ds)
{
	SCARDCONTEXT c;
	int err = context(&c, ds);
	if (err != YG_OK) return err;
	err = list(c, a, out, n);
	SCardReleaseContext(c);
	return err;
}

/* The reader to use: the named one, or the only one with a card. */
static int choose(SCARDCONTEXT c, struct str name, struct arena *a, struct str *out, struct diags *ds)
{
	struct reader_state *r;
	size_t n, with = 0;
	int err = list(c, a, &r, &n);
	if (err != YG_OK) return err;
	for (size_t i = 0; i < n; i++) {
		if (!r[i].present || (name.n && !yg_str_eq(name, r[i].name))) continue;
		*out = r[i].name;
		with++;
	}
	if (with == 1) return YG_OK;
	yg_diag(ds, with ? &d_several : &d_none, 0, 0, "", yg_arena_printf(a, "%zu", with), STR_NONE);
	return with ? YG_EARG : YG_ENOTFOUND;
}

int yg_card_open(struct card **out, struct str reader, struct diags *ds)
{
	struct pcsc *p = calloc(1, sizeof *p);
	struct arena *a = yg_arena_new(1u << 20);
	struct str name = STR_NONE;
	LONG rc;
	int err = p && a ? context(&p->context, ds) : YG_ENOMEM;
	if (err != YG_OK) { free(p); yg_arena_free(a); return err; }
	p->c.ops = &ops;
	if ((err = choose(p->context, reader, a, &name, ds)) == YG_OK) {
		rc = SCardConnect(p->context, name.p, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &p->card, &p->protocol);
		if (rc != SCARD_S_SUCCESS) {
			p->card = 0;
			yg_diag(ds, rc == SCARD_E_SHARING_VIOLATION ? &d_held : &d_none, 0, 0, "", STR_NONE, STR_NONE);
			err = YG_ECARD;
		}
	}
	yg_arena_free(a);
	if (err != YG_OK) close_pcsc(&p->c);
	else *out = &p->c;
	return err;
}

int yg_readers_wait(const struct reader_state *before, size_t n, unsigned ms)
{
	SCARD_READERSTATE s[MAX_READERS + 1] = { 0 };
	SCARDCONTEXT c;
	LONG rc;
	size_t k = 0;
	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &c) != SCARD_S_SUCCESS) return YG_ECARD;
	for (; k < n && k < MAX_READERS; k++) {
		s[k].szReader = before[k].name.p;
		s[k].dwCurrentState = before[k].present ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY;
	}
	s[k].szReader = "\\\\?PnP?\\Notification";
	s[k].dwCurrentState = SCARD_STATE_UNAWARE;
	rc = SCardGetStatusChange(c, ms, s, (DWORD)k + 1);
	SCardReleaseContext(c);
	return rc == SCARD_S_SUCCESS ? 1 : rc == SCARD_E_TIMEOUT ? 0 : YG_ECARD;
}
