/* test_codec_sweep_rx.c - prescriptions cut at every byte, and with every byte replaced by each of five others, must end
 * in a document or in a refusal that says why: no crash, no leak, no silence. Run under the sanitizers by --enable-sanitizers. */
#include "rx_kit.h"

static const char paper[] =
	"JAHIS10\r\n1,1,1311111,13,CLINIC\r\n5,,,A B\r\n11,,C D,\r\n12,1\r\n13,3370418\r\n22,06999991\r\n23,,1,1,\r\n27,54999995,1234567\r\n51,20261120\r\n"
	"63,2,1\r\n64,3\r\n65,1,x\r\n81,1,,note\r\n101,1,1,,14\r\n102,1,7,14\r\n111,1,2,1013044400000000,x,3\r\n181,1,1,9,ear,,42L\r\n"
	"201,1,1,1,4,2454004F2090,DRUG,3.5,1,T\r\n211,1,1,0.5\r\n221,1,1,2,1,0.5,,,V12NNNNN,V21NNNNN,V30.5NNN,,\r\n231,1,1,1,0,,\r\n"
	"241,1,1,7/6,3\r\n281,1,1,1,3,x,\r\n250,1,1,x\r\n101,2,9,ab,1\r\n102,2,1,1\r\n111,2,1,,y,\r\n201,2,1,,7,,GENERIC,1,2,g\r\n231,2,1,0,,,\r\n\x1a";
static const char eps[] =
	"SJ1\n1,1,1399906,13,クリニック\n5,,,架空　一郎\n11,,例示　花子,\n12,2\n13,19680415\n22,06139992\n23,,1,1,\n24,030,070\n51,20260601\n60,,a,1\n"
	"64,2\n101,1,1,,28\n101,2,2,,10\n111,1,3,1011000400000000,朝,1\n111,2,3,0X0XXXXXXXXX0000,頭,\n201,1,1,1,7,2171022F1ZZZ,薬,1,1,錠\n"
	"201,1,2,1,2,612450118,薬,1,1,錠\n201,2,1,1,4,1149019F1560,薬,1,1,錠\n301,1,薬,増量\n302,1,値\n303,1,x";

static size_t reads;
static enum format kind;

/* One reading: everything that must hold whatever the bytes are. */
static void probe(struct str bytes, bool prefix)
{
	struct document doc;
	int err;
	bool ok;
	k_reset();
	reads++;
	err = k_read_as(kind, bytes, false, &doc);
	ok = err == YG_OK ? doc.rx && doc.rx->ngroups && k_errors() == 0 : err < 0 && err != YG_ENOMEM && !doc.rx && k_errors() > 0;
	CHECK(ok);
	if (!ok) { fprintf(stderr, "  err %d after %zu reads\n", err, reads); k_show("input"); }
	/* a paper sheet that ends early never passes for a whole one */
	if (prefix && !err && kind == FORMAT_JAHIS_RX) CHECK_INT(k_count("rx-no-eof", DIAG_NOTE, 0), 1);
	if (err || reads % 8) return;
	{                                            /* what can be written can be read, and says the same */
		struct document again;
		struct buf out;
		size_t lost;
		err = k_write_as(kind, &doc, false, &out, &lost);
		CHECK(err == YG_OK || (err == YG_EREFUSED && lost && out.n == 0) || err == YG_EMISSING);
		if (!err && !k_count("rx-write-comma", 0, 0)) {
			const char *differs = "unreadable";
			CHECK_INT(k_read_as(kind, yg_buf_view(&out), false, &again), YG_OK);
			if (again.rx) differs = k_diff(doc.rx, again.rx);
			/* an unknown record that stood out of order is written in order: two of them may change places */
			if (differs && strncmp(differs, "unknown", 7) == 0 && k_count("rx-order", 0, 0)) differs = NULL;
			CHECK(!differs);
			if (differs) fprintf(stderr, "  differs in %s\n", differs);
		}
		yg_buf_free(&out);
	}
}

