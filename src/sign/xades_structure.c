/* xades_structure.c - is this signature built as the profile says, and does it cover what stands where it must stand? The XML signature
 * library checks the mathematics of whatever is referenced; that the right thing is referenced is decided here, by position. */
#include "sign/xades_parts.h"
#include "sign/c14n.h"
#include "base/ymd.h"
#include "text/xml.h"
#include <libxml/valid.h>
#include <string.h>
#include "base/ban.h"

static bool is(xmlNodePtr n, const char *name, const char *ns)
{
	if (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, name) != 0) return false;
	if (!ns) return n->ns == NULL;
	return n->ns && n->ns->href && strcmp((const char *)n->ns->href, ns) == 0;
}

xmlNodePtr yg_only(xmlNodePtr from, const char *name, const char *ns)
{
	xmlNodePtr found = NULL;
	if (!from) return NULL;
	for (xmlNodePtr n = from->children; n; n = n->next) {
		if (!is(n, name, ns)) continue;
		if (found) return NULL;
		found = n;
	}
	return found;
}

/* The next node in document order; NULL at the end. */
static xmlNodePtr following(xmlNodePtr n, xmlNodePtr root)
{
	if (n->type == XML_ELEMENT_NODE && n->children) return n->children;
	while (n && n != root && !n->next) n = n->parent;
	return !n || n == root ? NULL : n->next;
}

/* --- ids -------------------------------------------------------------------------------------------------------------- */

struct ids { struct id { struct str name; xmlNodePtr node; } *id; size_t n; };

struct ids *yg_ids(xmlDocPtr doc, struct arena *a, bool *unique)
{
	struct ids *ids = yg_arena_alloc(a, sizeof *ids);
	xmlNodePtr root = xmlDocGetRootElement(doc);
	if (!ids) return NULL;
	*unique = true;
	for (xmlNodePtr n = root; n; n = following(n, root)) {
		if (n->type != XML_ELEMENT_NODE) continue;
		for (xmlAttrPtr at = n->properties; at; at = at->next) {
			struct id *grown;
			const char *name = (const char *)at->name;
			xmlChar *value;
			if (strcmp(name, "id") && strcmp(name, "Id") && strcmp(name, "ID")) continue;
			if (!(value = xmlNodeListGetString(doc, at->children, 1))) continue;
			grown = yg_arena_grow(a, ids->id, ids->n, sizeof *grown);
			if (grown) {
				ids->id = grown;
				grown[ids->n].name = yg_arena_str(a, yg_str((const char *)value));
				grown[ids->n++].node = n;
			}
			if (xmlGetID(doc, value)) *unique = false;
			else xmlAddID(NULL, doc, value, at);
			xmlFree(value);
			if (!grown) return NULL;
		}
	}
	return ids;
}

static xmlNodePtr by_uri(const struct ids *ids, struct str uri)
{
	if (uri.n < 2 || uri.p[0] != '#') return NULL;
	for (size_t i = 0; i < ids->n; i++)
		if (yg_str_eq(ids->id[i].name, yg_str_sub(uri, 1, uri.n))) return ids->id[i].node;
	return NULL;
}

/* --- places ------------------------------------------------------------------------------------------------------------- */

static size_t count_signatures(xmlDocPtr doc)
{
	xmlNodePtr root = xmlDocGetRootElement(doc);
	size_t n = 0;
	for (xmlNodePtr at = root; at; at = following(at, root)) n += is(at, "Signature", NS_DS);
	return n;
}

static void prescription(xmlNodePtr holder, const char *path, struct sig_parts *p, struct sig_result *r)
{
	*p = (struct sig_parts){ .what = SIGNED_PRESCRIPTION, .signature = yg_only(yg_only(holder, "PrescriptionSign", NULL), "Signature", NS_DS),
				 .data = yg_only(holder, "PrescriptionDocument", NULL) };
	p->csv = p->data;
	r->id = "PrescriptionSign";
	r->path = path;
}

