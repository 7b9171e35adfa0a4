/* import_pmda.c - one package insert (PMDA XML): who it is about, and the names in its sections 10.1 and 10.2.
 * Takes names and where they stand, nothing else: no sentence of an insert is kept. */
#include "tables/rules_work.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "tables/table_file.h"
#include "text/fold.h"
#include "text/xml.h"
#include "base/ban.h"

DIAG_KIND(d_read, "pmda-unreadable", DIAG_ERROR, "ファイルが読めません", "the file cannot be read");
DIAG_KIND(d_sgml, "pmda-sgml", DIAG_ERROR, "SGML です。XML 版の添付文書を使ってください", "SGML: use the insert's XML");
DIAG_KIND(d_xml, "pmda-xml", DIAG_ERROR, "XML として読めません", "not well-formed XML");
DIAG_KIND(d_doctype, "pmda-doctype", DIAG_ERROR, "DOCTYPE のある XML は受け付けません", "XML with a DOCTYPE is refused");
DIAG_KIND(d_size, "pmda-too-big", DIAG_ERROR, "大きすぎるか、入れ子が深すぎます", "too big or nested too deep");
DIAG_KIND(d_root, "pmda-not-insert", DIAG_ERROR, "PMDA の添付文書（PackIns、名前空間 package_insert/1.0）ではありません",
	  "not a PMDA package insert (PackIns in the namespace package_insert/1.0)");
DIAG_KIND(d_kind, "pmda-other-kind", DIAG_ERROR, "添付文書ではない XML です（xmlKind）", "another kind of PMDA document (xmlKind)");
DIAG_KIND(d_number, "pmda-no-number", DIAG_ERROR, "添付文書番号（PackageInsertNo）がありません", "no PackageInsertNo");
DIAG_KIND(d_revision, "pmda-no-revision", DIAG_ERROR, "今回の改訂年月が読めません", "the month of the present revision cannot be read");
DIAG_KIND(d_yj, "pmda-no-yj", DIAG_ERROR, "YJコードがありません", "no YJ code");
DIAG_KIND(d_subject, "pmda-subject-unknown", DIAG_WARNING, "YJコード {0} の製品がこのマスターにないか、成分が不明です",
	  "no product of YJ code {0} in this master, or its ingredients are not known");
DIAG_KIND(d_older, "pmda-older", DIAG_WARNING, "すでに取り込んだ改訂（{0}）より古いため、使いません", "older than the revision imported before ({0}): not used");
DIAG_KIND(d_unread, "pmda-section-unread", DIAG_WARNING, "{0} 節に表（薬剤名等）がなく、読めません。作業表に載せました",
	  "section {0} has no table of drugs and cannot be read; it is in the worklist");
DIAG_KIND(d_old, "pmda-old-layout", DIAG_NOTE, "旧記載要領の見出しから読みました（{0}）", "read by the headings of the old layout ({0})");

static const char NAMESPACE[] = "http://info.pmda.go.jp/namespace/prescription_drugs/package_insert/1.0";
static const struct section { const char *no, *block, *heading; } sections[] = {
	{ "10.1", "ContraIndicatedCombinations", "併用禁忌" }, { "10.2", "PrecautionsForCombinations", "併用注意" } };
enum { SECTIONS = 2, SUBJECTS_MAX = 32 };

struct reader {
	struct rules_work *w;
	struct arena *scratch;                        /* of this document */
	unsigned input;
	const char *name;                             /* of the file, without folders: one input may be a folder of them */
	struct str document, number, revision, version, yj;
	struct partner subject[SUBJECTS_MAX]; size_t nsubjects;
	bool unread;                                  /* something in a cell that is no text */
	struct strmap asked;                          /* what of this document is in the worklist */
};

static bool is(xmlNodePtr n, const char *name)
{
	return n && n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static bool is_any(xmlNodePtr n, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) if (is(n, names[i])) return true;
	return false;
}

