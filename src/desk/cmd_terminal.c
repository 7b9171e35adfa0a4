/* cmd_terminal.c - terminal.match, terminal.take: files of the 資格確認端末 as parts of a case. An eligibility answer becomes an event with a
 * plain summary and the consents it carries, 薬剤情報 a history, 特定健診 facts about the patient, each with the file's own consent; a file of
 * somebody else is refused. Which folder it came from, and what became of it there, is the business of who calls. */
#include "desk/consent.h"
#include "desk/patient.h"
#include "flow/steps.h"
#include "service/eligibility.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/ban.h"

DIAG_KIND(d_validity, "eligibility-not-valid", DIAG_WARNING, "資格が有効ではありません（{0}）。保険の確認が必要です",
	  "the eligibility is not valid ({0}): the insurance must be looked at");
DIAG_KIND(d_weak, "terminal-weak-identity", DIAG_WARNING, "このファイルには氏名がなく、生年月日と性別だけで照合しました",
	  "the file names nobody: it was matched by birth date and sex alone");

enum kind { K_ELIGIBILITY, K_MEDICINES, K_CHECKUP };
static const char *const kind_word[] = { "eligibility", "medicines", "checkup" };
static const struct { const char *word, *ja, *en; } validity[] = {
	{ "not-said", "資格有効性の記載なし", "validity not said" }, { "valid", "有効", "valid" }, { "invalid", "無効", "invalid" },
	{ "newer", "無効（新しい資格あり）", "invalid, there is a newer one" }, { "none", "該当資格なし", "none" }, { "several", "複数該当", "several" },
	{ "unregistered", "有効（未登録、医療扶助）", "valid, not registered" } };

struct taken {
	enum kind kind;
	struct eligibility e;
	const struct eligibility_result *res;        /* the result that is looked at */
	yagen_case *yc;                              /* medicines, check-up: read as history or facts */
	struct str bytes;
};

static bool has(struct str s, const char *what) { return yg_str_find(s, yg_str(what)) != (size_t)-1; }

static int read_file(struct run *r, struct taken *t)
{
	const yagen_part *p = run_part(r, "terminal", 0);
	yagen *tables = NULL;
	int err;
	if (!p || run_part(r, "terminal", 1)) return run_refuse_as(r, YG_EMISSING, "no-part", "端末のファイルが1つ必要です", "exactly one file of the terminal is needed");
	t->bytes = (struct str){ p->data ? p->data : "", p->len };
	if (has(t->bytes, "<ResultOfQualificationConfirmation") || has(t->bytes, "<QualificationValidity")) {
		t->kind = K_ELIGIBILITY;
		err = yg_eligibility_read(t->bytes, 0, r->arena, &r->diags, &t->e);
		if (err == YG_OK && !t->e.nresults) return run_refuse(r, "no-result", "資格の結果が入っていません", "the answer holds no result");
		t->res = t->e.results;
		return err == YG_OK || err == YG_ENOMEM ? err : run_refuse_as(r, err, "terminal-unreadable", "端末のファイルを読めません", "the terminal's file cannot be read");
	}
	if ((err = desk_tables_in_force(r, &tables)) != YG_OK) return err;
	err = yagen_case_new(&t->yc, tables);
	yagen_free(tables);
	if (err != YG_OK) return err;
	run_tell(r, t->yc);
	err = yagen_case_set_lang(t->yc, (yagen_lang)r->lang);
	t->kind = yagen_detect(t->bytes.p, t->bytes.n, NULL) == YAGEN_CHECKUP_XML ? K_CHECKUP : K_MEDICINES;
	if (err == YG_OK && t->kind == K_CHECKUP) err = yagen_case_read_patient(t->yc, YAGEN_CHECKUP_XML, t->bytes.p, t->bytes.n);
	else if (err == YG_OK) err = yagen_case_read_history(t->yc, YAGEN_OQS_XML, t->bytes.p, t->bytes.n, p->label ? p->label : "");
	if (err == YG_OK || err == YG_ENOMEM) return err;
	return run_refuse_as(r, err, "terminal-unreadable", "端末のファイルを読めません", "the terminal's file cannot be read");
}

