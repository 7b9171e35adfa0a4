/* mynumber.c - individual numbers (個人番号) left out of what was read: one walk over prescription, history and facts, led by tables of the
 * fields that hold free text or name a person. Typed codes, dates, amounts and drug names are exempt; the sender's bytes stay as they came. */
#include "flow/mynumber.h"
#include "base/buf.h"
#include "base/limits.h"
#include "text/mynumber.h"
#include <stddef.h>
#include "base/ban.h"

DIAG_KIND(d_number, "number-left-out", DIAG_WARNING, "12 桁の個人番号と思われる数字があったため、伏せました",
	  "digits that look like a 12-digit individual number were masked");

struct walk { struct arena *a; struct diags *ds; unsigned input; };

static bool mask(struct walk *w, struct str *s, const char *field)
{
	struct buf b;
	if (!s->n || !yg_mynumber_find(*s, 0, NULL)) return false;
	yg_buf_init(&b, s->n + 64);
	yg_mynumber_mask(*s, &b);
	*s = b.err ? STR_NONE : yg_arena_str(w->a, yg_buf_view(&b));
	yg_buf_free(&b);
	if (field) yg_diag(w->ds, &d_number, w->input, 0, field, STR_NONE, STR_NONE);
	return true;
}

struct field { const char *name; size_t at; };
#define AT(type, member) { #member, offsetof(struct type, member) }
#define END { NULL, 0 }

static void fields(struct walk *w, void *of, const struct field *f)
{
	for (; f->name; f++) mask(w, (struct str *)(void *)((char *)of + f->at), f->name);
}

static const struct field person[] = { AT(person, id), AT(person, name), AT(person, kana), END };
static const struct field place[] = { AT(institution, name), AT(institution, postal), AT(institution, address), AT(institution, phone), AT(institution, fax),
	AT(institution, other_contact), END };
static const struct field note[] = { AT(note, text), AT(note, name), AT(note, author), AT(note, on_raw), END };
static const struct field rx_head[] = { AT(rx, department.name), AT(rx, sex_raw), AT(rx, born_raw), AT(rx, issued_raw), AT(rx, expires_raw), AT(rx, narcotic.address),
	AT(rx, narcotic.phone), AT(rx, insurance.duty_reason), END };
static const struct field rx_rp[] = { AT(rx_group, usage), AT(rx_group, form_name), AT(rx_group, form_raw), END };
static const struct field line[] = { AT(rx_line, per_dose), AT(rx_line, per_day_times), AT(rx_line, item.unit), END };
static const struct field hist_head[] = { AT(history, sex_raw), AT(history, born_raw), AT(history, postal), AT(history, address), AT(history, phone),
	AT(history, emergency), AT(history, blood), AT(history, weight), END };
static const struct field visit_text[] = { AT(visit, on_raw), AT(visit, author), AT(visit, pharmacy_author), AT(visit, pharmacist_contact), AT(visit, pharmacist_author),
	AT(visit, clinic_author), AT(visit, in_out), END };
static const struct field doctor[] = { AT(visit_doctor, name), AT(visit_doctor, department), AT(visit_doctor, author), END };
static const struct field hist_rp[] = { AT(hist_group, form_raw), AT(hist_group, usage), AT(hist_group, quantity_unit), AT(hist_group, quantity_raw), AT(hist_group, author),
	END };
static const struct field taken[] = { AT(hist_line, item.unit), AT(hist_line, author), AT(hist_line, amount_raw), END };
static const struct field otc_text[] = { AT(otc, from_raw), AT(otc, to_raw), AT(otc, seq), AT(otc, author), END };
static const struct field family[] = { AT(family_pharmacist, name), AT(family_pharmacist, pharmacy), AT(family_pharmacist, contact), AT(family_pharmacist, from_raw),
	AT(family_pharmacist, to_raw), AT(family_pharmacist, author), END };
static const struct field coded[] = { AT(coded, text), END };
static const struct field lab[] = { AT(lab, name), AT(lab, unit), END };

static void notes(struct walk *w, struct note *n, size_t count)
{
	for (size_t i = 0; i < count; i++) fields(w, &n[i], note);
}

/* Records nobody knows are shown as written. */
static void records(struct walk *w, struct record *r, size_t n)
{
	for (size_t i = 0; i < n; i++) mask(w, &r[i].text, "record");
}

