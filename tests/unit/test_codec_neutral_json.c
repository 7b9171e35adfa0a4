/* The neutral JSON: everything of the model there and back, the schemas say the same, and what is refused. */
#include "codec_t.h"
#include "codec/facts.h"
#include "codec/json_fields.h"
#include <json-c/json_object_iterator.h>

static const struct codec *const C = &yg_codec_json;

/* --- a model with every key filled ------------------------------------------------------- */

static int serial;

static void *room(struct arena *a, size_t count, size_t size)
{
	void *p = yg_arena_array(a, count, size);
	if (!p) exit(99);
	return p;
}

static void fill(struct arena *a, const struct jf *f, char *base)
{
	for (; f->key; f++) {
		char *p = base + f->at;
		serial++;
		switch (f->kind) {
		case JF_STR: *(struct str *)(void *)p = yg_arena_printf(a, "%s-%d-\"\\あ\n", f->key, serial); break;
		case JF_INT: case JF_INT1: *(int *)(void *)p = serial; break;
		case JF_BOOL: if (strcmp(f->key, "masked") != 0) *(bool *)p = true; break;
		case JF_NOTBOOL: *(bool *)p = false; break;
		case JF_TRI: *(enum tri *)(void *)p = TRI_NO; break;
		case JF_DEC: *(struct dec *)(void *)p = (struct dec){ serial * 10 + 5, 3 }; break;
		case JF_YMD: *(struct ymd *)(void *)p = (struct ymd){ 2026, (uint8_t)(1 + serial % 12), (uint8_t)(serial % 3 ? 9 : 0) }; break;
		case JF_ENUM: memcpy(p, &f->names[serial % 2].v, sizeof(int)); break;
		case JF_INDEX: *(size_t *)(void *)p = 0; break;
		case JF_ORIGIN: ((struct origin *)(void *)p)->record = (uint32_t)serial; break;
		case JF_OBJ:
			if (f->at2 != NO_FLAG) *(bool *)(base + f->at2) = true;
			fill(a, f->sub, p);
			break;
		case JF_LIST: {
			char *items = room(a, 2, f->size);
			for (size_t i = 0; i < 2; i++) fill(a, f->sub, items + i * f->size);
			memcpy(p, &items, sizeof items);
			*(size_t *)(void *)(base + f->at2) = 2;
			break;
		}
		case JF_FIXED: for (size_t i = 0; i < f->count; i++) fill(a, f->sub, p + i * f->size); break;
		case JF_DECS: case JF_STRS:
			if (f->at2 != NO_FLAG) *(bool *)(base + f->at2) = true;
			for (size_t i = 0; i < f->count; i++) {
				if (f->kind == JF_STRS) ((struct str *)(void *)p)[i] = yg_arena_printf(a, "v%d", ++serial);
				else ((struct dec *)(void *)p)[i] = i == 1 ? DEC_NONE : yg_dec_int(++serial);
			}
			break;
		}
	}
}

/* Fixed by the reader: OTC amounts are not given, and the system of an OTC line. */
static struct history *full_history(struct arena *a)
{
	struct history *h = room(a, 1, sizeof *h);
	fill(a, yg_jf_history, (char *)h);
	for (size_t i = 0; i < h->notc; i++) h->otc[i].item.amount = DEC_NONE;
	return h;
}

static void all_there_and_back(void)
{
	struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) };
	struct document doc[3] = { 0 };
	struct facts *f;
	yg_diags_init(&t.diags, t.arena);
	doc[0].rx = room(t.arena, 1, sizeof *doc[0].rx);
	fill(t.arena, yg_jf_rx, (char *)doc[0].rx);
	doc[1].history = full_history(t.arena);
	doc[2].facts = f = room(t.arena, 1, sizeof *f);
	fill(t.arena, yg_jf_facts, (char *)f);
	for (size_t i = 0; i < 3; i++) {
		struct buf out, again, d1, d2;
		struct ct u;
		CHECK_INT(ct_write(&t, C, &doc[i], false, &out, NULL), 0);
		u = ct_read(C, yg_buf_view(&out));
		CHECK_INT(u.err, 0);
		CHECK(ct_clean(&u));
		CHECK_INT(ct_write(&u, C, &u.doc, false, &again, NULL), 0);
		CHECK_STR(yg_buf_view(&again), yg_buf_view(&out));
		d1 = ct_dump(&doc[i]);
		d2 = ct_dump(&u.doc);
		CHECK_STR(yg_buf_view(&d2), yg_buf_view(&d1));
		yg_buf_free(&d1); yg_buf_free(&d2); yg_buf_free(&out); yg_buf_free(&again);
		ct_free(&u);
	}
	ct_free(&t);
}

