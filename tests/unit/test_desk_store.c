/* test_desk_store.c - the counter when things go wrong: a commit that fails, two writers, a desk that may only read; and what stands
 * readable in the file. */
#include "desk_rx.h"
#include "store/audit.h"

static const struct person_of taro = TARO;

/* --- a store whose commit can be made to fail, or to be late -------------------------------------------- */

static struct store_ops ops;                         /* those of the backend, with our commit */
static int (*real_commit)(struct store *s, const struct write *w, size_t n, size_t *failed);
static int fail_with, fail_times;
static void (*meanwhile)(void);                      /* done once, before the next commit */

static int our_commit(struct store *s, const struct write *w, size_t n, size_t *failed)
{
	if (meanwhile) {
		void (*f)(void) = meanwhile;
		meanwhile = NULL;
		f();
	}
	if (fail_times > 0) {
		fail_times--;
		return fail_with;
	}
	return real_commit(s, w, n, failed);
}

static void watch(yagen_desk *d)
{
	ops = *d->store->ops;
	real_commit = ops.commit;
	ops.commit = our_commit;
	d->store->ops = &ops;
}

static void a_commit_that_fails_changes_nothing(void)
{
	static const int errors[] = { YG_EIO, YG_ENOSPACE, YG_EBUSY, YG_EREADONLY, YG_ENOMEM };
	yagen_desk *d = td_new();
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	watch(d);
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct buf before = td_rows(d, true), after;
		fail_with = errors[i];
		fail_times = 1;
		o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
		CHECK_INT(err, errors[i]);
		CHECK(o == NULL);                    /* the sink is as before */
		json_object_put(o);
		after = td_rows(d, true);
		CHECK(yg_str_eq(yg_buf_view(&before), yg_buf_view(&after)));
		yg_buf_free(&before);
		yg_buf_free(&after);
	}
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);       /* the same request, later: done once */
	CHECK_INT(err, 0);
	CHECK_INT(td_int(o, "version"), 2);
	json_object_put(o);
	yagen_desk_close(d);
}

static void a_stale_commit_is_tried_again(void)
{
	yagen_desk *d = td_new();
	struct json_object *o;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	watch(d);
	fail_with = YG_ESTALE;
	fail_times = 7;
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	json_object_put(o);
	fail_times = 100;
	o = td_on(d, "case.check", "r3", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, YG_EBUSY);                    /* not for ever */
	CHECK_INT(fail_times, 92);
	json_object_put(o);
	fail_times = 0;
	yagen_desk_close(d);
}

/* --- two handles on one file ---------------------------------------------------------------------------------- */

static yagen_desk *other;
static char first_id[100], second_id[100];
static int other_err;

static void other_cancels_second(void) { json_object_put(td_on(other, "case.cancel", "o1", second_id, "\"why\":\"test\"", &other_err)); }
static void other_cancels_first(void) { json_object_put(td_on(other, "case.cancel", "o2", first_id, "\"why\":\"test\"", &other_err)); }
static void other_same_request(void) { json_object_put(td_on(other, "case.check", "same", first_id, "\"as_of\":\"2026-11-20\"", &other_err)); }
static void other_receives(void)
{
	char id[100];
	json_object_put(td_receive(other, "o3", NULL, taro, (struct rx_of)LOXONIN, NULL, id, &other_err));
	snprintf(second_id, sizeof second_id, "%s", id);
}

static void two_writers(void)
{
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	int err;
	other = td_handle(0);
	watch(d);
	/* the same unknown person at two terminals at the same moment: one patient, and the second one's prescription is another */
	x.number = "7";
	meanwhile = other_receives;
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, first_id, &err));
	CHECK_INT(err, 0);
	CHECK_INT(other_err, 0);
	CHECK(!strncmp(first_id, second_id, 32) && strcmp(first_id, second_id));
	/* another case of the same patient moved: tried again, and done */
	meanwhile = other_cancels_second;
	o = td_on(d, "case.check", "r2", first_id, "\"as_of\":\"2026-11-20\",\"version\":1", &err);
	CHECK_INT(err, 0);
	CHECK_INT(other_err, 0);
	json_object_put(o);
	/* the same request twice at once: done once, one answer */
	meanwhile = other_same_request;
	o = td_on(d, "case.check", "same", first_id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	CHECK_INT(other_err, 0);
	CHECK_INT(td_int(o, "version"), 3);
	json_object_put(o);
	/* this very case moved: with a version it is stale, without one its state is looked at again */
	meanwhile = other_cancels_first;
	o = td_on(d, "case.check", "r3", first_id, "\"as_of\":\"2026-11-20\",\"version\":3", &err);
	CHECK_INT(err, YG_ESTALE);
	CHECK_INT(other_err, 0);
	json_object_put(o);
	o = td_on(d, "case.check", "r4", first_id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, YG_ESTATE);
	json_object_put(o);
	yagen_desk_close(other);
	yagen_desk_close(d);
}

