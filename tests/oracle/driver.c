/* driver.c - runs the library on cases from standard input, one case on one line, and prints the answer on one line:
 * what the oracle, the gold set, the fault injection and the population compare with. Uses the public API only.
 *
 * usage: driver MASTER RULES <cases >answers
 *   C <tab> as_of <tab> look-back <tab> consent <tab> rx <tab> history...    (a field "P{" is patient facts)
 *   O <tab> master <tab> rules                                               other tables from here on
 * Documents stand inline (neutral JSON without tabs and line ends) or as @FILE in any format.
 * answer:  ok <tab> verdict <tab> coverage,... <tab> kind|severity|interrupts|masked|rule+also|shared|days|gap|refs <tab> ...
 *          (findings sorted as bytes; coverage is verdict:reason+reason for each of our lines)
 *          error <tab> step <tab> number               nothing was checked
 *          open <tab> number                           answer to O */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yagen/yagen.h>

static yagen *tables;
static char *line;
static size_t room;

static int read_line(void)                           /* 1 a line stands in `line`, 0 the end */
{
	size_t n = 0;
	int ch;
	while ((ch = getchar()) != EOF && ch != '\n') {
		if (n + 2 > room) {
			char *more = realloc(line, room = room ? room * 2 : 1 << 16);
			if (!more) exit(99);
			line = more;
		}
		line[n++] = (char)ch;
	}
	if (!line || (ch == EOF && !n)) return 0;
	line[n] = '\0';
	return 1;
}

static char *next_field(char **at)                   /* NULL at the end */
{
	char *f = *at, *tab;
	if (!f) return NULL;
	tab = strchr(f, '\t');
	if (tab) *tab++ = '\0';
	*at = tab;
	return f;
}

static int reopen(const char *master, const char *rules)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	int err;
	yagen_free(tables);
	tables = NULL;
	o.drugmaster_dir = master;
	o.rules_dir = rules;
	o.no_image = !getenv("DRIVER_IMAGE");        /* the fault driver tests images too */
	err = yagen_open(&tables, &o);
	return err;
}

/* The bytes of a document; *own is to be freed. */
static const char *document(const char *field, size_t *n, char **own)
{
	FILE *f;
	long size;
	*own = NULL;
	if (*field != '@') {
		*n = strlen(field);
		return field;
	}
	f = fopen(field + 1, "rb");
	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET)) exit(98);
	*own = malloc((size_t)size + 1);
	if (!*own || fread(*own, 1, (size_t)size, f) != (size_t)size) exit(97);
	fclose(f);
	*n = (size_t)size;
	return *own;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
static const char *or_dash(const char *s) { return s && *s ? s : "-"; }

static char *finding(const yagen_finding *f)
{
	size_t need = 160 + strlen(f->kind) + strlen(or_dash(f->rule)) + strlen(or_dash(f->shared)), n;
	char *s;
	for (size_t i = 0; i < f->nlines; i++) need += strlen(f->lines[i]) + 1;
	for (size_t i = 0; i < f->nalso; i++) need += strlen(f->also[i]) + 1;
	s = malloc(need);
	if (!s) exit(99);
	n = (size_t)snprintf(s, need, "%s|%d|%d|%d|%s", f->kind, (int)f->severity, f->interrupts != 0, f->masked != 0, or_dash(f->rule));
	for (size_t i = 0; i < f->nalso; i++) n += (size_t)snprintf(s + n, need - n, "+%s", f->also[i]);
	n += (size_t)snprintf(s + n, need - n, "|%s|%d|%d|", or_dash(f->shared), f->overlap_days, f->gap_days);
	for (size_t i = 0; i < f->nlines; i++) n += (size_t)snprintf(s + n, need - n, "%s%s", i ? " " : "", f->lines[i]);
	return s;
}

static void answer(const yagen_case *c)
{
	static const char *const verdicts[] = { "unknown", "clear", "findings", "incomplete" };
	size_t n = yagen_case_finding_count(c);
	char **all = calloc(n + 1, sizeof *all);
	if (!all) exit(99);
	printf("ok\t%s\t", verdicts[yagen_case_verdict(c)]);
	for (size_t i = 0; i < yagen_case_coverage_count(c); i++) {
		const yagen_line_coverage *v = yagen_case_coverage(c, i);
		printf("%s%c", i ? "," : "", "CPU"[v->verdict]);
		for (size_t k = 0; k < v->nreasons; k++) printf("%c%s", k ? '+' : ':', v->reasons[k].word);
	}
	for (size_t i = 0; i < n; i++) all[i] = finding(yagen_case_finding(c, i));
	qsort(all, n, sizeof *all, by_bytes);
	for (size_t i = 0; i < n; i++) {
		printf("\t%s", all[i]);
		free(all[i]);
	}
	putchar('\n');
	free(all);
}

static int date(const char *s, yagen_date *d)
{
	char *end;
	d->year = (int)strtol(s, &end, 10);
	if (*end != '-') return -1;
	d->month = (int)strtol(end + 1, &end, 10);
	if (*end != '-') return -1;
	d->day = (int)strtol(end + 1, &end, 10);
	return *end ? -1 : 0;
}

static void run(char *at)
{
	yagen_check_options how = YAGEN_CHECK_OPTIONS_INIT;
	yagen_case *c = NULL;
	const char *step = "case", *as_of = next_field(&at), *back = next_field(&at), *consent = next_field(&at), *doc = next_field(&at);
	char *own;
	size_t n;
	int err;
	if (!doc || date(as_of, &how.as_of)) exit(96);
	how.lookback_days = (unsigned)strtoul(back, NULL, 10);
	how.consent = (yagen_consent)strtol(consent, NULL, 10);
	err = tables ? yagen_case_new(&c, tables) : YAGEN_ETABLE;
	if (!err) {
		const char *bytes = document(doc, &n, &own);
		step = "rx";
		err = yagen_case_read_rx(c, YAGEN_AUTO, bytes, n);
		free(own);
	}
	while (!err && (doc = next_field(&at)) != NULL) {
		const char *bytes = document(*doc == 'P' ? doc + 1 : doc, &n, &own);
		if (*doc == 'P') err = yagen_case_read_patient(c, YAGEN_JSON, bytes, n);
		else yagen_case_read_history(c, YAGEN_AUTO, bytes, n, NULL);   /* a refused source is kept, and said in the coverage */
		step = "patient";
		free(own);
	}
	if (!err) {
		step = "check";
		err = yagen_case_check(c, &how);
	}
	if (err) printf("error\t%s\t%d\n", step, err);
	else answer(c);
	yagen_case_free(c);
}

int main(int argc, char **argv)
{
	static char buffer[1 << 18];
	if (argc != 3) {
		fputs("usage: driver MASTER RULES <cases >answers\n", stderr);
		return 64;
	}
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	if (reopen(argv[1], argv[2])) fputs("driver: the tables cannot be opened\n", stderr);
	while (read_line()) {
		char *at = line, *what = next_field(&at);
		if (!strcmp(what, "C")) run(at);
		else if (!strcmp(what, "O")) {
			char *master = next_field(&at), *rules = next_field(&at);
			if (!rules) return 95;
			printf("open\t%d\n", reopen(master, rules));
		} else if (!strcmp(what, "F")) fflush(stdout);   /* whoever talks line by line asks for what is there */
		else return 94;
	}
	yagen_free(tables);
	free(line);
	return ferror(stdout) ? 93 : 0;
}
