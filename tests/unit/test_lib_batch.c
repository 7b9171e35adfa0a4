/* test_lib_batch.c - many prescriptions in one call: cases, and a workload through the matcher alone. Every error that
 * yagen_ext.h promises, two threads on one workload, and what a row of the workload's files becomes. */
#include <yagen/yagen.h>
#include <yagen/yagen_ext.h>
#include "t.h"
#include <pthread.h>
#include <unistd.h>

static char dir[300];

static void put(const char *file, const char *text)
{
	char path[400];
	snprintf(path, sizeof path, "%s/%s", dir, file);
	if (yg_file_write(path, yg_str(text)) != 0) exit(99);
}

/* Ingredients 0 to 3, classes 1100 and 2200; a pair rule with a wash-out, one for topical use; an allergy; a supply limit. */
static void small_workload(void)
{
	const char *tmp = getenv("TMPDIR");
	snprintf(dir, sizeof dir, "%s/yagen-batch-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir)) exit(99);
	put("master.csv", "pid,yj,name,alt,form,route,class4,code7,max_days,ings\n"
	    "0,x,n,a,F,1,1100,c,0,0\n1,x,n,a,F,1,1100,c,14,1\n2,x,n,a,F,1,2200,c,0,2|0\n3,x,n,a,N,3,2200,c,0,3\n");
	put("rules.csv", "rid,a,b,severity,routes_a,routes_b,washout\n7,I0000,I0003,1,14,14,10\n8,I0003,I0000,2,8,2,0\n9,I0001,I0077,1,14,14,0\n");
	put("allergy.csv", "patient,idx,term\n5,4,I0001\n5,6,C2200\n");
	put("history.csv", "patient,line,pid,start,days,route\n2,0,0,100,10,1\n5,3,0,100,10,1\n5,8,3,110,5,3\n");
	put("rx.csv", "rx,patient,line,pid,start,days,route\n10,5,1,1,112,30,1\n10,5,2,2,112,7,1\n11,9,1,0,100,5,1\n12,2,1,3,119,5,3\n13,2,1,3,120,5,3\n");
}


static size_t rows_of(const yagen_workload *w, size_t rx, unsigned row[20][7])
{
	yagen_meet hits[20];
	unsigned each[1];
	size_t n = 0;
	CHECK_INT(yagen_workload_check(w, rx, 1, hits, 20, each, &n), YAGEN_OK);
	CHECK_INT(each[0], n);
	for (size_t i = 0; i < n; i++) yagen_workload_row(w, rx, &hits[i], row[i]);
	return n;
}

static bool in(unsigned row[20][7], size_t n, unsigned kind, unsigned p, unsigned qsrc, unsigned q, unsigned ref, unsigned severity)
{
	for (size_t i = 0; i < n; i++)
		if (row[i][1] == kind && row[i][2] == p && row[i][3] == qsrc && row[i][4] == q && row[i][5] == ref && row[i][6] == severity) return true;
	return false;
}

static void findings(const yagen_workload *w)
{
	unsigned row[20][7];
	size_t n = rows_of(w, 0, row);
	CHECK_INT(n, 5);
	CHECK(row[0][0] == 10);
	CHECK(in(row, n, 5, 1, 0, 0, 14, 2));        /* 30 days, 14 allowed */
	CHECK(in(row, n, 4, 1, 0, 4, 1, 1));         /* ingredient 1, allergy 4 */
	CHECK(in(row, n, 4, 2, 0, 6, 2200, 1));      /* class 2200, allergy 6 */
	CHECK(in(row, n, 3, 2, 0, 8, 7, 1));         /* line 2 has ingredient 0, history line 8 is ingredient 3 */
	CHECK(in(row, n, 3, 2, 0, 8, 8, 2));
	CHECK_INT(rows_of(w, 1, row), 0);            /* a patient without a history */
	CHECK_INT(rows_of(w, 2, row), 1);            /* 10 days after the last day: within the wash-out */
	CHECK_INT(rows_of(w, 3, row), 0);            /* 11 days */
}

struct half { const yagen_workload *w; size_t from; size_t found; };
static void *run(void *p)
{
	struct half *h = p;
	yagen_meet hits[40];
	unsigned each[2];
	for (int i = 0; i < 2000; i++) {
		size_t n = 0;
		if (yagen_workload_check(h->w, h->from, 2, hits, 40, each, &n) != YAGEN_OK) return NULL;
		h->found += n;
	}
	return NULL;
}

static void two_threads(const yagen_workload *w)
{
	struct half a = { w, 0, 0 }, b = { w, 2, 0 };
	pthread_t t;
	if (pthread_create(&t, NULL, run, &b) != 0) exit(99);
	run(&a);
	pthread_join(t, NULL);
	CHECK_INT(a.found, 2000 * 5);
	CHECK_INT(b.found, 2000 * 1);
}

static void workload(void)
{
	yagen_workload *w = NULL;
	yagen_meet hits[20];
	unsigned each[4];
	size_t n, len;
	char path[400];
	CHECK_INT(yagen_workload_read(&w, NULL, NULL), YAGEN_EARG);
	CHECK_INT(yagen_workload_read(NULL, dir, NULL), YAGEN_EARG);
	CHECK_INT(yagen_workload_read(&w, "/nonexistent", NULL), YAGEN_ENOTFOUND);
	CHECK_INT(yagen_workload_read(&w, dir, NULL), YAGEN_OK);
	CHECK_INT(yagen_workload_count(w), 4);
	CHECK_INT(yagen_workload_lines(w, 0), 2);
	CHECK_INT(yagen_workload_lines(w, 99), 0);
	CHECK_INT(yagen_workload_from(w, 11), 1);
	CHECK_INT(yagen_workload_from(w, 99), 4);
	CHECK_INT(yagen_workload_check(w, 0, 1, hits, 20, each, &n), YAGEN_ESTATE);
	CHECK_INT(yagen_workload_histories(w), YAGEN_ESTATE);
	CHECK_INT(yagen_workload_rules(w, NULL), YAGEN_OK);
	CHECK_INT(yagen_workload_check(w, 0, 5, hits, 20, each, &n), YAGEN_EARG);
	CHECK_INT(yagen_workload_check(w, 0, 1, NULL, 20, each, &n), YAGEN_EARG);
	CHECK_INT(yagen_workload_check(w, 0, 4, hits, 5, each, &n), YAGEN_ETOOBIG);
	CHECK_INT(yagen_workload_check(w, 0, 4, hits, 6, each, &n), YAGEN_OK);
	CHECK_INT(n, 6);
	findings(w);                                 /* lines as they come */
	two_threads(w);
	CHECK_INT(yagen_workload_histories(w), YAGEN_OK);
	findings(w);                                 /* compiled */
	two_threads(w);
	CHECK_INT(yagen_workload_rules(w, NULL), YAGEN_OK);                          /* again: the histories have to be compiled anew */
	findings(w);
	CHECK(yagen_workload_image(w, &len) && len > 0);
	put("image", "");
	snprintf(path, sizeof path, "%s/image", dir);
	CHECK(yg_file_write(path, (struct str){ yagen_workload_image(w, &len), len }) == 0);
	CHECK_INT(yagen_workload_image_open(path, 0), YAGEN_OK);
	CHECK_INT(yagen_workload_image_open(path, 1), YAGEN_OK);
	CHECK(yg_file_write(path, (struct str){ yagen_workload_image(w, &len), len - 64 }) == 0);
	CHECK_INT(yagen_workload_image_open(path, 0), YAGEN_ETABLE);
	CHECK_INT(yagen_workload_image_open("/nonexistent", 0), YAGEN_ENOTFOUND);
	CHECK_INT(yagen_workload_image_open(NULL, 0), YAGEN_EARG);
	yagen_workload_free(w);
	yagen_workload_free(NULL);
}

static void cases(void)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	yagen_check_options day = YAGEN_CHECK_OPTIONS_INIT;
	struct buf rx = t_read(t_src("tests/cli/data/rx.csv"));
	yagen *tables = NULL;
	yagen_case *c[4] = { NULL };
	int err[4] = { 99, 99, 99, 99 };
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = t_src("rules");
	o.cache_dir = getenv("YAGEN_CACHE");
	day.as_of = (yagen_date){ 2026, 6, 1 };
	CHECK_INT(yagen_open(&tables, &o), YAGEN_OK);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(yagen_case_new(&c[i], tables), YAGEN_OK);
		if (i != 1) CHECK_INT(yagen_case_read_rx(c[i], YAGEN_AUTO, rx.p, rx.n), YAGEN_OK);
	}
	CHECK_INT(yagen_case_check_many(NULL, 1, &day, err), YAGEN_EARG);
	CHECK_INT(yagen_case_check_many(c, 1, NULL, err), YAGEN_EARG);
	CHECK_INT(yagen_case_check_many(c, 1, &day, NULL), YAGEN_EARG);
	CHECK_INT(yagen_case_check_many(NULL, 0, &day, NULL), YAGEN_OK);
	CHECK_INT(yagen_case_check_many(c, 3, &day, err), YAGEN_ESTATE);     /* the second has no prescription; the third is checked all the same */
	CHECK(err[0] == YAGEN_OK && err[1] == YAGEN_ESTATE && err[2] == YAGEN_OK && err[3] == 99);
	CHECK(yagen_case_verdict(c[0]) == yagen_case_verdict(c[2]));
	for (int i = 0; i < 3; i++) yagen_case_free(c[i]);
	yagen_free(tables);
	yg_buf_free(&rx);
}

int main(void)
{
	static const char *const files[] = { "master.csv", "rules.csv", "allergy.csv", "history.csv", "rx.csv", "image" };
	small_workload();
	T_RUN(workload);
	T_RUN(cases);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char path[400];
		snprintf(path, sizeof path, "%s/%s", dir, files[i]);
		unlink(path);
	}
	rmdir(dir);
	return T_END();
}