static void other_receives_elsewhere(void)
{
	struct rx_of x = LOXONIN;
	char id[100];
	x.number = "8";
	x.clinic = "1399914";
	json_object_put(td_receive(other, "o4", NULL, taro, x, NULL, id, &other_err));
}

/* Two records of one person, a hand-over in one while the other moves: the second one sees the first, as it would in one record. */
static void two_writers_of_one_person(void)
{
	static const struct person_of moved = { "例示　太郎", "ﾚｲｼﾞ ﾀﾛｳ", "1958-03-10", "male", "01139999", "１", "777", "00", NULL, NULL };
	yagen_desk *d = td_new();
	struct rx_of x = LOXONIN;
	struct json_object *o;
	char members[300];
	int err;
	other = td_handle(0);
	json_object_put(td_receive(d, "r1", NULL, taro, x, NULL, first_id, &err));
	x.number = "2";
	json_object_put(td_receive(d, "r2", "\"patient_choice\":{\"patient\":\"new\",\"why\":\"別人と思った\"}", moved, x, NULL, second_id, &err));
	CHECK_INT(err, 0);
	snprintf(members, sizeof members, "\"why\":\"test\",\"patient\":\"%.32s\",\"into\":\"%.32s\"", second_id, first_id);
	json_object_put(td_do(d, "patient.join", "r3", members, NULL, 0, &err));
	CHECK_INT(err, 0);
	json_object_put(td_on(d, "case.cancel", "r4", first_id, "\"why\":\"test\"", &err));
	o = td_on(d, "case.check", "r5", second_id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(td_count(o, "result/interrupting"), 0);
	json_object_put(o);
	watch(d);
	meanwhile = other_receives_elsewhere;        /* the same drug, into the other record */
	o = td_on(d, "case.dispense", "r6", second_id, "\"as_prescribed\":true", &err);
	CHECK_INT(err, 0);
	CHECK_INT(other_err, 0);
	CHECK_STR(yg_str(td_text(o, "result/handed_over")), STR("false"));
	CHECK(td_count(o, "result/interrupting") > 0);
	json_object_put(o);
	yagen_desk_close(other);
	yagen_desk_close(d);
}

static void the_same_prescription_at_two_terminals(void)
{
	yagen_desk *d = td_new();
	struct json_object *o;
	int err;
	other = td_handle(0);
	watch(d);
	meanwhile = other_receives;
	o = td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NULL, first_id, &err);
	CHECK_INT(err, YG_EEXISTS);
	CHECK_STR(yg_str(td_text(o, "case")), yg_str(second_id));
	json_object_put(o);
	yagen_desk_close(other);
	yagen_desk_close(d);
}

/* --- the audit ------------------------------------------------------------------------------------------------------ */

static int one_entry(void *ctx, const struct cell *c)
{
	struct buf *b = ctx;
	yg_buf_printf(b, "%.*s %.*s\n", STR_ARG(c[7].s), STR_ARG(c[9].s));
	return 0;
}