/* The next node in document order below top; NULL at the end. */
static xmlNodePtr step(xmlNodePtr n, xmlNodePtr top)
{
	if (n->children && n->type == XML_ELEMENT_NODE) return n->children;
	while (n && n != top && !n->next) n = n->parent;
	return !n || n == top ? NULL : n->next;
}

static xmlNodePtr find(xmlNodePtr top, const char *name)
{
	for (xmlNodePtr n = top; n; n = step(n, top)) if (is(n, name)) return n;
	return NULL;
}

static unsigned line_of(xmlNodePtr n)
{
	long l = n ? xmlGetLineNo(n) : 0;
	return l > 0 ? (unsigned)l : 0;
}

static void say(struct reader *r, const struct diag_kind *k, unsigned line, struct str arg)
{
	yg_diag(r->w->ds, k, r->input, line, r->name, arg, STR_NONE);
}

/* --- text of an element ------------------------------------------------------------------------------ */

/* References and pictures are no part of a name; of raised text only ® is; blocks stand on lines of their own. */
static void gather(struct reader *r, xmlNodePtr n, struct buf *out)
{
	static const char *const blocks[] = { "Detail", "Item", "Header", "Lang", "OrderedList", "UnorderedList", "SimpleList", "TblBlock", "SimpTblRow",
		"SimpTblCell" };
	static const char *const dropped[] = { "HeaderRef", "CommentRef", "Comment", "FootnoteRef", "Footnote" };
	static const char *const pictures[] = { "Graphic", "GraphicBody", "TblCaption" };
	struct str lang;
	for (xmlNodePtr k = n->children; k; k = k->next) {
		if (k->type == XML_TEXT_NODE || k->type == XML_CDATA_SECTION_NODE) yg_buf_z(out, (const char *)k->content);
		if (k->type == XML_PI_NODE) yg_buf_char(out, '\n');          /* <?enter?> */
		if (k->type != XML_ELEMENT_NODE || is_any(k, dropped, 5)) continue;
		if (is_any(k, pictures, 3)) { r->unread = true; continue; }
		lang = is(k, "Lang") ? yg_xml_attr(k, "lang") : STR_NONE;
		if (lang.n && !yg_str_eqz(lang, "ja")) continue;
		if (is(k, "Sup")) {
			struct buf b;
			yg_buf_init(&b, YG_MAX_TEXT);
			gather(r, k, &b);
			if (yg_str_find(yg_buf_view(&b), STR("®")) != (size_t)-1) yg_buf_z(out, "®");
			yg_buf_free(&b);
			continue;
		}
		gather(r, k, out);
		if (is_any(k, blocks, 10)) yg_buf_char(out, '\n');
	}
}

static struct str text_of(struct reader *r, xmlNodePtr n)
{
	struct buf b;
	struct str s;
	if (!n) return STR_NONE;
	yg_buf_init(&b, YG_MAX_TEXT);
	gather(r, n, &b);
	s = yg_str_trim(yg_arena_str(r->scratch, yg_buf_view(&b)));
	yg_buf_free(&b);
	return s;
}

/* --- what was found ------------------------------------------------------------------------------------ */

static struct str keep(struct reader *r, struct str s) { return s.n ? yg_arena_str(r->w->arena, s) : STR_NONE; }

static void work(struct reader *r, const struct section *s, struct str name, const char *reason)
{
	struct str key = yg_arena_printf(r->scratch, "%s/%s/%.*s", s->no, reason, STR_ARG(name));
	r->w->report->unresolved++;
	if (yg_strmap_get(&r->asked, key) != STRMAP_NONE || yg_strmap_add(&r->asked, key, 0) == STRMAP_NONE) return;
	yg_worklist_add(&r->w->list, (struct work_item){ r->document, r->yj, yg_str(s->no), keep(r, name), yg_str(reason) });
}