/* The file's patient as a prescription would name it. false: it names nobody. */
static bool person_of(const struct taken *t, struct rx *as)
{
	*as = (struct rx){ .sex = SEX_UNKNOWN };
	if (t->kind == K_ELIGIBILITY) {
		as->patient = t->res->patient;
		as->sex = t->res->sex;
		as->born = t->res->born;
		as->insurance = t->res->insurance;
	} else if (t->kind == K_CHECKUP) {
		as->sex = t->yc->c->given_facts[0].facts.sex;
		as->born = t->yc->c->given_facts[0].facts.born;
	} else if (t->yc->c->nsources && t->yc->c->sources[0].h) {
		const struct history *h = t->yc->c->sources[0].h;
		as->patient = h->patient;
		as->sex = h->sex;
		as->born = h->born;
	}
	return yg_ymd_valid(as->born) && as->sex != SEX_UNKNOWN;
}

/* --- terminal.match --------------------------------------------------------------------------------------- */

struct waiting { struct run *r; struct jw *w; size_t n; };

static int one_case(void *ctx, const struct cell *c)
{
	struct waiting *x = ctx;
	enum desk_state s = yg_desk_state(c[CA_STATE].s);
	if (s != DS_RECEIVED && s != DS_CHECKED && s != DS_DECIDED) return 0;
	jw_str(x->w, yg_arena_printf(x->r->arena, "%.*s.%.*s", STR_ARG(c[CA_PATIENT].s), STR_ARG(c[CA_ID].s)));
	x->n++;
	return yg_arena_error(x->r->arena);
}

static int cases_of(struct run *r, struct jw *w, const struct rx *as, bool named)
{
	struct waiting x = { r, w, 0 };
	struct identified id = { .n = 0 };
	int err = named ? patient_find(r, as, &id) : YG_OK;
	for (size_t i = 0; err == YG_OK && i < id.n; i++) {
		struct cell key[2] = { CELL_T(r->d->tenant), CELL_T(id.c[i].patient) };
		if (id.who == WHO_SURE && id.c[i].who != WHO_SURE) continue;
		err = yg_store_scan(r->d->store, &(struct store_scan){ T_CASE, -1, key, 2, NULL, false, 0 }, one_case, &x);
	}
	return err;
}

int cmd_terminal_match(struct run *r)
{
	struct taken t = { 0 };
	struct rx as;
	struct jw w;
	int err = read_file(r, &t);
	if (err != YG_OK) return err;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "kind", kind_word[t.kind]);
	jw_key(&w, "cases");
	jw_arr(&w);
	for (size_t i = 0; err == YG_OK && i < (t.kind == K_ELIGIBILITY ? t.e.nresults : 1); i++) {
		bool named;
		if (t.kind == K_ELIGIBILITY) t.res = &t.e.results[i];
		named = person_of(&t, &as) && (as.patient.name.n || as.patient.kana.n);
		err = cases_of(r, &w, &as, named);
	}
	jw_arr_end(&w);
	jw_obj_end(&w);
	return err;
}

/* --- terminal.take ------------------------------------------------------------------------------------------ */

/* By what the prescription says, and by the keyed hashes: the file's insurance may belong to a known patient that is another one. */
static int same_patient(struct run *r, const struct rx *rx, const struct taken *t, bool *same)
{
	struct identified id = { .n = 0 };
	struct history h = { 0 };
	struct rx as;
	int err = YG_OK;
	bool names;
	*same = false;
	if (!person_of(t, &as)) return run_refuse(r, "no-identity", "ファイルに患者の生年月日・性別がありません", "the file does not say whose it is");
	names = as.patient.name.n || as.patient.kana.n;
	h.patient = as.patient;
	h.born = as.born;
	h.sex = as.sex;
	if (yg_other_patient(rx, &h) || yg_ymd_cmp(rx->born, as.born) || rx->sex != as.sex) return YG_OK;
	if (!names) {
		yg_diag(&r->diags, &d_weak, 0, 0, "", STR_NONE, STR_NONE);
		*same = true;
		return YG_OK;
	}
	err = patient_find(r, &as, &id);
	for (size_t i = 0; err == YG_OK && i < id.n; i++) {
		struct desk_known *k = NULL;
		size_t n = 0;
		err = patient_group(r, id.c[i].patient, &k, &n);
		for (size_t j = 0; j < n; j++) *same = *same || (yg_str_eq(k[j].patient, r->c->patient) && (id.who != WHO_SURE || id.c[i].who == WHO_SURE));
	}
	return err;
}