/* --- no member of the model is forgotten: every byte of a struct belongs to a key or to this list -------------- */

static void cover(const struct jf *f, unsigned char *map, size_t base)
{
	static const size_t sizes[] = { sizeof(struct str), sizeof(int), sizeof(int), 1, 1, sizeof(enum tri), sizeof(struct dec), sizeof(struct ymd), sizeof(int),
		sizeof(size_t), sizeof(struct origin), 0, sizeof(void *) };
	for (; f->key; f++) {
		size_t n = f->kind <= JF_LIST ? sizes[f->kind] : f->kind == JF_FIXED ? (size_t)f->count * f->size : f->count * (f->kind == JF_DECS ? sizeof(struct dec) : sizeof(struct str));
		memset(map + base + f->at, 1, n);
		if (f->kind == JF_LIST) memset(map + base + f->at2, 1, sizeof(size_t));
		if (f->kind >= JF_OBJ && f->kind != JF_LIST && f->kind != JF_FIXED && f->at2 != NO_FLAG) map[base + f->at2] = 1;
		if (f->kind == JF_OBJ) cover(f->sub, map, base + f->at);
	}
}

struct derived { size_t at, n; };
static void covered(const char *name, const struct jf *f, size_t size, const struct derived *d)
{
	unsigned char map[4096] = { 0 };
	size_t run = 0;
	CHECK(f != NULL && size < sizeof map);
	if (!f) { fprintf(stderr, "%s: no table\n", name); return; }
	cover(f, map, 0);
	for (; d && d->n; d++) memset(map + d->at, 1, d->n);
	for (size_t i = 0; i < size; i++) {
		run = map[i] ? 0 : run + 1;
		if (run < 8) continue;                       /* shorter runs are padding */
		fprintf(stderr, "%s: bytes up to %zu are in no key of the neutral JSON\n", name, i);
		CHECK(run < 8);
		return;
	}
	CHECK(true);
}

static const struct jf *sub(const struct jf *f, const char *key)
{
	for (; f && f->key; f++)
		if (strcmp(f->key, key) == 0) return f->sub;
	return NULL;
}