static bool part_of(struct str key, struct str base)
{
	while (key.n) {
		const char *plus = memchr(key.p, '+', key.n);
		struct str one = { key.p, plus ? (size_t)(plus - key.p) : key.n };
		if (yg_str_eq(one, base)) return true;
		key = plus ? yg_str_sub(key, one.n + 1, key.n) : STR_NONE;
	}
	return false;
}

static bool fact(struct reader *r, const struct section *s, const struct mention *m, const struct partner *p, bool old)
{
	struct rules_work *w = r->w;
	for (size_t i = 0; i < r->nsubjects; i++) {
		const struct partner *a = &r->subject[i];
		if (part_of(a->key, p->base)) { w->report->self++; continue; }
		if (!yg_insert_add(w, (struct insert_fact){ {
			r->document, r->number, r->revision, r->version, yg_str(s->no), a->base, a->key, a->codes, a->expand ? STR("1") : STR("0"),
			p->base, p->key, p->codes, p->expand ? STR("1") : STR("0"), p->mark == 'S' ? STR("S") : STR("I"),
			yg_arena_printf(w->arena, "%s%s%s", m->qualified ? "q" : "", m->open ? "o" : "", old ? "l" : "") } })) return false;
	}
	return true;
}

static bool cell(struct reader *r, const struct section *s, xmlNodePtr n, bool old)
{
	struct mention *m;
	size_t count;
	struct str text;
	r->unread = false;
	text = text_of(r, n);
	if (r->unread) work(r, s, STR("-"), "picture");
	if (!text.n) {
		if (!r->unread) work(r, s, STR("-"), "no-name");
		return true;
	}
	if (yg_partner_names(&r->w->dict, text, r->scratch, &m, &count) != YG_OK) return false;
	for (size_t i = 0; i < count; i++) {
		r->w->report->names++;
		if (m[i].reason) { work(r, s, m[i].name, m[i].reason); continue; }
		r->w->report->resolved += m[i].n > 0;
		r->w->report->ignored += m[i].ignored && !m[i].n;
		for (size_t k = 0; k < m[i].n; k++)
			if (!fact(r, s, &m[i], &m[i].p[k], old)) return false;
	}
	return true;
}

/* A table of the old layout: first cell of each row, not of the heading row, nor of a row that goes on from the one above. */
static bool rows(struct reader *r, const struct section *s, xmlNodePtr box, size_t *cells)
{
	size_t width = 0, covered = 0;
	for (xmlNodePtr n = box; n; n = step(n, box)) {
		xmlNodePtr first, c;
		struct str text, span;
		unsigned long rows_down = 1;
		size_t count = 0;
		if (is(n, "SimpleTable")) { width = covered = 0; continue; }
		if (!is(n, "SimpTblRow")) continue;
		first = yg_xml_child(n, "SimpTblCell");
		for (c = first; c; c = yg_xml_next(c, "SimpTblCell")) count++;
		if (count > width) width = count;
		if (covered) { covered--; continue; }
		text = first ? text_of(r, first) : STR_NONE;
		span = first ? yg_xml_attr(first, "rspan") : STR_NONE;
		if (span.n && yg_str_uint(span, 10000, &rows_down) && rows_down > 1) covered = rows_down - 1;
		if (width < 2 || yg_str_starts(text, STR("薬剤名"))) continue;
		++*cells;
		if (!cell(r, s, first, true)) return false;
	}
	return true;
}

/* "（１）併用禁忌（併用しないこと）" begins with the heading when numbers, brackets and dots before it are left out. */
static bool headed(struct reader *r, xmlNodePtr n, const char *heading)
{
	struct str want = yg_str(heading), s = text_of(r, yg_xml_child(n, "Header"));
	struct buf b;
	bool found = false;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_fold(s, &b);
	s = yg_buf_view(&b);
	while (s.n && (strchr("0123456789().", s.p[0]) || yg_str_starts(s, STR("、")) || yg_str_starts(s, STR("．"))))
		s = yg_str_sub(s, (unsigned char)s.p[0] < 0x80 ? 1 : 3, s.n);
	found = yg_str_starts(s, want);
	yg_buf_free(&b);
	return found;
}

