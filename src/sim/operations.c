/* operations.c - what the service does with each message: the life cycle of eps.md 4.4 and 4.5, consent, and the look-ups. Element names are the
 * simulator's own reading of docs/formats/service.md. */
#include "sim/sim.h"
#include "sign/xades_verify.h"
#include "base/err.h"
#include "base/ban.h"

#define NOW INT64_C(1790000000)                      /* a day in 2026; the simulator has no clock */

struct str sim_in(const struct message *m, const char *element) { return yg_arena_str(m->s->arena, yg_xml_child_text(m->body, element)); }

void sim_say(struct message *m, const char *element, struct str v)
{
	if (!v.n) return;
	yg_buf_printf(&m->payload, "<%s>", element);
	yg_xml_escape(&m->payload, v);
	yg_buf_printf(&m->payload, "</%s>", element);
}

bool sim_no(struct message *m, const char *code, const char *text)
{
	m->code = code;
	m->text = text;
	return false;
}

static void say_document(struct message *m, const char *element, struct str bytes)
{
	yg_buf_printf(&m->payload, "<%s>", element);
	yg_base64_encode(bytes, &m->payload);
	yg_buf_printf(&m->payload, "</%s>", element);
}

static struct insured insured_of(const struct message *m)
{
	return (struct insured){ sim_in(m, "InsurerNumber"), sim_in(m, "InsuredCardSymbol"), sim_in(m, "InsuredIdentificationNumber") };
}

static void say_day(struct message *m, const char *element, struct ymd d)
{
	char t[9];
	if (yg_ymd_format8(d, t)) sim_say(m, element, yg_str(t));
}

/* --- acceptance ------------------------------------------------------------------------------------------------------------- */
static struct sim_rx *wanted(struct message *m)
{
	struct insured who = insured_of(m);
	struct str code = sim_in(m, "AccessCode");
	bool card = yg_str_eqz(sim_in(m, "CardReception"), "1");
	for (size_t i = 0; i < m->s->nrx; i++) {
		struct sim_rx *x = &m->s->rx[i];
		if (sim_same_person(&x->who, &who) && (code.n ? yg_str_eq(x->code, code) : card && x->state == RX_WAITING)) return x;
	}
	return NULL;
}

/* Another person's prescription, or one with a code changed on the way: what a faulty terminal could hand over. */
static struct str spoiled(struct message *m, const struct sim_rx *x)
{
	struct buf b, d;
	struct str out = x->document, span;
	size_t at, open;
	if (m->fault == F_WRONG_PATIENT) {
		for (size_t i = 0; i < m->s->nrx; i++)
			if (!sim_same_person(&m->s->rx[i].who, &x->who)) return m->s->rx[i].document;
		return out;
	}
	if (yg_xml_span(out, "Document/Prescription/PrescriptionDocument", &span) != YG_OK || (open = yg_str_find(span, STR(">"))) == (size_t)-1) return out;
	yg_buf_init(&b, 8u << 20);
	yg_buf_init(&d, 8u << 20);
	yg_buf_str(&b, x->csv);
	at = yg_str_find(yg_buf_view(&b), sim_field(x->csv, "201", 0, 5));
	if (!b.err && at != (size_t)-1 && sim_field(x->csv, "201", 0, 5).n) b.p[at + sim_field(x->csv, "201", 0, 5).n - 1] ^= 1;
	yg_buf_str(&d, (struct str){ out.p, (size_t)(span.p - out.p) + open + 1 });
	yg_base64_encode(yg_buf_view(&b), &d);
	yg_buf_str(&d, (struct str){ span.p + span.n - sizeof "</PrescriptionDocument>" + 1, (size_t)(out.p + out.n - (span.p + span.n)) + sizeof "</PrescriptionDocument>" - 1 });
	out = yg_arena_str(m->s->arena, yg_buf_view(&d));
	yg_buf_free(&b);
	yg_buf_free(&d);
	return out;
}