static void nothing_forgotten(void)
{
#define D(T, m) { offsetof(T, m), sizeof ((T *)0)->m }
	static const struct derived rx_line[] = { D(struct rx_line, item.taken), D(struct rx_line, item.drug), D(struct rx_line, item.why_not),
		D(struct rx_line, item.product), D(struct rx_line, item.strength), { 0, 0 } };
	static const struct derived hist_line[] = { D(struct hist_line, item.taken), D(struct hist_line, item.drug), D(struct hist_line, item.why_not),
		D(struct hist_line, number), D(struct hist_line, item.product), D(struct hist_line, item.strength), { 0, 0 } };
	static const struct derived otc[] = { D(struct otc, item.taken), D(struct otc, item.drug), D(struct otc, item.why_not), D(struct otc, item.origin),
		D(struct otc, item.unit), D(struct otc, item.amount), D(struct otc, item.system_raw), D(struct otc, number),
		D(struct otc, item.product), D(struct otc, item.strength), { 0, 0 } };
	static const struct derived history[] = { D(struct history, ndruglines), D(struct history, insurance),      /* record 6 has five items */
		D(struct history, consent_until), { 0, 0 } };        /* the terminal's word counts only in its own file */
	static const struct derived facts[] = { D(struct facts, consent), D(struct facts, consent_until), { 0, 0 } };
	static const struct derived lab[] = { D(struct lab, kind), { 0, 0 } };
	const struct jf *group = sub(yg_jf_rx, "groups"), *visit = sub(yg_jf_history, "visits"), *hgroup = sub(visit, "groups");
	covered("rx", yg_jf_rx, sizeof(struct rx), NULL);
	covered("rx_group", group, sizeof(struct rx_group), NULL);
	covered("rx_line", sub(group, "lines"), sizeof(struct rx_line), rx_line);
	covered("supplement", sub(group, "supplements"), sizeof(struct supplement), NULL);
	covered("institution", sub(yg_jf_rx, "institution"), sizeof(struct institution), NULL);
	covered("insurance", sub(yg_jf_rx, "insurance"), sizeof(struct insurance), NULL);
	covered("remark", sub(yg_jf_rx, "remarks"), sizeof(struct remark), NULL);
	covered("clinic_note", sub(yg_jf_rx, "notes"), sizeof(struct clinic_note), NULL);
	covered("record", sub(yg_jf_rx, "unknown"), sizeof(struct record), NULL);
	covered("history", yg_jf_history, sizeof(struct history), history);
	covered("visit", visit, sizeof(struct visit), NULL);
	covered("hist_group", hgroup, sizeof(struct hist_group), NULL);
	covered("hist_line", sub(hgroup, "lines"), sizeof(struct hist_line), hist_line);
	covered("note", sub(yg_jf_history, "remarks"), sizeof(struct note), NULL);
	covered("otc", sub(yg_jf_history, "otc"), sizeof(struct otc), otc);
	covered("family_pharmacist", sub(yg_jf_history, "family_pharmacists"), sizeof(struct family_pharmacist), NULL);
	covered("facts", yg_jf_facts, sizeof(struct facts), facts);
	covered("lab", sub(yg_jf_facts, "labs"), sizeof(struct lab), lab);
}

/* --- the schemas ------------------------------------------------------------------------- */

static struct json_object *load(const char *name)
{
	struct buf b = t_read(t_src(name));
	struct json_object *o = NULL;
	size_t at;
	CHECK_INT(yg_json_parse(yg_buf_view(&b), &o, &at), 0);
	yg_buf_free(&b);
	return o;
}

static bool is_type(struct json_object *v, const char *type)
{
	return !strcmp(type, "object") ? json_object_is_type(v, json_type_object) : !strcmp(type, "array") ? json_object_is_type(v, json_type_array) :
	       !strcmp(type, "string") ? json_object_is_type(v, json_type_string) : !strcmp(type, "boolean") ? json_object_is_type(v, json_type_boolean) :
	       !strcmp(type, "integer") ? json_object_is_type(v, json_type_int) : !strcmp(type, "null") ? v == NULL :
	       json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double);
}

/* The part of JSON Schema that our schemas use (patterns left out). */
static bool valid(struct json_object *root, struct json_object *s, struct json_object *v)
{
	struct json_object *x = yg_json_get(s, "$ref"), *props;
	if (x) {
		const char *name = strrchr(json_object_get_string(x), '/');
		return name && valid(root, yg_json_get(yg_json_get(root, "$defs"), name + 1), v);
	}
	if (!s) return false;
	if ((x = yg_json_get(s, "const")) && !json_object_equal(x, v)) return false;
	if ((x = yg_json_get(s, "enum"))) {
		size_t i = 0;
		while (i < json_object_array_length(x) && !json_object_equal(json_object_array_get_idx(x, i), v)) i++;
		if (i == json_object_array_length(x)) return false;
	}
	if ((x = yg_json_get(s, "type"))) {
		bool any = json_object_is_type(x, json_type_string) && is_type(v, json_object_get_string(x));
		for (size_t i = 0; json_object_is_type(x, json_type_array) && i < json_object_array_length(x); i++)
			any = any || is_type(v, json_object_get_string(json_object_array_get_idx(x, i)));
		if (!any) return false;
	}
	if ((x = yg_json_get(s, "items")) && json_object_is_type(v, json_type_array))
		for (size_t i = 0; i < json_object_array_length(v); i++)
			if (!valid(root, x, json_object_array_get_idx(v, i))) return false;
	props = yg_json_get(s, "properties");
	if (props && json_object_is_type(v, json_type_object)) {
		struct json_object_iterator i = json_object_iter_begin(v), end = json_object_iter_end(v);
		for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i))
			if (!valid(root, yg_json_get(props, json_object_iter_peek_name(&i)), json_object_iter_peek_value(&i)))
				return false;
	}
	return true;
}

