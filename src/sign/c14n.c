/* c14n.c - canonical XML of one element through libxml2. The visible set is "this element and what is in it"; namespaces
 * in scope come from the ancestors, which is why the place of a signed element in its document matters. */
#include "sign/c14n.h"
#include "base/err.h"
#include "text/xml.h"
#include <libxml/c14n.h>
#include <openssl/sha.h>
#include <string.h>
#include "base/ban.h"

/* Namespace nodes have no parent of their own: the element that declares or inherits them is handed in beside them. */
static int visible(void *user, xmlNodePtr node, xmlNodePtr parent)
{
	xmlNodePtr n = node->type == XML_NAMESPACE_DECL ? parent : node;
	for (; n; n = n->parent)
		if (n == user) return 1;
	return 0;
}

static int sink(void *context, const char *bytes, int n)
{
	struct buf *b = context;
	if (n > 0) yg_buf_add(b, bytes, (size_t)n);
	return b->err ? -1 : n;
}

int yg_c14n(xmlNodePtr node, enum c14n_kind kind, struct buf *out)
{
	xmlOutputBufferPtr o = xmlOutputBufferCreateIO(sink, NULL, out, NULL);
	int done;
	if (!o) return YG_ENOMEM;
	done = xmlC14NExecute(node->doc, visible, node, kind == C14N_EXCLUSIVE ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0, NULL, 0, o);
	if (xmlOutputBufferClose(o) < 0) done = -1;
	if (out->err) return out->err;
	return done < 0 ? YG_ENOMEM : YG_OK;
}

int yg_c14n_sha256(xmlNodePtr node, enum c14n_kind kind, uint8_t out[32])
{
	struct buf b;
	int err;
	yg_buf_init(&b, 64u << 20);
	err = yg_c14n(node, kind, &b);
	if (err == YG_OK) SHA256((const unsigned char *)(b.p ? b.p : ""), b.n, out);
	yg_buf_free(&b);
	return err;
}

int yg_c14n_by_uri(struct str uri, enum c14n_kind *kind)
{
	if (yg_str_eqz(uri, C14N_URI_INCLUSIVE)) *kind = C14N_INCLUSIVE;
	else if (yg_str_eqz(uri, C14N_URI_EXCLUSIVE)) *kind = C14N_EXCLUSIVE;
	else return 0;
	return 1;
}

int yg_base64_loose(struct str in, struct buf *out)
{
	struct buf b;
	int err;
	yg_buf_init(&b, in.n + 1);
	for (size_t i = 0; i < in.n; i++)
		if (!strchr(" \t\r\n", in.p[i])) yg_buf_char(&b, in.p[i]);
	err = b.err ? b.err : b.n ? yg_base64_decode(yg_buf_view(&b), out) : YG_ESYNTAX;
	yg_buf_free(&b);
	return err;
}