static xmlNodePtr old_section(struct reader *r, xmlNodePtr root, const struct section *s)
{
	for (xmlNodePtr n = root; n; n = step(n, root))
		if (n->type == XML_ELEMENT_NODE && yg_xml_child(n, "Header") && headed(r, n, s->heading)) return n;
	return NULL;
}

/* False: no memory. *there: the document has this section. */
static bool section(struct reader *r, xmlNodePtr root, const struct section *s, bool *there)
{
	xmlNodePtr box = find(find(root, "Interactions"), s->block), n;
	bool old = false;
	size_t cells = 0;
	if (!box) { box = old_section(r, root, s); old = box != NULL; }
	if (!box) return true;
	*there = true;
	if (old) say(r, &d_old, line_of(box), yg_str(s->heading));
	for (n = box; n; n = step(n, box)) {
		if (!is(n, "Drug")) continue;
		cells++;
		if (!yg_xml_child(n, "DrugName")) work(r, s, STR("-"), "no-name");
		else if (!cell(r, s, yg_xml_child(n, "DrugName"), old)) return false;
	}
	if (!cells && !rows(r, s, box, &cells)) return false;
	if (!cells && text_of(r, box).n) {
		say(r, &d_unread, line_of(box), yg_str(s->no));
		work(r, s, STR("-"), "no-table");
	}
	return true;
}

/* --- the document --------------------------------------------------------------------------------------- */

/* Number without its last part, which counts the revisions: the same for all revisions of a document. */
static struct str without_revision(struct str number)
{
	for (size_t i = number.n; i > 1; i--)
		if (number.p[i - 1] == '_') return yg_str_sub(number, 0, i - 1);
	return number;
}

/* "2024-04" or "2024-04-10" -> a day; of a month its first. */
static struct str revision_of(struct reader *r, xmlNodePtr root)
{
	xmlNodePtr n = yg_xml_child(yg_xml_child(root, "DateOfPreparationOrRevision"), "PreparationOrRevision");
	struct str s;
	struct ymd d;
	while (n && !yg_str_eqz(yg_xml_attr(n, "id"), "今回")) n = yg_xml_next(n, "PreparationOrRevision");
	if (!n) return STR_NONE;
	s = yg_xml_child_text(n, "YearMonth");
	r->version = keep(r, text_of(r, yg_xml_child(n, "Version")));
	if (s.n == 7) s = yg_arena_printf(r->w->arena, "%.*s-01", STR_ARG(s));
	return s.n == 10 && yg_ymd_parse(s, &d) == YG_OK ? keep(r, s) : STR_NONE;
}

static void add_subject(struct reader *r, struct str yj)
{
	struct partner p;
	if (!yg_partner_subject(&r->w->dict, yg_str_sub(yj, 0, 7), &p)) {
		say(r, &d_subject, 0, yj.n <= 12 ? yj : STR("?"));
		return;
	}
	for (size_t i = 0; i < r->nsubjects; i++) {
		struct partner *a = &r->subject[i];
		if (!yg_str_eq(a->key, p.key)) continue;
		if (yg_str_find(a->codes, p.codes) == (size_t)-1) a->codes = yg_arena_printf(r->w->arena, "%.*s|%.*s", STR_ARG(a->codes), STR_ARG(p.codes));
		a->expand = a->expand || p.expand;
		return;
	}
	p.codes = keep(r, p.codes);
	if (r->nsubjects < SUBJECTS_MAX) r->subject[r->nsubjects++] = p;
}