/* Every key of a table is a property and every property a key. */
static void same_keys(struct json_object *root, struct json_object *s, const struct jf *f, size_t extra)
{
	struct json_object *ref = yg_json_get(s, "$ref"), *props;
	size_t n = 0;
	if (ref) s = yg_json_get(yg_json_get(root, "$defs"), strrchr(json_object_get_string(ref), '/') + 1);
	props = yg_json_get(s, "properties");
	CHECK(props != NULL);
	for (; props && f->key; f++, n++) {
		struct json_object *p = yg_json_get(props, f->key);
		CHECK(p != NULL);
		if (!p) fprintf(stderr, "schema lacks %s\n", f->key);
		if (f->sub && p) same_keys(root, yg_json_get(p, "items") ? yg_json_get(p, "items") : p, f->sub, 0);
	}
	CHECK_INT(props ? json_object_object_length(props) : -1, n + extra);
	CHECK(!json_object_get_boolean(yg_json_get(s, "additionalProperties")) && yg_json_get(s, "additionalProperties"));
}

static void schemas(void)
{
	static const struct { const char *file; size_t extra; } files[] = { { "docs/api/prescription.schema.json", 2 }, { "docs/api/history.schema.json", 3 }, { "docs/api/patient.schema.json", 2 } };
	const struct jf *const tables[] = { yg_jf_rx, yg_jf_history, yg_jf_facts };
	for (size_t i = 0; i < 3; i++) {
		struct json_object *s = load(files[i].file), *o = NULL;
		struct ct t = { .arena = yg_arena_new(YG_MAX_ARENA) };
		struct document doc = { 0 };
		struct buf out;
		size_t at;
		same_keys(s, s, tables[i], files[i].extra);
		yg_diags_init(&t.diags, t.arena);
		if (i == 0) fill(t.arena, yg_jf_rx, (char *)(doc.rx = room(t.arena, 1, sizeof *doc.rx)));
		if (i == 1) doc.history = full_history(t.arena);
		if (i == 2) fill(t.arena, yg_jf_facts, (char *)(doc.facts = room(t.arena, 1, sizeof *doc.facts)));
		CHECK_INT(ct_write(&t, C, &doc, false, &out, NULL), 0);
		CHECK_INT(yg_json_parse(yg_buf_view(&out), &o, &at), 0);
		CHECK(valid(s, s, o));
		if (o) {                                     /* and the checker can say no */
			json_object_object_add(o, "nonsense", json_object_new_int(1));
			CHECK(!valid(s, s, o));
		}
		json_object_put(o);
		json_object_put(s);
		yg_buf_free(&out);
		ct_free(&t);
	}
}

/* --- reading what people write ------------------------------------------------------------- */

#define RX "{\"yagen\":\"prescription\",\"issued\":\"2026-11-20\",\"groups\":[{\"form\":\"oral\",\"quantity\":28,\"lines\":[{\"system\":\"yj\",\"code\":\"2171022F2025\",\"name\":\"ノルバスク錠５ｍｇ\",\"amount\":\"0.5\",\"unit\":\"錠\"}]}]}"
#define LINE "{\"system\":\"yj\",\"code\":\"2171022F2025\",\"name\":\"x\",\"amount\":\"1\",\"unit\":\"錠\"}"
#define HIST(v) "{\"yagen\":\"history\",\"visits\":[" v "]}"