static bool accept_rx(struct message *m)
{
	struct sim_rx *x = wanted(m);
	char n[16];
	if (!x) return sim_no(m, "YGSIM-NO-RX", "該当する処方箋がありません");
	if (x->state == RX_HERE && !yg_str_eq(x->pharmacy, m->institution)) return sim_no(m, "YGSIM-ELSEWHERE", "他の薬局が受け付けています");
	if (x->state == RX_DONE || x->state == RX_TAKEN) return sim_no(m, "YGSIM-DONE", "調剤済または回収済です");
	if (x->state == RX_WAITING) {
		x->state = RX_HERE;
		x->pharmacy = m->institution;
		sim_note(m->s, "accept", "-", x->id, m->institution, STR_NONE);
	}
	sim_say(m, "PrescriptionId", x->id);
	sim_say(m, "IssueType", STR("1"));
	snprintf(n, sizeof n, "%d", x->use + 1);
	if (x->total > 1) sim_say(m, "UseCount", yg_str(n));
	say_day(m, "NextPlannedDate", x->planned);
	say_document(m, "PrescriptionInfo", m->fault == F_WRONG_PATIENT || m->fault == F_WRONG_CODE ? spoiled(m, x) : x->document);
	return true;
}

static struct sim_rx *in_hand(struct message *m, enum rx_state state)
{
	struct sim_rx *x = sim_rx_by_id(m->s, sim_in(m, "PrescriptionId"));
	return x && x->state == state && yg_str_eq(x->pharmacy, m->institution) ? x : NULL;
}

static bool move(struct message *m, enum rx_state from, enum rx_state to, const char *kind)
{
	struct sim_rx *x = in_hand(m, from);
	if (!x || (to == RX_WAITING && x->total <= 1 && x->use > 0)) return sim_no(m, "YGSIM-STATE", "現在の状態ではできません");
	x->state = to;
	sim_note(m->s, kind, "-", x->id, m->institution, STR_NONE);
	return true;
}

static bool give_back(struct message *m) { return move(m, RX_HERE, RX_WAITING, "give-back"); }
static bool take_in(struct message *m) { return move(m, RX_HERE, RX_TAKEN, "take-in"); }
static bool take_in_undo(struct message *m) { return move(m, RX_TAKEN, RX_HERE, "take-in-undo"); }

/* --- registration -------------------------------------------------------------------------------------------------------------- */
static struct str document_of(struct message *m)
{
	struct str b64 = sim_in(m, "DispensingInfo"), out = STR_NONE;
	struct buf b;
	yg_buf_init(&b, 8u << 20);
	if (b64.n && yg_base64_decode(b64, &b) == YG_OK) out = yg_arena_str(m->s->arena, yg_buf_view(&b));
	yg_buf_free(&b);
	return out;
}

/* A signed document must verify in the trust folder, both signatures when it has the prescription in it. Without --trust nothing is looked at. */
static bool signed_well(struct message *m, struct str doc)
{
	struct verify_report r;
	bool mine = false;
	if (!m->s->trust) return true;
	if (yg_xades_verify(doc, m->s->trust, m->s->now, m->s->arena, &r) != YG_OK) return false;
	for (size_t i = 0; i < r.n; i++) {
		if (r.sig[i].id && strcmp(r.sig[i].id, "DispensingSign") == 0) mine = r.sig[i].verdict == SIG_VALID;
		else if (r.sig[i].verdict == SIG_INVALID) return false;
	}
	return mine;
}

static struct ymd day_of(struct str s)
{
	struct ymd d;
	return yg_ymd_parse(s, &d) == YG_OK ? d : YMD_NONE;
}

/* リフィル: seven days around the planned day; the first use inside the validity. */
static bool in_window(const struct sim_rx *x, struct ymd on)
{
	if (!yg_ymd_valid(on)) return false;
	if (x->use == 0 || !yg_ymd_valid(x->planned)) return !yg_ymd_valid(x->expires) || yg_ymd_cmp(on, x->expires) <= 0;
	return yg_ymd_cmp(on, yg_ymd_add(x->planned, -7)) >= 0 && yg_ymd_cmp(on, yg_ymd_add(x->planned, 7)) <= 0;
}

