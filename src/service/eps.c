/* eps.c - values into a message and an answer into values, by the table of names. Sends nothing and decides nothing beyond what the answer is. */
#include "service/eps.h"
#include "base/err.h"
#include "base/limits.h"
#include "text/xml.h"
#include "base/ban.h"

void yg_svc_set(struct svc_request *q, enum svc_field f, struct str s)
{
	if (s.n && q->nv < SVC_MAX_VALUES) q->v[q->nv++] = (struct svc_value){ f, 0, s };
}

static struct str value_of(const struct svc_request *q, enum svc_field f)
{
	if (f == SF_INSTITUTION) return q->institution;
	if (f == SF_FILE_ID) return q->id;
	for (size_t i = 0; i < q->nv; i++)
		if (q->v[i].field == f) return q->v[i].s;
	return STR_NONE;
}

static bool plain_id(struct str s, size_t min, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))) return false;
	return s.n >= min && s.n <= max;
}

/* Fields in the order of the enum, so that the bytes depend on nothing but the values and the names. */
static void write_part(const struct svc_messages *m, const struct svc_request *q, enum svc_part part, struct buf *out)
{
	for (int f = SF_NONE + 1; f < SF_FIELDS; f++) {
		struct str name = yg_svc_name(m, q->op, part, (enum svc_field)f), v = value_of(q, (enum svc_field)f);
		if (!name.n || !v.n) continue;
		yg_buf_printf(out, "<%.*s>", STR_ARG(name));
		if (yg_svc_is_base64((enum svc_field)f)) yg_base64_encode(v, out);
		else yg_xml_escape(out, v);
		yg_buf_printf(out, "</%.*s>", STR_ARG(name));
	}
}

int yg_svc_write(const struct svc_messages *m, const struct svc_request *q, struct buf *out)
{
	if (!yg_svc_name(m, q->op, SVC_MESSAGE, SF_API).n) return YG_EMISSING;
	if (!plain_id(q->id, 4, 32) || !yg_str_digits(q->institution) || q->institution.n != 10) return YG_EARG;
	yg_buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<XmlMsg><MessageHeader>");
	write_part(m, q, SVC_HEADER, out);
	yg_buf_z(out, "</MessageHeader><MessageBody>");
	write_part(m, q, SVC_BODY, out);
	yg_buf_z(out, "</MessageBody></XmlMsg>\n");
	return out->err;
}

/* --- answers ------------------------------------------------------------------------------------------------------------------ */
struct reading { const struct svc_messages *m; const struct svc_request *q; struct arena *a; struct svc_answer *out; int err; };

static struct str decoded(struct reading *r, struct str s)
{
	struct buf b;
	struct str got = STR_NONE;
	yg_buf_init(&b, YG_MAX_TEXT);
	if (yg_base64_decode(s, &b) != YG_OK || b.err) r->out->outcome = OUT_TORN;
	else got = yg_arena_str(r->a, yg_buf_view(&b));
	yg_buf_free(&b);
	return got;
}

static void add(struct reading *r, enum svc_field f, unsigned row, struct str s)
{
	struct svc_value *grown = yg_arena_grow(r->a, r->out->v, r->out->nv, sizeof *grown);
	if (!grown) { r->err = yg_arena_error(r->a); return; }
	r->out->v = grown;
	grown[r->out->nv++] = (struct svc_value){ f, row, yg_svc_is_base64(f) ? decoded(r, s) : yg_arena_str(r->a, s) };
	if (row + 1 > r->out->rows) r->out->rows = row + 1;
}

/* "Row/Group/Element" under one node; a path of one name is the node's own child. */
static struct str at_path(xmlNodePtr from, struct str path)
{
	char name[128];
	while (from && path.n) {
		size_t slash = yg_str_find(path, STR("/")), n = slash == (size_t)-1 ? path.n : slash;
		if (n >= sizeof name) return STR_NONE;
		memcpy(name, path.p, n);
		name[n] = '\0';
		from = yg_xml_child(from, name);
		path = yg_str_sub(path, n + 1, path.n);
	}
	return yg_str_trim(yg_xml_text(from));
}

static void read_field(struct reading *r, xmlNodePtr body, enum svc_field f, struct str name)
{
	size_t slash = yg_str_find(name, STR("/"));
	char list[128];
	unsigned row = 0;
	if (slash == (size_t)-1) {
		struct str s = at_path(body, name);
		if (s.n) add(r, f, 0, s);
		return;
	}
	if (slash >= sizeof list) return;
	memcpy(list, name.p, slash);
	list[slash] = '\0';
	for (xmlNodePtr n = yg_xml_child(body, list); n && row < YG_MAX_LINES * 10 && !r->err; n = yg_xml_next(n, list), row++) {
		struct str s = at_path(n, yg_str_sub(name, slash + 1, name.n));
		if (s.n) add(r, f, row, s);
		else if (row + 1 > r->out->rows) r->out->rows = row + 1;
	}
}

