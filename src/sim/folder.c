/* folder.c - the watched folder from the terminal's side: one request a step, answered at once or as the scenario says. */
#include "sim/sim.h"
#include "base/err.h"
#include "base/file.h"
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/ban.h"

#define MAX_FILE (8u << 20)
#define NAME_MAX_ 256

/* The first request in order of names; deterministic, and fair enough with identifiers that count. */
static bool first_request(struct sim *s, char name[NAME_MAX_])
{
	char dir[1100];
	struct dirent *e;
	DIR *d;
	name[0] = '\0';
	snprintf(dir, sizeof dir, "%s/req", s->folder);
	if (!(d = opendir(dir))) return false;
	while ((e = readdir(d)) != NULL) {
		size_t n = strlen(e->d_name);
		if (n < 9 || n >= NAME_MAX_ || strcmp(e->d_name + n - 4, ".xml") != 0 || !strstr(e->d_name, "req_")) continue;
		if (!name[0] || strcmp(e->d_name, name) < 0) snprintf(name, NAME_MAX_, "%s", e->d_name);
	}
	closedir(d);
	return name[0] != '\0';
}

static void deliver_later(struct sim *s, const char *path, struct str bytes, uint64_t steps)
{
	struct pending *grown = yg_arena_grow(s->arena, s->out, s->nout, sizeof *grown);
	if (!grown) return;
	s->out = grown;
	grown[s->nout] = (struct pending){ .due = s->step + steps, .bytes = yg_arena_str(s->arena, bytes) };
	snprintf(grown[s->nout++].path, sizeof grown->path, "%s", path);
}

static void deliver(struct sim *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->nout; i++) {
		if (s->out[i].due > s->step) { s->out[kept++] = s->out[i]; continue; }
		yg_file_write(s->out[i].path, s->out[i].bytes);
	}
	s->nout = kept;
}

bool sim_idle(const struct sim *s) { return s->nout == 0; }

/* Not by rename: this is what a terminal that writes in place looks like. */
static void write_in_place(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "wb");
	if (!f) return;
	fwrite(bytes.p, 1, bytes.n, f);
	fclose(f);
}