static void say_result(struct message *m, struct str id)
{
	char path[1400];
	struct buf b;
	yg_buf_init(&b, 8u << 20);
	sim_document_path(m->s, id, path, sizeof path);
	sim_say(m, "DispensingId", id);
	if (yg_file_read(path, 8u << 20, &b) == YG_OK) say_document(m, "DispensingInfo", yg_buf_view(&b));
	yg_buf_free(&b);
}

static bool register_result(struct message *m)
{
	struct str doc = document_of(m), csv = doc.n ? sim_csv_of(m->s, doc, "Document/Dispensing/DispensingDocument") : STR_NONE, rx = sim_in(m, "PrescriptionId"), id;
	bool electronic = !yg_str_eqz(sim_in(m, "IssueType"), "2");
	struct sim_rx *x = electronic ? in_hand(m, RX_HERE) : NULL;
	if (!csv.n || !yg_str_starts(csv, STR("CJ1")) || memchr(csv.p, '\r', csv.n)) return sim_no(m, "EPSB0052E", "調剤結果を読めません");
	if (electronic && !x) return sim_no(m, "YGSIM-STATE", "調剤中ではありません");
	if (electronic && !in_window(x, day_of(sim_field(csv, "5", 0, 1)))) return sim_no(m, "YGSIM-WINDOW", "調剤できる期間ではありません");
	if (electronic && x->use + 1 >= x->total && !signed_well(m, doc)) return sim_no(m, "YGSIM-SIGNATURE", "署名を検証できません");
	id = sim_uuid(m->s, "result", m->s->messages);
	if (!sim_add_result(m->s, id, x ? x->id : rx, m->institution, doc)) return sim_no(m, "YGSIM-FULL", "保存できません");
	if (x) sim_after_result(m->s, x, csv);
	sim_note(m->s, "register", id.p, x ? x->id : rx, m->institution, m->s->result[m->s->nresults - 1].sum);
	say_result(m, id);
	return true;
}

static struct sim_result *mine(struct message *m)
{
	struct sim_result *r = sim_result_by_id(m->s, sim_in(m, "DispensingId"));
	return r && !r->cancelled && yg_str_eq(r->pharmacy, m->institution) ? r : NULL;
}

static bool cancel(struct message *m)
{
	struct sim_result *r = mine(m);
	if (!r) return sim_no(m, "YGSIM-NO-RESULT", "該当する調剤結果がありません");
	r->cancelled = true;
	sim_note(m->s, "cancel", r->id.p, r->rx, m->institution, STR_NONE);
	return true;
}

/* The id stays, the content is replaced. */
static bool change(struct message *m)
{
	struct sim_result *r = mine(m), *made;
	struct str doc = document_of(m), id, rx;
	if (!r) return sim_no(m, "YGSIM-NO-RESULT", "該当する調剤結果がありません");
	if (!yg_str_eqz(sim_in(m, "IssueType"), "2") && !signed_well(m, doc)) return sim_no(m, "YGSIM-SIGNATURE", "署名を検証できません");
	id = r->id;
	rx = r->rx;
	if (!sim_add_result(m->s, id, rx, m->institution, doc)) return sim_no(m, "EPSB0052E", "調剤結果を読めません");
	made = &m->s->result[--m->s->nresults];
	sim_note(m->s, "change", id.p, rx, m->institution, made->sum);
	*sim_result_by_id(m->s, id) = *made;
	say_result(m, id);
	return true;
}

static bool fetch(struct message *m)
{
	struct sim_result *r = mine(m);
	if (!r) return sim_no(m, "YGSIM-NO-RESULT", "該当する調剤結果がありません");
	say_result(m, r->id);
	return true;
}

/* --- look-ups ------------------------------------------------------------------------------------------------------------------ */
static bool within(struct ymd d, struct str from, struct str to)
{
	struct ymd a = day_of(from), b = day_of(to);
	return (!yg_ymd_valid(a) || yg_ymd_cmp(d, a) >= 0) && (!yg_ymd_valid(b) || yg_ymd_cmp(d, b) <= 0);
}

static void row(struct message *m, const char *list, const struct sim_result *r)
{
	yg_buf_printf(&m->payload, "<%s>", list);
	sim_say(m, "DispensingId", r->id);
	sim_say(m, "PrescriptionId", r->rx);
	say_day(m, "CreateDateTime", r->on);
	yg_buf_printf(&m->payload, "</%s>", list);
}