static void sweep(enum format f, struct str whole)
{
	static const char with[] = { '\0', '\xff', ',', '\n', '0' };
	kind = f;
	for (size_t n = 0; n < whole.n; n++) {
		char *exact = malloc(n ? n : 1);     /* no byte behind the end, so that a read past it is seen */
		if (n) memcpy(exact, whole.p, n);
		probe((struct str){ exact, n }, true);
		free(exact);
	}
	for (size_t i = 0; i < whole.n; i++) {
		char *copy = malloc(whole.n);
		memcpy(copy, whole.p, whole.n);
		for (size_t k = 0; k < sizeof with; k++) {
			copy[i] = with[k];
			probe((struct str){ copy, whole.n }, false);
		}
		free(copy);
	}
}

static void inline_documents(void)
{
	struct document doc;
	struct buf xml;
	struct str s;
	sweep(FORMAT_JAHIS_RX, STR(paper));
	sweep(FORMAT_EPS_CSV, STR(eps));
	k_reset();
	CHECK_INT(k_read_as(FORMAT_EPS_CSV, STR(eps), false, &doc), YG_OK);
	CHECK_INT(k_write_as(FORMAT_EPS_XML, &doc, false, &xml, NULL), YG_OK);
	s = yg_buf_view(&xml);
	sweep(FORMAT_EPS_XML, s);
	yg_buf_free(&xml);
	CHECK(reads > 10000);
}

static void reference_examples(void)
{
	static const struct { enum format f; const char *file; } t[] = {
		{ FORMAT_JAHIS_RX, "jahis/rx01_oral_prn_topical.csv" }, { FORMAT_JAHIS_RX, "jahis/rx02_insulin_material_kohi.csv" },
		{ FORMAT_JAHIS_RX, "jahis/rx03_generic_name_uneven.csv" }, { FORMAT_JAHIS_RX, "jahis/rx04_refill_jahis8.csv" },
		{ FORMAT_JAHIS_RX, "jahis/rx05_split_jahis7.csv" }, { FORMAT_JAHIS_RX, "jahis/rx06_narcotic.csv" },
		{ FORMAT_JAHIS_RX, "jahis/rx07_long_multisymbol.csv" }, { FORMAT_JAHIS_RX, "jahis/rx08_legacy_jahis5_noeof.csv" },
		{ FORMAT_JAHIS_RX, "jahis/rx09_jahis11_exchange_no.csv" }, { FORMAT_EPS_CSV, "eps/rx1_generic_ippoka_tonpuku.csv" },
		{ FORMAT_EPS_CSV, "eps/rx2_refill_elderly.csv" }, { FORMAT_EPS_CSV, "eps/rx3_kouhi_uneven_external.csv" },
		{ FORMAT_EPS_XML, "eps/rx1_envelope_unsigned.xml" },
	};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		char rel[100];
		struct buf b;
		snprintf(rel, sizeof rel, "spec/examples/%s", t[i].file);
		b = t_read(t_shared(rel));
		sweep(t[i].f, yg_buf_view(&b));
		yg_buf_free(&b);
	}
}

/* Memory that runs out at every possible place: refused, never a half prescription. */
static void little_memory(void)
{
	struct { enum format f; struct str s; } t[] = { { FORMAT_JAHIS_RX, STR(paper) }, { FORMAT_EPS_CSV, STR(eps) } };
	for (size_t i = 0; i < 2; i++) {
		bool enough = false;
		for (size_t limit = 0; limit < 200000 && !enough; limit += 97) {
			struct document doc;
			struct diags ds;
			struct arena *a = yg_arena_new(limit);
			struct read_ctx rc = { a, &ds, 0, false };
			struct write_ctx wc = { a, &ds, false, 0 };
			struct buf out;
			int err;
			yg_diags_init(&ds, a);
			err = yg_codec_read(&rc, t[i].f, t[i].s, &doc);
			CHECK(err ? err == YG_ETOOBIG || err == YG_ENOMEM : doc.rx && doc.rx->ngroups == 2);
			if (!err) {
				yg_buf_init(&out, 1u << 20);
				err = yg_codec_get(t[i].f)->write(&wc, &doc, &out);
				CHECK(err ? out.n == 0 : out.n > 100);
				enough = !err;
				yg_buf_free(&out);
			}
			yg_arena_free(a);
		}
		CHECK(enough);
	}
}

int main(void)
{
	T_RUN(inline_documents);
	T_RUN(little_memory);
	if (t_failed) return 1;
	T_RUN(reference_examples);
	yg_arena_free(k_arena);
	fprintf(stderr, "%zu readings\n", reads);
	return T_END();
}