static void kday(struct jw *w, const char *key, struct ymd d)
{
	if (yg_ymd_given(d)) jw_kymd(w, key, d);
}

/* What a person at the counter reads: classes and days as received, and the words for them. */
static void summary(struct run *r, struct jw *w, const struct taken *t)
{
	const struct eligibility_result *e = t->res;
	bool en = r->lang == LANG_EN;
	jw_kz(w, "validity", validity[t->e.validity].word);
	jw_kz(w, "validity_text", en ? validity[t->e.validity].en : validity[t->e.validity].ja);
	jw_kbool(w, "by_card", t->e.by_card);
	jw_kbool(w, "wants_electronic", t->e.wants_electronic);
	jw_kstr_opt(w, "card_class", e->card_class);
	jw_kstr_opt(w, "insurer", e->insurance.insurer);
	jw_kstr_opt(w, "insurer_name", e->insurer_name);
	jw_kstr_opt(w, "symbol", e->insurance.symbol);
	jw_kstr_opt(w, "number", e->insurance.number);
	jw_kstr_opt(w, "branch", e->insurance.branch);
	jw_kstr_opt(w, "ratio", e->ratio);
	kday(w, "valid_from", e->valid_from);
	kday(w, "valid_to", e->valid_to);
	jw_kstr_opt(w, "loss_reason", e->loss_reason);
	if (e->elderly.ratio.n || yg_ymd_given(e->elderly.from)) {
		jw_key(w, "elderly");
		jw_obj(w);
		kday(w, "from", e->elderly.from);
		kday(w, "to", e->elderly.to);
		jw_kstr_opt(w, "ratio", e->elderly.ratio);
		jw_obj_end(w);
	}
	jw_key(w, "limit_certificates");
	jw_arr(w);
	for (size_t i = 0; i < e->nlimits; i++) {
		jw_obj(w);
		jw_kstr(w, "class", e->limits[i].class);
		jw_kstr(w, "flag", e->limits[i].flag);
		kday(w, "from", e->limits[i].from);
		kday(w, "to", e->limits[i].to);
		jw_obj_end(w);
	}
	jw_arr_end(w);
	jw_key(w, "specific_diseases");
	jw_arr(w);
	for (size_t i = 0; i < e->ndiseases; i++) {
		static const char *const ja[] = { "", "人工透析", "血友病", "HIV" }, *const english[] = { "", "dialysis", "haemophilia", "HIV" };
		unsigned long n = 0;
		jw_obj(w);
		jw_kstr(w, "class", e->diseases[i].class);
		if (yg_str_uint(e->diseases[i].class, 3, &n)) jw_kz(w, "text", en ? english[n] : ja[n]);
		kday(w, "from", e->diseases[i].from);
		kday(w, "to", e->diseases[i].to);
		jw_kstr_opt(w, "self_pay", e->diseases[i].self_pay);
		jw_obj_end(w);
	}
	jw_arr_end(w);
}

/* The file's own consents as records: each with the terminal's own end. A yes without an end is none (eligibility.h). */
static size_t consents_of(struct run *r, const struct taken *t, struct consent_record rec[CONSENT_ITEMS])
{
	enum consent_basis basis = BASIS_CARD;
	size_t n = 0;
	yg_consent_basis(run_text(r, "basis"), &basis);      /* the folder knows: home-visit, online */
	for (int i = 0; i < CONSENT_ITEMS; i++) {
		const struct item_consent *c = &t->res->consent[i];
		if (c->flag == CONSENT_NOT_SAID) continue;
		rec[n++] = (struct consent_record){ .basis = basis, .item = (enum consent_item)i, .flag = c->flag == CONSENT_YES && !c->until ? CONSENT_EXPIRED : c->flag,
			.since = c->since ? c->since : t->e.processed_at, .until = c->until, .by = STR("terminal"), .confirmed = true };
	}
	return n;
}

