/* migrations.c - the SQL that makes a store, and brings an older one forward, one step after the other (migrations.h).
 * schema.c says what the last step leaves behind; tests/contract and every `yagen store check` compare the two. STRICT tables hold only
 * what their columns say; references are looked at when a commit ends, so that the order of its writes does not matter. */
#include "store/migrations.h"
#include "base/ban.h"

/* One string a table: C promises no more than 4,095 bytes in one. */
static const char *const first[] = {
	"CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY, checksum TEXT NOT NULL) STRICT;\n",

	"CREATE TABLE setting (\n"
	"  tenant TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,\n"
	"  PRIMARY KEY (tenant, name)\n"
	") STRICT;\n",

	"CREATE TABLE patient_index (\n"
	"  tenant TEXT NOT NULL, hash TEXT NOT NULL, patient TEXT NOT NULL, kind TEXT NOT NULL, since INTEGER NOT NULL,\n"
	"  until INTEGER,\n"
	"  PRIMARY KEY (tenant, hash, patient)\n"
	") STRICT;\n"
	"CREATE INDEX patient_index_patient ON patient_index (tenant, patient);\n",

	"CREATE TABLE patient (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,\n"
	"  state TEXT NOT NULL, merged_into TEXT, birth_date TEXT, kana TEXT, details BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient)\n"
	") STRICT;\n"
	"CREATE INDEX patient_kana ON patient (tenant, kana, birth_date);\n",

	"CREATE TABLE cases (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL,\n"
	"  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, prescription TEXT NOT NULL, issued TEXT,\n"
	"  expires TEXT, verdict TEXT, interrupting INTEGER, master TEXT, rules TEXT, refill INTEGER NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, id),\n"
	"  FOREIGN KEY (tenant, patient) REFERENCES patient (tenant, patient) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n"
	"CREATE UNIQUE INDEX case_prescription ON cases (tenant, patient, prescription, refill);\n"
	"CREATE INDEX case_state ON cases (tenant, state, updated_at);\n",

	"CREATE TABLE event (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,\n"
	"  at INTEGER NOT NULL, patient_version INTEGER NOT NULL, request TEXT NOT NULL, body BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, case_id, seq),\n"
	"  FOREIGN KEY (tenant, patient, case_id) REFERENCES cases (tenant, patient, id) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n",

	"CREATE TABLE document (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL, kind TEXT NOT NULL,\n"
	"  format TEXT NOT NULL, at INTEGER NOT NULL, sha256 TEXT NOT NULL, bytes BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, id),\n"
	"  FOREIGN KEY (tenant, patient, case_id) REFERENCES cases (tenant, patient, id) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n"
	"CREATE INDEX document_case ON document (tenant, patient, case_id);\n",

	"CREATE TABLE command (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, request TEXT NOT NULL, name TEXT NOT NULL, case_id TEXT,\n"
	"  at INTEGER NOT NULL, input TEXT NOT NULL, answer BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, request),\n"
	"  FOREIGN KEY (tenant, patient, case_id) REFERENCES cases (tenant, patient, id) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n",

	"CREATE TABLE dispensing (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"  case_id TEXT NOT NULL, on_day TEXT NOT NULL, kind TEXT NOT NULL, lines INTEGER NOT NULL, visit BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, id, since),\n"
	"  FOREIGN KEY (tenant, patient, case_id) REFERENCES cases (tenant, patient, id) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n"
	"CREATE INDEX dispensing_day ON dispensing (tenant, patient, on_day);\n",

	"CREATE TABLE answer (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,\n"
	"  finding_key TEXT NOT NULL, body BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, id, since),\n"
	"  FOREIGN KEY (tenant, patient) REFERENCES patient (tenant, patient) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n",

	"CREATE TABLE outbox (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL, ord INTEGER NOT NULL,\n"
	"  state TEXT NOT NULL, next_at INTEGER NOT NULL, tries INTEGER NOT NULL, version INTEGER NOT NULL,\n"
	"  document TEXT, body BLOB NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, id),\n"
	"  FOREIGN KEY (tenant, patient, case_id) REFERENCES cases (tenant, patient, id) DEFERRABLE INITIALLY DEFERRED\n"
	") STRICT;\n"
	"CREATE INDEX outbox_due ON outbox (tenant, state, next_at);\n"
	"CREATE INDEX outbox_case ON outbox (tenant, patient, case_id, ord);\n",

	"CREATE TABLE worklist (\n"
	"  tenant TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL, system TEXT NOT NULL,\n"
	"  code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, why TEXT NOT NULL, seen INTEGER NOT NULL,\n"
	"  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, settled_code TEXT, settled_by TEXT, settled_at INTEGER,\n"
	"  note TEXT,\n"
	"  PRIMARY KEY (tenant, id)\n"
	") STRICT;\n"
	"CREATE INDEX worklist_state ON worklist (tenant, state, last_at);\n",

	"CREATE TABLE audit (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,\n"
	"  role TEXT NOT NULL, terminal TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, why TEXT NOT NULL,\n"
	"  time_source TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient, seq)\n"
	") STRICT;\n"
	"CREATE INDEX audit_time ON audit (tenant, at);\n",

	"CREATE TABLE audit_head (\n"
	"  tenant TEXT NOT NULL, patient TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, mac TEXT NOT NULL,\n"
	"  PRIMARY KEY (tenant, patient)\n"
	") STRICT;\n",
	NULL
};

const struct migration yg_migrations[] = {
	{ 1, first },
};
const size_t yg_nmigrations = sizeof yg_migrations / sizeof *yg_migrations;