/* Who and when. False: refused, and said why. */
static bool head(struct reader *r, xmlNodePtr root)
{
	struct str kind = yg_xml_attr(root, "xmlKind");
	bool codes = false;
	if (!is(root, "PackIns") || !root->ns || strcmp((const char *)root->ns->href, NAMESPACE)) { say(r, &d_root, 0, STR_NONE); return false; }
	if (kind.n && !yg_str_eqz(kind, "Packins")) { say(r, &d_kind, 0, STR_NONE); return false; }
	r->number = keep(r, text_of(r, yg_xml_child(root, "PackageInsertNo")));
	r->document = without_revision(r->number);
	r->revision = revision_of(r, root);
	if (!r->number.n) { say(r, &d_number, 0, STR_NONE); return false; }
	if (!r->revision.n) { say(r, &d_revision, 0, STR_NONE); return false; }
	for (xmlNodePtr n = yg_xml_child(yg_xml_child(root, "ApprovalEtc"), "DetailBrandName"); n; n = yg_xml_next(n, "DetailBrandName")) {
		struct str yj = yg_xml_child_text(yg_xml_child(n, "BrandCode"), "YJCode");
		if (!yj.n) continue;
		if (!codes) r->yj = keep(r, yj);
		codes = true;
		add_subject(r, yj);
	}
	if (!codes) say(r, &d_yj, 0, STR_NONE);
	return codes && r->nsubjects;
}

/* What an earlier import took from this document goes, unless that was a newer revision. */
static bool replace_old(struct reader *r)
{
	struct rules_work *w = r->w;
	struct insert_run *run = yg_insert_run(w, r->document);
	if (run && run->n && yg_str_cmp(w->facts[run->first].f[INS_REVISION], r->revision) > 0) {
		say(r, &d_older, 0, w->facts[run->first].f[INS_REVISION]);
		return false;
	}
	for (size_t i = 0; run && i < run->n; i++) w->facts[run->first + i].f[INS_DOCUMENT] = STR_NONE;
	if (run) run->n = 0;
	yg_worklist_forget(&w->list, r->document);
	return true;
}

static int document(struct reader *r, struct str bytes)
{
	xmlDocPtr xml = NULL;
	unsigned line = 0;
	bool there = false, ok = true;
	xmlNodePtr root;
	int err = yg_xml_parse(bytes, &xml, &line);
	if (err == YG_ENOMEM) return err;
	if (err) {
		bool sgml = yg_str_find(yg_str_sub(bytes, 0, 512), STR("<?xml")) == (size_t)-1 && yg_str_find(bytes, STR("<!DOCTYPE")) != (size_t)-1;
		say(r, sgml ? &d_sgml : err == YG_EREFUSED ? &d_doctype : err == YG_ETOOBIG ? &d_size : &d_xml, line, STR_NONE);
		r->w->report->refused++;
		return YG_OK;
	}
	root = xmlDocGetRootElement(xml);
	if (!head(r, root) || !replace_old(r)) {
		r->w->report->refused++;
	} else {
		r->w->report->documents++;
		for (size_t i = 0; i < SECTIONS && ok; i++) ok = section(r, root, &sections[i], &there);
		r->w->report->without += ok && !there;
	}
	xmlFreeDoc(xml);
	if (yg_arena_error(r->w->arena)) return yg_arena_error(r->w->arena);
	return ok ? yg_arena_error(r->scratch) : YG_ETOOBIG;
}

int yg_pmda_read(struct rules_work *w, const char *path, unsigned input)
{
	struct reader r = { .w = w, .input = input, .scratch = yg_arena_new(YG_MAX_ARENA) };
	const char *slash = strrchr(path, '/');
	struct buf b;
	int err;
	if (!r.scratch) return YG_ENOMEM;
	r.name = slash ? slash + 1 : path;
	yg_strmap_init(&r.asked, r.scratch);
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_file_read(path, YG_MAX_TEXT, &b);
	if (!err) {
		err = document(&r, yg_buf_view(&b));
	} else if (err != YG_ENOMEM) {
		say(&r, err == YG_ETOOBIG ? &d_size : &d_read, 0, STR_NONE);
		w->report->refused++;
		err = YG_OK;
	}
	yg_buf_free(&b);
	yg_arena_free(r.scratch);
	return err;
}