static int take_eligibility(struct run *r, const struct taken *t, const char *label)
{
	struct consent_record rec[CONSENT_ITEMS];
	size_t n = consents_of(r, t, rec);
	struct doc_ref doc = { .id = STR_NONE };
	struct str body;
	struct buf b;
	struct jw w;
	int err = YG_OK;
	/* a bulk answer names other people as well: their lines do not belong to this patient's documents */
	if (t->e.nresults == 1) err = run_document(r, "eligibility", "eligibility-xml", label, t->bytes, &doc);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	if (doc.id.n) {
		jw_key(&w, "document");
		run_doc_json(&w, &doc);
	}
	summary(r, &w, t);
	jw_key(&w, "consents");
	consent_records_json(r, &w, rec, n);
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	if (err == YG_OK) err = run_event(r, "eligibility", body);
	if (err != YG_OK) return err;
	if (t->e.validity != VALID_YES && t->e.validity != VALID_UNREGISTERED)
		yg_diag(&r->diags, &d_validity, 0, 0, "QualificationValidity", yg_str(r->lang == LANG_EN ? validity[t->e.validity].en : validity[t->e.validity].ja), STR_NONE);
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "kind", kind_word[t->kind]);
	summary(r, &w, t);
	jw_kint(&w, "consents", (long long)n);
	jw_obj_end(&w);
	return YG_OK;
}

static int take_data(struct run *r, const struct taken *t, const char *label)
{
	bool facts = t->kind == K_CHECKUP;
	struct doc_ref doc;
	struct str body;
	struct buf b;
	struct jw w;
	int err;
	if (!(IN(r->c->state) & (IN(DS_RECEIVED) | IN(DS_CHECKED) | IN(DS_DECIDED))))
		return run_refuse_as(r, YG_ESTATE, "state", "いまの状態ではできません", "not in this state of the case");
	err = run_document(r, facts ? "facts" : "history", yg_format_name(facts ? FORMAT_CHECKUP_XML : FORMAT_OQS_XML), label, t->bytes, &doc);
	if (err != YG_OK) return err;
	yg_buf_init(&b, YG_MAX_TEXT);
	jw_init(&w, &b, false);
	jw_obj(&w);
	jw_key(&w, "histories");
	jw_arr(&w);
	if (!facts) run_doc_json(&w, &doc);
	jw_arr_end(&w);
	jw_key(&w, "facts");
	jw_arr(&w);
	if (facts) run_doc_json(&w, &doc);
	jw_arr_end(&w);
	jw_obj_end(&w);
	body = run_take(r, &b, &err);
	if (err == YG_OK) err = run_event(r, facts ? "facts" : "history", body);
	r->next = DS_RECEIVED;
	jw_init(&w, &r->answer, false);
	jw_obj(&w);
	jw_kz(&w, "kind", kind_word[t->kind]);
	jw_obj_end(&w);
	return err;
}

int cmd_terminal_take(struct run *r)
{
	const yagen_part *p = run_part(r, "terminal", 0);
	const char *label = p && p->label ? p->label : "";
	yagen_case *rx = NULL;
	yagen *tables = NULL;
	struct taken t = { 0 };
	bool same = false;
	int err = read_file(r, &t);
	if (err == YG_OK) err = desk_tables_in_force(r, &tables);
	if (err == YG_OK) err = yagen_case_new(&rx, tables);
	if (err == YG_OK) err = desk_read_rx(r, rx);
	for (size_t i = 0; err == YG_OK && !same && i < (t.kind == K_ELIGIBILITY ? t.e.nresults : 1); i++) {
		if (t.kind == K_ELIGIBILITY) t.res = &t.e.results[i];
		err = same_patient(r, rx->c->rx_doc.rx, &t, &same);
	}
	if (err == YG_OK && !same) err = run_refuse(r, "other-patient", "このファイルは、この受付の患者のものではありません", "this file is not of the patient of this case");
	yagen_case_free(rx);
	yagen_free(tables);
	if (err != YG_OK) return err;
	return t.kind == K_ELIGIBILITY ? take_eligibility(r, &t, label) : take_data(r, &t, label);
}