size_t yg_sig_places(xmlDocPtr doc, struct sig_parts p[2], struct sig_result r[2])
{
	xmlNodePtr root = xmlDocGetRootElement(doc), dispensing, reference;
	size_t n = 0, known = 0;
	if (root && is(root, "Document", NULL) && (yg_xml_child(root, "Dispensing") || yg_xml_child(root, "DispensingSign"))) {
		dispensing = yg_only(root, "Dispensing", NULL);
		p[0] = (struct sig_parts){ .what = SIGNED_DISPENSING, .signature = yg_only(yg_only(root, "DispensingSign", NULL), "Signature", NS_DS),
					   .data = dispensing, .csv = yg_only(dispensing, "DispensingDocument", NULL) };
		r[0].id = "DispensingSign";
		r[0].path = "/Document/DispensingSign";
		n = 1;
		if (dispensing && yg_xml_child(dispensing, "ReferencePrescription")) {
			reference = yg_only(dispensing, "ReferencePrescription", NULL);
			prescription(reference, "/Document/Dispensing/ReferencePrescription/PrescriptionSign", &p[1], &r[1]);
			n = 2;
		}
	} else if (root && is(root, "Document", NULL)) {
		prescription(yg_only(root, "Prescription", NULL), "/Document/Prescription/PrescriptionSign", &p[0], &r[0]);
		n = 1;
	}
	for (size_t i = 0; i < n; i++) known += p[i].signature != NULL;
	for (size_t i = 0; i < n; i++)
		if (count_signatures(doc) != known) yg_because(&r[i], R_STRAY_SIGNATURE);
	return n;
}

/* --- one signature --------------------------------------------------------------------------------------------------------- */

static bool has_elements(xmlNodePtr n)
{
	for (xmlNodePtr c = n->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE) return true;
	return false;
}

static bool algorithm(xmlNodePtr n, const char *want) { return n && !has_elements(n) && yg_str_eqz(yg_xml_attr(n, "Algorithm"), want); }

/* Reference 1 has no transform, the others have exclusive canonicalisation and nothing else. */
static void judge_transforms(xmlNodePtr ref, bool first, struct sig_result *r)
{
	xmlNodePtr t = yg_xml_child(ref, "Transforms");
	if (first ? t != NULL : !algorithm(yg_only(yg_only(ref, "Transforms", NS_DS), "Transform", NS_DS), C14N_URI_EXCLUSIVE)) yg_because(r, R_TRANSFORM);
	for (xmlNodePtr c = t ? t->children : NULL; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && !is(c, "Transform", NS_DS)) yg_because(r, R_TRANSFORM);
}

static void judge_references(struct sig_parts *p, const struct ids *ids, struct sig_result *r)
{
	xmlNodePtr want[3] = { p->data, p->key_info, p->signed_properties };
	size_t count = 0;
	for (xmlNodePtr ref = p->info->children; ref; ref = ref->next) {
		xmlNodePtr target;
		size_t i = 0;
		if (!is(ref, "Reference", NS_DS)) continue;
		count++;
		target = by_uri(ids, yg_xml_attr(ref, "URI"));
		while (i < 3 && (!target || want[i] != target)) i++;
		if (i == 3) { yg_because(r, R_REFERENCE_TARGET); continue; }
		if (p->reference[i]) { yg_because(r, R_REFERENCES); continue; }
		p->reference[i] = ref;
		judge_transforms(ref, i == 0, r);
		if (!algorithm(yg_only(ref, "DigestMethod", NS_DS), "http://www.w3.org/2001/04/xmlenc#sha256")) yg_because(r, R_ALGORITHM);
		if (i == 2 && !yg_str_eqz(yg_xml_attr(ref, "Type"), "http://uri.etsi.org/01903#SignedProperties")) yg_because(r, R_REFERENCES);
	}
	if (count != 3) yg_because(r, R_REFERENCES);
	if (!p->reference[2]) yg_because(r, R_NO_PROPERTIES);
}

/* KeyInfo holds certificates and what names them, nothing that could be a key of its own. */
static void judge_key_info(const struct sig_parts *p, struct sig_result *r)
{
	xmlNodePtr data = yg_only(p->key_info, "X509Data", NS_DS);
	size_t certs = 0;
	for (xmlNodePtr c = p->key_info->children; c; c = c->next)
		if (c->type == XML_ELEMENT_NODE && c != data) yg_because(r, R_KEY_INFO);
	for (xmlNodePtr c = data ? data->children : NULL; c; c = c->next) {
		if (c->type != XML_ELEMENT_NODE) continue;
		if (is(c, "X509Certificate", NS_DS)) certs++;
		else if (!is(c, "X509IssuerSerial", NS_DS) && !is(c, "X509SubjectName", NS_DS)) yg_because(r, R_KEY_INFO);
	}
	if (!certs) yg_because(r, R_KEY_INFO);
}