static void envelope(struct message *m, struct buf *out, const char *segment, const char *code, const char *text)
{
	struct str id = m->fault == F_WRONG_PATIENT && strcmp(m->op->word, "accept") != 0 ? STR("000000000000") : m->id;
	yg_buf_z(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XmlMsg><MessageHeader><MedicalInstitutionCode>");
	yg_xml_escape(out, m->institution);
	yg_buf_printf(out, "</MedicalInstitutionCode><SegmentOfResult>%s</SegmentOfResult>", segment);
	if (*segment == '9') yg_buf_printf(out, "<ErrorCode>%s</ErrorCode><ErrorMessage>%s</ErrorMessage>", code, text);
	yg_buf_z(out, "<CharacterCodeIdentifier>0</CharacterCodeIdentifier><ArbitraryFileIdentifier>");
	yg_xml_escape(out, id);
	yg_buf_z(out, "</ArbitraryFileIdentifier></MessageHeader><MessageBody>");
	if (*segment == '1') {
		yg_buf_printf(out, "<ProcessingResultStatus>%s</ProcessingResultStatus>", m->code ? "2" : "1");
		if (m->code) yg_buf_printf(out, "<ProcessingResultCode>%s</ProcessingResultCode><ProcessingResultMessage>%s</ProcessingResultMessage>", m->code, m->text);
		else yg_buf_str(out, yg_buf_view(&m->payload));
	}
	yg_buf_z(out, "</MessageBody></XmlMsg>\n");
}

/* Which faults keep the deed from being done. */
static bool before_commit(enum fault f) { return f == F_LOST || f == F_MAINTENANCE || f == F_RATE_LIMIT || f == F_OVERLOAD || f == F_ERR; }

static void say(struct message *m, const char *path, unsigned long arg)
{
	static const struct { enum fault f; const char *code, *text; } nine[] = { { F_MAINTENANCE, "YGSIM-MAINTENANCE", "保守中" }, { F_RATE_LIMIT, "YGSIM-RATE", "回数の上限" },
		{ F_OVERLOAD, "YGSIM-OVERLOAD", "混雑" }, { F_ERROR_AFTER_COMMIT, "YGSIM-ABNORMAL", "異常終了" } };
	char err[1200];
	struct buf b;
	size_t n = strlen(path);
	bool said = false;
	yg_buf_init(&b, MAX_FILE);
	for (size_t i = 0; i < sizeof nine / sizeof *nine; i++)
		if (nine[i].f == m->fault) { envelope(m, &b, "9", nine[i].code, nine[i].text); said = true; }
	if (!said && m->fault == F_PROCESSING) envelope(m, &b, "2", "", "");
	else if (!said && m->file.n) yg_buf_str(&b, m->file);
	else if (!said) envelope(m, &b, "1", "", "");
	switch (m->fault) {
	case F_LOST: case F_LOST_AFTER_COMMIT: break;
	case F_ERR:
		snprintf(err, sizeof err, "%.*s.err", (int)(n - 4), path);
		yg_file_write(err, STR("format error\n"));
		break;
	case F_SLOW: deliver_later(m->s, path, yg_buf_view(&b), arg ? arg : 20); break;
	case F_REORDERED: deliver_later(m->s, path, yg_buf_view(&b), arg ? arg : 5); break;
	case F_TORN: write_in_place(path, yg_str_sub(yg_buf_view(&b), 0, b.n / 2)); break;
	case F_HALF:
		write_in_place(path, yg_str_sub(yg_buf_view(&b), 0, b.n / 2));
		deliver_later(m->s, path, yg_buf_view(&b), arg ? arg : 5);
		break;
	case F_DUPLICATED:
		yg_file_write(path, yg_buf_view(&b));
		deliver_later(m->s, path, yg_buf_view(&b), arg ? arg : 10);
		break;
	default: yg_file_write(path, yg_buf_view(&b)); break;
	}
	yg_buf_free(&b);
}

static struct str child(struct sim *s, xmlNodePtr n, const char *name) { return yg_arena_str(s->arena, yg_xml_child_text(n, name)); }

static void handle(struct sim *s, const char *name, struct str bytes)
{
	const char *at = strstr(name, "req_");
	struct message m = { .s = s, .op = sim_ops };
	char path[1200];
	xmlDocPtr doc = NULL;
	unsigned long arg = 0;
	unsigned line = 0;
	m.api = (struct str){ name, (size_t)(at - name) };
	s->messages++;
	snprintf(path, sizeof path, "%s/res/%.*sres_%s", s->folder, STR_ARG(m.api), at + 4);
	while (m.op->api && !yg_str_eqz(m.api, m.op->api)) m.op++;
	yg_buf_init(&m.payload, MAX_FILE);
	m.fault = m.op->api ? sim_fault(s, m.op->word, &arg) : F_ERR;
	if (yg_xml_parse(bytes, &doc, &line) != YG_OK || !m.op->api) {
		m.fault = F_ERR;
	} else {
		m.header = yg_xml_child(xmlDocGetRootElement(doc), "MessageHeader");
		m.body = yg_xml_child(xmlDocGetRootElement(doc), "MessageBody");
		m.id = child(s, m.header, "ArbitraryFileIdentifier");
		m.institution = child(s, m.header, "MedicalInstitutionCode");
	}
	sim_note(s, "message", m.op->api ? m.op->word : "unknown", m.id, m.institution, STR_NONE);
	if (!before_commit(m.fault)) m.op->run(&m);
	say(&m, path, arg);
	if (doc) xmlFreeDoc(doc);
	yg_buf_free(&m.payload);
}

void sim_step(struct sim *s)
{
	char name[NAME_MAX_], path[1400];
	struct buf b;
	s->step++;
	deliver(s);
	if (!first_request(s, name)) return;
	snprintf(path, sizeof path, "%s/req/%s", s->folder, name);
	yg_buf_init(&b, MAX_FILE);
	if (yg_file_read(path, MAX_FILE, &b) == YG_OK && unlink(path) == 0) handle(s, name, yg_buf_view(&b));
	yg_buf_free(&b);
}