static void supplements(struct walk *w, struct supplement *s, size_t n)
{
	for (size_t i = 0; i < n; i++) mask(w, &s[i].text, "supplement");
}

static void clinic_notes(struct walk *w, struct clinic_note *n, size_t count)
{
	for (size_t i = 0; i < count; i++) mask(w, &n[i].text, "note");
}

static void prescription(struct walk *w, struct rx *x)
{
	fields(w, &x->institution, place);
	fields(w, &x->doctor, person);
	fields(w, &x->patient, person);
	fields(w, x, rx_head);
	for (size_t i = 0; i < x->nremarks; i++) mask(w, &x->remarks[i].text, "remark");
	clinic_notes(w, x->notes, x->nnotes);
	clinic_notes(w, x->labs, x->nlabs);
	for (size_t g = 0; g < x->ngroups; g++) {
		struct rx_group *rp = &x->groups[g];
		fields(w, rp, rx_rp);
		supplements(w, rp->supplements, rp->nsupplements);
		for (size_t i = 0; i < rp->nlines; i++) {
			fields(w, &rp->lines[i], line);
			supplements(w, rp->lines[i].supplements, rp->lines[i].nsupplements);
		}
	}
	records(w, x->surplus, x->nsurplus);
	records(w, x->unknown, x->nunknown);
}

static void one_visit(struct walk *w, struct visit *v)
{
	fields(w, v, visit_text);
	fields(w, &v->pharmacy, place);
	fields(w, &v->pharmacist, person);
	fields(w, &v->clinic, place);
	for (size_t i = 0; i < v->ndoctors; i++) fields(w, &v->doctors[i], doctor);
	for (size_t g = 0; g < v->ngroups; g++) {
		struct hist_group *rp = &v->groups[g];
		fields(w, rp, hist_rp);
		notes(w, rp->supplements, rp->nsupplements);
		notes(w, rp->cautions, rp->ncautions);
		for (size_t i = 0; i < rp->nlines; i++) {
			fields(w, &rp->lines[i], taken);
			notes(w, rp->lines[i].supplements, rp->lines[i].nsupplements);
			notes(w, rp->lines[i].cautions, rp->lines[i].ncautions);
		}
	}
	notes(w, v->instructions, v->ninstructions);
	notes(w, v->provided, v->nprovided);
	notes(w, v->leftovers, v->nleftovers);
	notes(w, v->remarks, v->nremarks);
	notes(w, v->inquiries, v->ninquiries);
	notes(w, v->patient_notes, v->npatient_notes);
}

static void history(struct walk *w, struct history *h)
{
	fields(w, &h->patient, person);
	fields(w, h, hist_head);
	notes(w, h->remarks, h->nremarks);
	notes(w, h->memos, h->nmemos);
	for (size_t i = 0; i < h->notc; i++) fields(w, &h->otc[i], otc_text);
	for (size_t i = 0; i < h->nvisits; i++) one_visit(w, &h->visits[i]);
	for (size_t i = 0; i < h->nfamily; i++) fields(w, &h->family[i], family);
	records(w, h->surplus, h->nsurplus);
	records(w, h->unknown, h->nunknown);
}

static void facts(struct walk *w, struct facts *f)
{
	for (size_t i = 0; i < f->nallergies; i++) fields(w, &f->allergies[i], coded);
	for (size_t i = 0; i < f->nconditions; i++) fields(w, &f->conditions[i], coded);
	for (size_t i = 0; i < f->nlabs; i++) fields(w, &f->labs[i], lab);
}

void yg_leave_numbers_out(struct arena *a, struct diags *ds, unsigned input, size_t since, struct document *doc)
{
	struct walk w = { a, ds, input };
	for (size_t i = since; i < ds->n; i++)       /* what the codec quoted */
		for (size_t k = 0; k < 2; k++) mask(&w, &ds->d[i].arg[k], NULL);
	if (doc->rx) prescription(&w, doc->rx);
	if (doc->history) history(&w, doc->history);
	if (doc->facts) facts(&w, doc->facts);
}

struct str yg_text_without_number(struct arena *a, struct str s)
{
	struct walk w = { a, NULL, 0 };
	mask(&w, &s, NULL);
	return s;
}