static bool dispensed_list(struct message *m)
{
	for (size_t i = 0; i < m->s->nresults; i++) {
		const struct sim_result *r = &m->s->result[i];
		if (!r->cancelled && yg_str_eq(r->pharmacy, m->institution) &&
		    within(r->on, sim_in(m, "DispensingResultListStartDate"), sim_in(m, "DispensingResultListEndDate"))) row(m, "DispensingResultList", r);
	}
	return true;
}

static bool find_dispensing(struct message *m)
{
	struct str rx = sim_in(m, "PrescriptionId");
	struct insured who = insured_of(m);
	for (size_t i = 0; i < m->s->nresults; i++) {
		const struct sim_result *r = &m->s->result[i];
		if (r->cancelled || !yg_str_eq(r->pharmacy, m->institution)) continue;
		if (rx.n ? !yg_str_eq(r->rx, rx) : !sim_same_person(&r->who, &who)) continue;
		if (within(r->on, sim_in(m, "DispensingDateFrom"), sim_in(m, "DispensingDateTo"))) row(m, "DispensingIdList", r);
	}
	return true;
}

static bool find_prescription(struct message *m)
{
	static const char *const state[] = { "薬局未受付", "調剤中", "調剤済", "回収済" };
	struct insured who = insured_of(m);
	for (size_t i = 0; i < m->s->nrx; i++) {
		const struct sim_rx *x = &m->s->rx[i];
		if (!sim_same_person(&x->who, &who) || !within(x->issued, sim_in(m, "IssueDateFrom"), sim_in(m, "IssueDateTo"))) continue;
		yg_buf_z(&m->payload, "<PrescriptionIdList>");
		sim_say(m, "PrescriptionId", x->id);
		sim_say(m, "AccessCode", x->code);
		say_day(m, "CreateDateTime", x->issued);
		sim_say(m, "PrescriptionStatus", yg_str(state[x->state]));
		yg_buf_z(&m->payload, "</PrescriptionIdList>");
	}
	return true;
}

static bool prefetch(struct message *m)
{
	(void)m;
	return true;
}

/* 薬剤情報: the person's file, after consent alone. */
static bool history(struct message *m)
{
	struct str h[3] = { yg_xml_child_text(m->header, "InsurerNumber"), yg_xml_child_text(m->header, "InsuranceCardSymbol"),
		yg_xml_child_text(m->header, "InsuredPersonIdentificationNumber") };
	struct insured who = { h[0], h[1], h[2] };
	const char *why = "該当する情報がありません";
	for (size_t i = 0; i < m->s->npeople; i++) {
		const struct sim_person *p = &m->s->person[i];
		if (!sim_same_person(&p->who, &who)) continue;
		if (p->consent && p->history.n) { m->file = p->history; return true; }
		if (!p->consent) why = "同意がありません";
	}
	m->file = yg_arena_printf(m->s->arena, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XmlMsg><MessageHeader><ResultCode>9</ResultCode><MessageContents>%s</MessageContents></MessageHeader><MessageBody/></XmlMsg>\n", why);
	return true;
}

const struct sim_op sim_ops[] = {
	{ "EPS-IF-301", "accept", accept_rx }, { "EPS-IF-303", "give-back", give_back }, { "EPS-IF-305", "take-in", take_in },
	{ "EPS-IF-318", "take-in-undo", take_in_undo }, { "EPS-IF-307", "register", register_result }, { "EPS-IF-309", "cancel", cancel },
	{ "EPS-IF-311", "change", change }, { "EPS-IF-313", "dispensed-list", dispensed_list }, { "EPS-IF-316", "dispensed-fetch", fetch },
	{ "EPSsiDMP01", "prefetch", prefetch }, { "EPS-IF-315", "precheck", sim_precheck }, { "EPS-IF-320", "find-prescription", find_prescription },
	{ "EPS-IF-322", "find-dispensing", find_dispensing }, { "YZKsiquc01", "history", history }, { NULL, NULL, NULL }
};