static void every_command_leaves_an_entry(void)
{
	yagen_desk *d = td_new();
	struct arena *a = yg_arena_new(1u << 20);
	struct diags ds;
	uint64_t entries = 0;
	char id[100];
	struct buf b;
	struct cell key[2];
	int err;
	json_object_put(td_receive(d, "r1", "\"why\":\"reception\"", taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	json_object_put(td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err));
	json_object_put(td_on(d, "case.show", NULL, id, NULL, &err));
	json_object_put(td_on(d, "case.replay", NULL, id, NULL, &err));
	json_object_put(td_on(d, "case.cancel", "r3", id, "\"why\":\"例示 太郎さんの希望\"", &err));
	CHECK_INT(err, 0);
	yg_diags_init(&ds, a);
	CHECK_INT(yg_audit_verify(d->store, d->keys, STR("main"), &ds, &entries), 0);
	CHECK_INT(entries, 5);
	yg_buf_init(&b, 1u << 20);
	key[0] = CELL_T(STR("main"));
	key[1] = CELL_T(yg_str_sub(yg_str(id), 0, 32));
	CHECK_INT(yg_store_scan(d->store, &(struct store_scan){ T_AUDIT, -1, key, 2, NULL, false, 0 }, one_entry, &b), 0);
	/* what a person wrote is not in it */
	CHECK_STR(yg_buf_view(&b), STR("case.new reception\ncase.check \ncase.show \ncase.replay \ncase.cancel text\n"));
	yg_buf_free(&b);
	yg_arena_free(a);
	yagen_desk_close(d);
}

/* --- reading only ------------------------------------------------------------------------------------------------------ */

static void a_desk_that_may_only_read(void)
{
	yagen_desk *d = td_new(), *ro = NULL;
	yagen_desk_options o = YAGEN_DESK_OPTIONS_INIT;
	struct json_object *j;
	char id[100];
	int err;
	json_object_put(td_receive(d, "r1", NULL, taro, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	json_object_put(td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err));
	yagen_desk_close(d);
	o.store = td_path();
	o.drugmaster_dir = t_src("drugmaster");
	o.rules_dir = t_src("rules");
	o.read_only = 1;
	CHECK_INT(yagen_desk_open(&ro, &o), 0);
	if (!ro) return;
	j = td_on(ro, "case.show", NULL, id, NULL, &err);
	CHECK_INT(err, 0);
	json_object_put(j);
	j = td_on(ro, "case.replay", NULL, id, NULL, &err);
	CHECK_INT(err, 0);
	CHECK_STR(yg_str(td_text(j, "result/equal")), STR("true"));
	json_object_put(j);
	json_object_put(td_on(ro, "case.check", "r3", id, NULL, &err));
	CHECK_INT(err, YG_EREADONLY);
	yagen_desk_close(ro);
	o.create = 1;
	o.today = (yagen_date){ 2026, 11, 20 };
	CHECK_INT(yagen_desk_open(&ro, &o), YG_EARG);
	o.create = o.read_only = 0;
	o.rules_dir = NULL;
	CHECK_INT(yagen_desk_open(&ro, &o), YG_EARG);        /* both folders, or neither */
	o.drugmaster_dir = NULL;
	o.store = "/nonexistent/yagen.db";
	CHECK_INT(yagen_desk_open(&ro, &o), YG_ENOTFOUND);
}

static void a_store_without_its_keys_stays_shut(void)
{
	yagen_desk *d = td_new(), *again = NULL;
	yagen_desk_options o = YAGEN_DESK_OPTIONS_INIT;
	char keys[720];
	yagen_desk_close(d);
	snprintf(keys, sizeof keys, "%s.keys", td_path());
	CHECK_INT(unlink(keys), 0);
	o.store = td_path();
	o.create = 1;
	o.today = (yagen_date){ 2026, 11, 20 };
	CHECK_INT(yagen_desk_open(&again, &o), YG_ENOTFOUND);
	CHECK(access(keys, F_OK) != 0);              /* no new keys beside old data */
}

/* --- what stands readable in the file ---------------------------------------------------------------------------------- */

static bool holds(struct str file, const char *needle) { return yg_str_find(file, yg_str(needle)) != (size_t)-1; }

static void nothing_personal_is_readable_in_the_file(void)
{
	static const char *const never[] = { "太郎", "12345", "06139992", "ロキソニン", "1149019F1560", "見本整形外科", "架空内科", "薬師 花子", "notebook.json", "希望" };
	yagen_desk *d = td_new();
	struct person_of p = taro;
	char path[720], id[100];
	struct json_object *o;
	bool searched = false;
	int err;
	p.kana = "ﾚｲｼﾞ ﾀﾛｳ";
	json_object_put(td_receive(d, "r1", NULL, p, (struct rx_of)LOXONIN, NOTEBOOK, id, &err));
	o = td_on(d, "case.check", "r2", id, "\"as_of\":\"2026-11-20\"", &err);
	CHECK_INT(err, 0);
	json_object_put(o);
	json_object_put(td_on(d, "case.cancel", "r3", id, "\"why\":\"太郎さんの希望\"", &err));
	CHECK_INT(err, 0);
	for (int wal = 0; wal < 2; wal++) {
		struct buf b;
		snprintf(path, sizeof path, "%s%s", td_path(), wal ? "-wal" : "");
		yg_buf_init(&b, 64u << 20);
		err = yg_file_read(path, 64u << 20, &b);
		if (err && wal) { yg_buf_free(&b); break; }
		CHECK_INT(err, 0);
		searched = searched || holds(yg_buf_view(&b), "1958-03-10");         /* what may be searched is there */
		for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
			CHECK(!holds(yg_buf_view(&b), never[i]));
			if (holds(yg_buf_view(&b), never[i])) fprintf(stderr, "readable in the file: %s\n", never[i]);
		}
		yg_buf_free(&b);
	}
	CHECK(searched);
	yagen_desk_close(d);
}

int main(void)
{
	td_begin();
	TD_BOTH(a_commit_that_fails_changes_nothing);
	TD_BOTH(a_stale_commit_is_tried_again);
	TD_BOTH(every_command_leaves_an_entry);
	td_memory = false;                           /* one memory store has one handle, and no file */
	T_RUN(two_writers);
	T_RUN(two_writers_of_one_person);
	T_RUN(the_same_prescription_at_two_terminals);
	T_RUN(a_desk_that_may_only_read);
	T_RUN(a_store_without_its_keys_stays_shut);
	T_RUN(nothing_personal_is_readable_in_the_file);
	td_end();
	return T_END();
}