static struct str head(struct reading *r, xmlNodePtr from, enum svc_part part, enum svc_field f)
{
	struct str name = yg_svc_name(r->m, r->q->op, part, f);
	return name.n ? yg_arena_str(r->a, at_path(from, name)) : STR_NONE;
}

/* A prescription that was not asked for is somebody else's. */
static bool foreign(struct reading *r)
{
	struct str asked = value_of(r->q, SF_PRESCRIPTION_ID), told;
	bool one = r->q->op != SVC_DISPENSED_LIST && r->q->op != SVC_FIND_PRESCRIPTION;
	if (r->q->op == SVC_DISPENSED_FETCH || r->q->op == SVC_CHANGE) {
		asked = value_of(r->q, SF_DISPENSING_ID);
		told = yg_svc_get(r->out, SF_DISPENSING_ID, 0);
		return asked.n && told.n && !yg_str_eq(asked, told);
	}
	for (unsigned i = 0; one && asked.n && i < r->out->rows; i++) {
		told = yg_svc_get(r->out, SF_PRESCRIPTION_ID, i);
		if (told.n && !yg_str_eq(asked, told)) return true;
	}
	return false;
}

static enum svc_outcome abnormal(struct reading *r)
{
	enum svc_outcome o = yg_outcome(yg_svc_code(r->m, r->out->code));
	return o == OUT_COUNT || o == OUT_DONE ? OUT_ABNORMAL : o;
}

static void read_message(struct reading *r, xmlNodePtr root)
{
	xmlNodePtr header = yg_xml_child(root, "MessageHeader"), body = yg_xml_child(root, "MessageBody");
	struct str id, institution, segment, status;
	r->out->outcome = OUT_TORN;
	if (!header || !yg_str_eqz((struct str){ (const char *)root->name, strlen((const char *)root->name) }, "XmlMsg")) return;
	id = head(r, header, SVC_ANSWER_HEADER, SF_FILE_ID);
	institution = head(r, header, SVC_ANSWER_HEADER, SF_INSTITUTION);
	if (!yg_str_eq(id, r->q->id) || (institution.n && !yg_str_eq(institution, r->q->institution))) { r->out->outcome = OUT_FOREIGN; return; }
	segment = head(r, header, SVC_ANSWER_HEADER, SF_SEGMENT);
	if (yg_str_eqz(segment, "2")) { r->out->outcome = OUT_PROCESSING; return; }
	if (yg_str_eqz(segment, "9")) {
		r->out->code = head(r, header, SVC_ANSWER_HEADER, SF_ERROR_CODE);
		r->out->text = head(r, header, SVC_ANSWER_HEADER, SF_ERROR_TEXT);
		r->out->outcome = abnormal(r);
		return;
	}
	status = head(r, body, SVC_ANSWER_BODY, SF_STATUS);
	if (!yg_str_eqz(segment, "1") || !(yg_str_eqz(status, "1") || yg_str_eqz(status, "2"))) return;
	r->out->code = head(r, body, SVC_ANSWER_BODY, SF_RESULT_CODE);
	r->out->text = head(r, body, SVC_ANSWER_BODY, SF_RESULT_TEXT);
	r->out->outcome = yg_str_eqz(status, "1") ? OUT_DONE : OUT_REFUSED;
	for (int f = SF_INSURER; f < SF_FIELDS && !r->err && r->out->outcome == OUT_DONE; f++) {
		struct str name = yg_svc_name(r->m, r->q->op, SVC_ANSWER_BODY, (enum svc_field)f);
		if (name.n) read_field(r, body, (enum svc_field)f, name);
	}
	if (r->out->outcome == OUT_DONE && foreign(r)) r->out->outcome = OUT_FOREIGN;
}

int yg_svc_read(const struct svc_messages *m, const struct svc_request *q, struct str bytes, struct arena *a, struct svc_answer *out)
{
	struct reading r = { m, q, a, out, YG_OK };
	xmlDocPtr doc = NULL;
	unsigned line = 0;
	int err = yg_xml_parse(bytes, &doc, &line);
	*out = (struct svc_answer){ .outcome = OUT_TORN };
	if (err == YG_ENOMEM) return err;
	if (err) return YG_OK;
	if (yg_str_eqz(yg_svc_name(m, q->op, SVC_MESSAGE, SF_ANSWER_IS), "file")) {
		out->outcome = OUT_DONE;             /* whose it is and what it says: the reader of that file (codec/oqs_xml.c) */
		r.err = YG_OK;
		out->v = yg_arena_array(a, 1, sizeof *out->v);
		if (out->v) {
			out->v[0] = (struct svc_value){ SF_DOCUMENT, 0, yg_arena_str(a, bytes) };
			out->nv = out->rows = 1;
		}
	} else {
		read_message(&r, xmlDocGetRootElement(doc));
	}
	xmlFreeDoc(doc);
	return r.err ? r.err : yg_arena_error(a);
}

struct str yg_svc_get(const struct svc_answer *r, enum svc_field f, unsigned row)
{
	for (size_t i = 0; i < r->nv; i++)
		if (r->v[i].field == f && r->v[i].row == row) return r->v[i].s;
	return STR_NONE;
}
