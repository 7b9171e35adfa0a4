/* rx_kit.h - what the prescription codec tests share: a small valid document to edit, reading it, asking for a
 * diagnostic, comparing two prescriptions field by field (by hand, not with the tables under test). */
#ifndef TESTS_RX_KIT_H
#define TESTS_RX_KIT_H
#include "t.h"
#include "base/err.h"
#include "codec/codec.h"
#include "text/sjis.h"

static struct arena *k_arena;
static struct diags  k_diags;
static inline void k_reset(void)
{
	yg_arena_free(k_arena);
	k_arena = yg_arena_new(64u << 20);
	yg_diags_init(&k_diags, k_arena);
}
static inline int k_read_as(enum format f, struct str bytes, bool utf8, struct document *doc)
{
	struct read_ctx rc = { k_arena, &k_diags, 0, utf8 };
	return yg_codec_read(&rc, f, bytes, doc);
}
/* How often the code was raised with this severity (0: any); line 0: anywhere. */
static inline unsigned k_count(const char *code, enum diag_severity sev, unsigned line)
{
	unsigned n = 0;
	for (size_t i = 0; i < k_diags.n; i++)
		n += strcmp(k_diags.d[i].kind->code, code) == 0 && (!sev || k_diags.d[i].kind->severity == sev) &&
			(!line || k_diags.d[i].record == line);
	return n;
}
static inline unsigned k_errors(void)
{
	return (unsigned)yg_diags_count(&k_diags, 0, DIAG_ERROR);
}
static inline void k_show(const char *what)
{
	fprintf(stderr, "  diagnostics of %s:\n", what);
	for (size_t i = 0; i < k_diags.n; i++)
		fprintf(stderr, "    %s line %u [%.*s]\n", k_diags.d[i].kind->code, k_diags.d[i].record, STR_ARG(k_diags.d[i].field));
}
static inline struct str k_cp932(struct str utf8)
{
	struct sjis_report r;
	struct buf b;
	struct str s;
	yg_buf_init(&b, 1u << 20);
	if (yg_cp932_encode(utf8, &b, &r) != YG_OK || r.replaced) { fprintf(stderr, "test text is not CP932\n"); exit(99); }
	s = yg_arena_str(k_arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return s;
}
/* `text` with the first line that starts with `head` replaced by `line` (several lines may stand in it; "" removes it). Lines end with LF. */
static inline struct str k_edit(const char *text, const char *head, const char *line)
{
	size_t n = strlen(head), rest;
	const char *at = text, *end;
	while (*at && strncmp(at, head, n) != 0) {
		at = strchr(at, '\n');
		if (!at) { fprintf(stderr, "no line starts with %s\n", head); exit(99); }
		at++;
	}
	end = strchr(at, '\n') + 1;
	rest = strlen(end);
	return yg_arena_printf(k_arena, "%.*s%s%s%.*s", (int)(at - text), text, line, *line ? "\n" : "", (int)rest, end);
}
/* LF to CR LF. */
static inline struct str k_crlf(struct str s)
{
	char *p = yg_arena_alloc(k_arena, 2 * s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n') p[n++] = '\r';
		p[n++] = s.p[i];
	}
	return (struct str){ p, n };
}
static inline struct str k_cat(struct str a, struct str b)
{
	char *p = yg_arena_alloc(k_arena, a.n + b.n + 1);
	if (a.n) memcpy(p, a.p, a.n);
	if (b.n) memcpy(p + a.n, b.p, b.n);
	return (struct str){ p, a.n + b.n };
}
static inline int k_write_as(enum format f, const struct document *doc, bool lossy, struct buf *out, size_t *lost)
{
	struct write_ctx wc = { k_arena, &k_diags, lossy, 0 };
	int err;
	yg_buf_init(out, 16u << 20);
	err = yg_codec_get(f)->write(&wc, doc, out);
	if (lost) *lost = wc.lost;
	if (err) { CHECK_INT(out->n, 0); yg_buf_free(out); yg_buf_init(out, 1); }   /* refused: nothing half written is left */
	return err;
}

/* --- two prescriptions, field by field; version and places in the file are not compared ------------------ */
/* percent: "030" and "30" are one number */
static inline struct str k_percent(struct str s)
{
	while (s.n > 1 && s.p[0] == '0') s = yg_str_sub(s, 1, s.n);
	return s;
}
#define K_STR(m) if (!yg_str_eq(a->m, b->m)) return #m
#define K_INT(m) if (a->m != b->m) return #m
#define K_DEC(m) if (yg_dec_given(a->m) != yg_dec_given(b->m) || (yg_dec_given(a->m) && yg_dec_cmp(a->m, b->m) != 0)) return #m
#define K_YMD(m) if (yg_ymd_cmp(a->m, b->m) != 0) return #m
static inline const char *k_diff_supplement(const struct supplement *a, const struct supplement *b)
{
	K_INT(seq); K_STR(kind); K_STR(text); K_STR(usage_code); K_STR(site_code);
	return NULL;
}
static inline const char *k_diff_line(const struct rx_line *a, const struct rx_line *b)
{
	K_INT(seq); K_STR(info_class); K_INT(item.system); K_STR(item.system_raw); K_STR(item.code); K_STR(item.name); K_STR(item.unit);
	K_DEC(item.amount); K_STR(potency); K_DEC(factor); K_INT(has_uneven); K_INT(has_burden); K_STR(per_dose); K_STR(per_day_times);
	for (int i = 0; i < 5; i++) { K_DEC(uneven[i]); K_STR(uneven_code[i]); }
	for (int i = 0; i < 4; i++) K_STR(burden[i]);
	K_INT(nsupplements);
	for (size_t i = 0; i < a->nsupplements; i++) if (k_diff_supplement(&a->supplements[i], &b->supplements[i])) return "281";
	return NULL;
}
static inline const char *k_diff_group(const struct rx_group *a, const struct rx_group *b)
{
	const char *d = NULL;
	K_INT(number); K_INT(form); K_STR(form_raw); K_STR(form_name); K_INT(quantity); K_INT(split_quantity); K_INT(split_total);
	K_STR(usage_type); K_STR(usage_code); K_STR(usage); K_STR(times_per_day); K_INT(nsupplements); K_INT(nlines);
	for (size_t i = 0; i < a->nsupplements; i++) if (k_diff_supplement(&a->supplements[i], &b->supplements[i])) return "181";
	for (size_t i = 0; i < a->nlines && !d; i++) d = k_diff_line(&a->lines[i], &b->lines[i]);
	return d;
}
/* NULL: the same; else the first member that differs. */
static inline const char *k_diff(const struct rx *a, const struct rx *b)
{
	const char *d = NULL;
	K_STR(prescription_id); K_STR(institution.kind); K_STR(institution.code); K_STR(institution.prefecture); K_STR(institution.name);
	K_STR(institution.postal); K_STR(institution.address); K_STR(institution.phone); K_STR(institution.fax); K_STR(institution.other_contact);
	K_STR(department.code_type); K_STR(department.code); K_STR(department.name); K_STR(doctor.id); K_STR(doctor.name); K_STR(doctor.kana);
	K_STR(patient.id); K_STR(patient.name); K_STR(patient.kana); K_INT(sex); K_STR(sex_raw); K_YMD(born); K_STR(born_raw); K_STR(copay_class);
	K_STR(insurance.kind); K_STR(insurance.insurer); K_STR(insurance.symbol); K_STR(insurance.number); K_STR(insurance.relation);
	K_STR(insurance.branch); if (!yg_str_eq(k_percent(a->insurance.patient_rate), k_percent(b->insurance.patient_rate)) ||
	    !yg_str_eq(k_percent(a->insurance.benefit_rate), k_percent(b->insurance.benefit_rate))) return "24";
	 K_STR(insurance.duty_reason);
	for (int i = 0; i < 3; i++) { K_STR(insurance.kohi[i].payer); K_STR(insurance.kohi[i].recipient); }
	K_STR(insurance.special.payer); K_STR(insurance.special.recipient); K_STR(insurance.receipt_type);
	K_YMD(issued); K_STR(issued_raw); K_YMD(expires); K_STR(expires_raw); K_INT(narcotic.given); K_STR(narcotic.license);
	K_STR(narcotic.address); K_STR(narcotic.phone); K_STR(leftover); K_INT(split_parts); K_INT(split_part); K_INT(refill_total);
	K_STR(number_type); K_STR(number); K_INT(nremarks); K_INT(ngroups); K_INT(nnotes); K_INT(nlabs); K_INT(nunknown); K_INT(nconversions);
	for (size_t i = 0; i < a->nremarks; i++) { K_INT(remarks[i].seq); K_STR(remarks[i].kind); K_STR(remarks[i].text); }
	for (size_t i = 0; i < a->nnotes; i++) { K_INT(notes[i].seq); K_STR(notes[i].drug); K_STR(notes[i].text); }
	for (size_t i = 0; i < a->nlabs; i++) { K_INT(labs[i].seq); K_STR(labs[i].text); }
	for (size_t i = 0; i < a->nunknown; i++) { K_INT(unknown[i].no); K_STR(unknown[i].text); }
	for (size_t i = 0; i < a->nconversions; i++) { K_STR(conversions[i].receipt_line); K_STR(conversions[i].yj_line); }
	for (size_t i = 0; i < a->ngroups && !d; i++) d = k_diff_group(&a->groups[i], &b->groups[i]);
	return d;
}
#endif