static void by_hand(void)
{
	struct ct t = ct_read(C, STR(RX));
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	CHECK_INT(t.doc.rx->groups[0].number, 1);
	CHECK_INT(t.doc.rx->groups[0].lines[0].seq, 1);
	CHECK_INT(t.doc.rx->groups[0].lines[0].item.amount.n, 5);
	CHECK_INT(t.doc.rx->groups[0].lines[0].item.amount.scale, 1);
	CHECK(!yg_dec_given(t.doc.rx->groups[0].lines[0].factor));
	ct_free(&t);
	t = ct_read(C, STR(HIST("{\"on\":\"2026-10-01\",\"groups\":[{\"form\":\"oral\",\"quantity\":\"28\",\"lines\":[" LINE "," LINE "]}]},{\"on\":\"2026-09-01\",\"kind\":\"claims\",\"groups\":[{\"lines\":[" LINE "]}]}")));
	CHECK_INT(t.err, 0);
	CHECK(ct_clean(&t));
	CHECK(!t.doc.history->cut);
	CHECK_INT(t.doc.history->ndruglines, 3);
	CHECK_INT(t.doc.history->visits[0].kind, HIST_DISPENSED);
	CHECK_INT(t.doc.history->visits[1].kind, HIST_CLAIMS);
	CHECK_INT(t.doc.history->visits[1].groups[0].lines[0].number, 3);
	CHECK(t.doc.history->visits[0].groups[0].has_usage);
	CHECK(t.doc.history->visits[0].groups[0].doctor == (size_t)-1);
	CHECK(!yg_dec_given(t.doc.history->visits[1].groups[0].quantity));
	ct_free(&t);
	t = ct_read(C, STR(HIST("")));                       /* an empty list says: nothing was dispensed */
	CHECK_INT(t.err, 0);
	CHECK(!t.doc.history->cut);
	ct_free(&t);
	t = ct_read(C, STR("{\"yagen\":\"history\"}"));      /* no list says nothing */
	CHECK_INT(t.err, 0);
	CHECK(t.doc.history->cut && ct_has(&t, "json-no-visits"));
	ct_free(&t);
	t = ct_read(C, STR(HIST("{\"masked\":true}")));
	CHECK_INT(t.err, 0);
	CHECK(t.doc.history->cut && ct_has(&t, "json-masked"));
	ct_free(&t);
	t = ct_read(C, STR(HIST("{\"masked\":true,\"on\":\"2026-10-01\",\"groups\":[{\"lines\":[" LINE "]}]}")));
	CHECK_INT(t.err, 0);
	CHECK(!t.doc.history->cut && t.doc.history->visits[0].masked);
	ct_free(&t);
}

static void facts(void)
{
	struct ct t = ct_read(C, STR("{\"birth_date\":\"1950-03-05\",\"sex\":\"female\",\"weight_kg\":63.50,\"height_cm\":\"150\",\"pregnant\":false,"
		"\"allergies\":[{\"text\":\"ペニシリン\"},{\"text\":\"卵\",\"code\":\"1\",\"system\":\"x\"}],\"labs\":[{\"name\":\"eGFR\",\"value\":\"45.2\",\"unit\":\"mL/min/1.73m2\",\"date\":\"2026-10-01\"}],\"smoker\":true}"));
	CHECK_INT(t.err, 0);
	CHECK(t.doc.facts != NULL);
	if (!t.doc.facts) return;
	CHECK_INT(t.doc.facts->born.d, 5);
	CHECK_INT(t.doc.facts->sex, SEX_FEMALE);
	CHECK(yg_dec_cmp(t.doc.facts->weight_kg, (struct dec){ 635, 1 }) == 0);
	CHECK_INT(t.doc.facts->pregnant, TRI_NO);
	CHECK_INT(t.doc.facts->breastfeeding, TRI_UNKNOWN);
	CHECK_INT(t.doc.facts->gestation_weeks, -1);
	CHECK_INT(t.doc.facts->nallergies, 2);
	CHECK_INT(t.doc.facts->nlabs, 1);
	CHECK_INT(ct_count(&t, "json-unknown-key"), 1);
	CHECK_STR(ct_arg(&t, "json-unknown-key"), STR("smoker"));
	ct_free(&t);
	t = ct_read(C, STR("{\"weight_kg\":\"0.1e3\"}"));
	CHECK_INT(t.err, YG_ESYNTAX);
	CHECK_STR(ct_arg(&t, "json-value"), STR("weight_kg"));
	ct_free(&t);
	t = ct_read(C, STR("{\"weight_kg\":-5}"));
	CHECK_INT(t.err, YG_ESYNTAX);
	ct_free(&t);
	t = ct_read(C, STR("{}"));
	CHECK_INT(t.err, 0);
	CHECK(t.doc.facts && t.doc.facts->gestation_weeks == -1 && !yg_dec_given(t.doc.facts->weight_kg));
	ct_free(&t);
}