static void judge_properties(struct sig_parts *p, const char *signature_id, struct sig_result *r)
{
	struct str target = yg_xml_attr(p->qualifying, "Target");
	xmlNodePtr props = yg_only(p->signed_properties, "SignedSignatureProperties", NS_XADES);
	if (target.n < 2 || target.p[0] != '#' || !yg_str_eqz(yg_str_sub(target, 1, target.n), signature_id)) yg_because(r, R_PROPERTIES);
	if (!yg_xml_time(yg_xml_text(yg_only(props, "SigningTime", NS_XADES)), &r->signed_at)) yg_because(r, R_TIME);
	if (!yg_only(props, "SigningCertificateV2", NS_XADES)) yg_because(r, R_PROPERTIES);
}

bool yg_sig_structure(struct sig_parts *p, const struct ids *ids, struct sig_result *r)
{
	xmlNodePtr object;
	bool good;
	if (!p->data || !p->csv) yg_because(r, R_SIGNED_PLACE);
	if (!p->signature) { yg_because(r, R_NO_SIGNATURE); return false; }
	if (!yg_str_eqz(yg_xml_attr(p->signature, "Id"), r->id)) yg_because(r, R_SIGNATURE_ID);
	p->info = yg_only(p->signature, "SignedInfo", NS_DS);
	p->value = yg_only(p->signature, "SignatureValue", NS_DS);
	p->key_info = yg_only(p->signature, "KeyInfo", NS_DS);
	object = yg_only(p->signature, "Object", NS_DS);
	p->qualifying = yg_only(object, "QualifyingProperties", NS_XADES);
	p->signed_properties = yg_only(p->qualifying, "SignedProperties", NS_XADES);
	p->unsigned_properties = yg_only(yg_only(p->qualifying, "UnsignedProperties", NS_XADES), "UnsignedSignatureProperties", NS_XADES);
	if (!p->key_info) yg_because(r, R_KEY_INFO);
	if (!p->signed_properties) yg_because(r, R_NO_PROPERTIES);
	if (!p->info || !p->value) { yg_because(r, R_REFERENCES); return false; }
	if (!algorithm(yg_only(p->info, "CanonicalizationMethod", NS_DS), C14N_URI_EXCLUSIVE) ||
	    !algorithm(yg_only(p->info, "SignatureMethod", NS_DS), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")) yg_because(r, R_ALGORITHM);
	judge_references(p, ids, r);
	if (p->key_info) judge_key_info(p, r);
	if (p->signed_properties) judge_properties(p, r->id, r);
	good = p->data && p->key_info && p->signed_properties && p->reference[0] && p->reference[1] && p->reference[2];
	return good;
}

bool yg_xml_time(struct str s, int64_t *out)
{
	unsigned long h, m, sec, zh, zm;
	struct ymd d;
	int64_t t;
	s = yg_str_trim(s);
	if (s.n < 20 || yg_ymd_parse(yg_str_sub(s, 0, 10), &d) != 0 || s.p[10] != 'T' || s.p[13] != ':' || s.p[16] != ':') return false;
	if (!yg_str_uint(yg_str_sub(s, 11, 2), 23, &h) || !yg_str_uint(yg_str_sub(s, 14, 2), 59, &m) || !yg_str_uint(yg_str_sub(s, 17, 2), 60, &sec)) return false;
	t = (int64_t)yg_ymd_days(d) * 86400 + (int64_t)(h * 3600 + m * 60 + sec);
	s = yg_str_sub(s, 19, s.n);
	if (s.n && s.p[0] == '.') {
		size_t k = 1;
		while (k < s.n && s.p[k] >= '0' && s.p[k] <= '9') k++;
		if (k == 1) return false;
		s = yg_str_sub(s, k, s.n);
	}
	if (s.n == 6 && (s.p[0] == '+' || s.p[0] == '-') && s.p[3] == ':' && yg_str_uint(yg_str_sub(s, 1, 2), 14, &zh) && yg_str_uint(yg_str_sub(s, 4, 2), 59, &zm))
		t += (s.p[0] == '+' ? -1 : 1) * (int64_t)(zh * 3600 + zm * 60);
	else if (!yg_str_eqz(s, "Z")) return false;
	*out = t;
	return true;
}