static void refused(void)
{
	static const struct { const char *text, *code, *arg; int err; } cases[] = {
		{ "", "json-syntax", NULL, YG_ESYNTAX }, { "{", "json-syntax", NULL, YG_ESYNTAX }, { "{\"yagen\":\"patient\"} x", "json-syntax", NULL, YG_ESYNTAX },
		{ "{\"yagen\":\"\xff\"}", "json-encoding", NULL, YG_EENCODING }, { "[]", "json-kind", NULL, YG_ESYNTAX }, { "{\"yagen\":\"drug\"}", "json-kind", NULL, YG_ESYNTAX },
		{ "{\"yagen\":1}", "json-kind", NULL, YG_ESYNTAX }, { "{\"foo\":1}", "json-kind", NULL, YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\"}", "json-no-lines", NULL, YG_EMISSING }, { "{\"yagen\":\"prescription\",\"groups\":[{}]}", "json-no-lines", NULL, YG_EMISSING },
		{ "{\"yagen\":\"prescription\",\"groups\":[{\"lines\":[{\"amount\":\"1,5\"}]}]}", "json-value", "groups[0].lines[0].amount", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"groups\":[{\"lines\":[{\"code\":620000033}]}]}", "json-value", "groups[0].lines[0].code", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"groups\":[{\"quantity\":\"28\",\"lines\":[{}]}]}", "json-value", "groups[0].quantity", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"groups\":[{\"form\":\"pill\",\"lines\":[{}]}]}", "json-value", "groups[0].form", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"groups\":[{\"lines\":[{\"uneven\":[\"1\",\"1\",\"1\",\"1\",\"1\",\"1\"]}]}]}", "json-value", "groups[0].lines[0].uneven", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"issued\":\"2026-02-30\",\"groups\":[{\"lines\":[{}]}]}", "json-value", "issued", YG_ESYNTAX },
		{ "{\"yagen\":\"prescription\",\"groups\":[7]}", "json-value", "groups[0]", YG_ESYNTAX },
		{ "{\"yagen\":\"history\",\"visits\":[],\"prescription\":{\"groups\":[]}}", "json-no-lines", NULL, YG_EMISSING },
	};
	struct ct t;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		t = ct_read(C, yg_str(cases[i].text));
		CHECK_INT(t.err, cases[i].err);
		CHECK(ct_has(&t, cases[i].code));
		if (!ct_has(&t, cases[i].code)) { fprintf(stderr, "case %zu\n", i); ct_show(&t); }
		if (cases[i].arg) CHECK_STR(ct_arg(&t, cases[i].code), yg_str(cases[i].arg));
		CHECK(!t.doc.rx && !t.doc.history && !t.doc.facts);
		ct_free(&t);
	}
	/* in a history the rest stays usable, but the history is incomplete */
	t = ct_read(C, STR(HIST("{\"on\":\"x\",\"groups\":[{\"doctor\":3,\"extra\":1,\"lines\":[" LINE "]}]}")));
	CHECK_INT(t.err, 0);
	CHECK_STR(ct_arg(&t, "json-value"), STR("visits[0].on"));
	CHECK_STR(ct_arg(&t, "json-unknown-key"), STR("visits[0].groups[0].extra"));
	CHECK(ct_has(&t, "json-doctor") && ct_has(&t, "json-partly-read"));
	CHECK(t.doc.history->cut);
	ct_free(&t);
}

static void too_many(void)
{
	struct buf b;
	struct ct t;
	yg_buf_init(&b, 8u << 20);
	yg_buf_z(&b, "{\"yagen\":\"history\",\"visits\":[");
	for (size_t i = 0; i <= YG_MAX_HISTORY; i++) yg_buf_z(&b, "{},");
	yg_buf_z(&b, "{}]}");
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, YG_ETOOBIG);
	CHECK_STR(ct_arg(&t, "json-too-many"), STR("visits"));
	CHECK(!t.doc.history);
	ct_free(&t);
	b.n = strlen("{\"yagen\":\"history\",\"visits\":[") + 3u * YG_MAX_VISITS;
	yg_buf_z(&b, "{}]}");
	t = ct_read(C, yg_buf_view(&b));
	CHECK_INT(t.err, YG_ETOOBIG);
	CHECK(ct_has(&t, "json-too-many-lines"));
	ct_free(&t);
	yg_buf_free(&b);
}

static void sniffing(void)
{
	CHECK(C->sniff(STR(" \n{\"yagen\":\"history\"}")));
	CHECK(!C->sniff(STR("{\"resourceType\":\"Bundle\"}")));
	CHECK(!C->sniff(STR("[1]")));
	CHECK(!C->sniff(STR("")));
}

static void every_format_to_json(void)
{
	static const struct { const struct codec *c; const char *path; } files[] = {
		{ &yg_codec_techo, "spec/examples/jahis/tc01_pharmacy_to_patient.csv" }, { &yg_codec_techo, "spec/examples/jahis/tc02_patient_to_provider_otc.csv" },
		{ &yg_codec_techo, "spec/examples/jahis/tc05_hospital_provided_info.csv" }, { &yg_codec_eps_dispense_csv, "spec/examples/eps/disp1_for_rx1.csv" },
		{ &yg_codec_eps_csv, "spec/examples/eps/rx1_generic_ippoka_tonpuku.csv" }, { &yg_codec_eps_csv, "spec/examples/eps/rx2_refill_elderly.csv" },
		{ &yg_codec_eps_csv, "spec/examples/eps/rx3_kouhi_uneven_external.csv" }, { &yg_codec_jahis_rx, "spec/examples/jahis/rx01_oral_prn_topical.csv" },
		{ &yg_codec_jahis_rx, "spec/examples/jahis/rx03_generic_name_uneven.csv" }, { &yg_codec_jahis_rx, "spec/examples/jahis/rx06_narcotic.csv" },
		{ &yg_codec_jahis_rx, "spec/examples/jahis/rx07_long_multisymbol.csv" } };
	struct json_object *schema[2] = { load("docs/api/prescription.schema.json"), load("docs/api/history.schema.json") };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct buf b = t_read(t_shared(files[i].path)), out, native, direct, d1, d2;
		struct ct t = ct_read(files[i].c, yg_buf_view(&b)), u;
		struct json_object *o = NULL, *s = schema[t.doc.history ? 1 : 0];
		size_t at;
		CHECK_INT(t.err, 0);
		CHECK_INT(ct_write(&t, C, &t.doc, false, &out, NULL), 0);
		CHECK_INT(yg_json_parse(yg_buf_view(&out), &o, &at), 0);
		CHECK(valid(s, s, o));
		json_object_put(o);
		u = ct_read(C, yg_buf_view(&out));
		CHECK_INT(u.err, 0);
		CHECK(ct_clean(&u));
		d1 = ct_dump(&t.doc);
		d2 = ct_dump(&u.doc);
		CHECK_STR(yg_buf_view(&d2), yg_buf_view(&d1));
		/* and back into the sender's format: the same bytes as without the detour */
		CHECK_INT(ct_write(&t, files[i].c, &t.doc, false, &direct, NULL), 0);
		CHECK_INT(ct_write(&u, files[i].c, &u.doc, false, &native, NULL), 0);
		CHECK_STR(yg_buf_view(&native), yg_buf_view(&direct));
		yg_buf_free(&native); yg_buf_free(&direct); yg_buf_free(&d1); yg_buf_free(&d2); yg_buf_free(&out); yg_buf_free(&b);
		ct_free(&u);
		ct_free(&t);
	}
	json_object_put(schema[0]);
	json_object_put(schema[1]);
}

int main(void)
{
	T_RUN(all_there_and_back);
	T_RUN(nothing_forgotten);
	T_RUN(schemas);
	T_RUN(by_hand);
	T_RUN(facts);
	T_RUN(refused);
	T_RUN(too_many);
	T_RUN(sniffing);
	if (t_failed) return T_END();
	T_RUN(every_format_to_json);
	return T_END();
}
