/* messages.c - the table of names as built in, and reading a site's rows over it. Data and look-up; what is done with a message is eps.c.
 * Where a name is published (eps.md 4.3, 4.6, 5.2) it stands here as published; the rest is named after its catalogue number or its neutral field. */
#include "service/messages.h"
#include "base/err.h"
#include "text/csv.h"
#include "base/ban.h"

DIAG_KIND(d_row, "service-names-row", DIAG_ERROR, "メッセージ名の表の {0} を読めません", "no such {0} in the table of message names");

const char *const yg_svc_op_word[SVC_OPS] = { "*", "accept", "give-back", "take-in", "take-in-undo", "register", "cancel", "change", "dispensed-list",
	"dispensed-fetch", "prefetch", "precheck", "find-prescription", "find-dispensing", "history" };
static const char *const part_word[SVC_PARTS] = { "message", "header", "body", "answer-header", "answer-body", "code" };
const char *const yg_svc_field_word[SF_FIELDS] = { "", "api", "numbers", "answer", "institution", "file-id", "segment", "error-code", "error-text", "status", "result-code",
	"result-text", "insurer", "symbol", "number", "branch", "access-code", "by-card", "prescription-id", "dispensing-id", "issue-type", "document", "candidates", "from", "to",
	"card-consent", "oral-consent", "own-institution", "category", "eps-data", "treatment", "created-at", "rx-status", "use", "next-on", "checked-on", "hit-id", "hit-kind",
	"hit-ingredient", "hit-text", "target-code", "target-name", "past-date", "past-code", "past-name", "past-clinic", "past-pharmacy" };

#define ENTRY(op, numbers) op ",message,api,EPS-IF-" numbers "\n" op ",message,numbers,"
#define INSURED(op, part) op "," part ",insurer,InsurerNumber\n" op "," part ",symbol,InsuredCardSymbol\n" op "," part ",number,InsuredIdentificationNumber\n" \
	op "," part ",branch,InsuredBranchNumber\n"
static const char *const builtin[] = {
	"operation,part,field,name\n"
	"*,header,institution,MedicalInstitutionCode\n*,header,file-id,ArbitraryFileIdentifier\n"
	"*,answer-header,segment,SegmentOfResult\n*,answer-header,error-code,ErrorCode\n*,answer-header,error-text,ErrorMessage\n"
	"*,answer-header,file-id,ArbitraryFileIdentifier\n*,answer-header,institution,MedicalInstitutionCode\n"
	"*,answer-body,status,ProcessingResultStatus\n*,answer-body,result-code,ProcessingResultCode\n*,answer-body,result-text,ProcessingResultMessage\n"
	ENTRY("accept", "301") "301/302\n" INSURED("accept", "body") "accept,body,access-code,AccessCode\naccept,body,by-card,CardReception\n"
	"accept,answer-body,document,PrescriptionInfo\naccept,answer-body,prescription-id,PrescriptionId\naccept,answer-body,issue-type,IssueType\n"
	"accept,answer-body,use,UseCount\naccept,answer-body,next-on,NextPlannedDate\n"
	ENTRY("give-back", "303") "303/304\n" "give-back,body,prescription-id,PrescriptionId\n"
	ENTRY("take-in", "305") "305/306\n" "take-in,body,prescription-id,PrescriptionId\n"
	ENTRY("take-in-undo", "318") "318/319\n" "take-in-undo,body,prescription-id,PrescriptionId\n"
	ENTRY("register", "307") "307/308\n" INSURED("register", "body") "register,body,prescription-id,PrescriptionId\nregister,body,issue-type,IssueType\n"
	"register,body,document,DispensingInfo\nregister,answer-body,dispensing-id,DispensingId\nregister,answer-body,document,DispensingInfo\n",
	ENTRY("cancel", "309") "309/310\n" "cancel,body,dispensing-id,DispensingId\n"
	ENTRY("change", "311") "311/312\n" "change,body,dispensing-id,DispensingId\nchange,body,issue-type,IssueType\nchange,body,document,DispensingInfo\n"
	"change,answer-body,dispensing-id,DispensingId\nchange,answer-body,document,DispensingInfo\n"
	ENTRY("dispensed-list", "313") "313/314\n" "dispensed-list,body,from,DispensingResultListStartDate\ndispensed-list,body,to,DispensingResultListEndDate\n"
	"dispensed-list,answer-body,dispensing-id,DispensingResultList/DispensingId\ndispensed-list,answer-body,prescription-id,DispensingResultList/PrescriptionId\n"
	"dispensed-list,answer-body,created-at,DispensingResultList/CreateDateTime\n"
	ENTRY("dispensed-fetch", "316") "316/317\n" "dispensed-fetch,body,dispensing-id,DispensingId\ndispensed-fetch,answer-body,dispensing-id,DispensingId\n"
	"dispensed-fetch,answer-body,document,DispensingInfo\n",
	ENTRY("prefetch", "101") "101/102\n" "prefetch,message,api,EPSsiDMP01\n" INSURED("prefetch", "body")
	ENTRY("precheck", "315") "315/103\n" INSURED("precheck", "body") "precheck,body,prescription-id,PrescriptionId\nprecheck,body,candidates,DispensingInfo\n"
	"precheck,body,card-consent,OnlineConsent\nprecheck,body,oral-consent,OralBrowsingConsent\nprecheck,body,own-institution,OwnInstitution\n"
	"precheck,answer-body,checked-on,CheckDate\nprecheck,answer-body,card-consent,OnlineConsent\n"
	"precheck,answer-body,hit-id,CheckResult/MessageId\nprecheck,answer-body,hit-kind,CheckResult/MessageCategory\n"
	"precheck,answer-body,hit-ingredient,CheckResult/PharmaceuticalsIngredientName\nprecheck,answer-body,hit-text,CheckResult/Message\n"
	"precheck,answer-body,target-code,CheckResult/Target/PharmaceuticalCode\nprecheck,answer-body,target-name,CheckResult/Target/PharmaceuticalName\n"
	"precheck,answer-body,past-date,CheckResult/Past/Date\nprecheck,answer-body,past-code,CheckResult/Past/PharmaceuticalCode\n"
	"precheck,answer-body,past-name,CheckResult/Past/PharmaceuticalName\nprecheck,answer-body,past-clinic,CheckResult/Past/MedicalInstitutionName\n"
	"precheck,answer-body,past-pharmacy,CheckResult/Past/InsurancePharmacyName\n",
	ENTRY("find-prescription", "320") "320/321\n" INSURED("find-prescription", "body")
	"find-prescription,body,from,IssueDateFrom\nfind-prescription,body,to,IssueDateTo\nfind-prescription,answer-body,prescription-id,PrescriptionIdList/PrescriptionId\n"
	"find-prescription,answer-body,access-code,PrescriptionIdList/AccessCode\nfind-prescription,answer-body,created-at,PrescriptionIdList/CreateDateTime\n"
	"find-prescription,answer-body,rx-status,PrescriptionIdList/PrescriptionStatus\n"
	ENTRY("find-dispensing", "322") "322/323\n" INSURED("find-dispensing", "body") "find-dispensing,body,prescription-id,PrescriptionId\n"
	"find-dispensing,body,from,DispensingDateFrom\nfind-dispensing,body,to,DispensingDateTo\nfind-dispensing,answer-body,dispensing-id,DispensingIdList/DispensingId\n"
	"find-dispensing,answer-body,prescription-id,DispensingIdList/PrescriptionId\nfind-dispensing,answer-body,created-at,DispensingIdList/CreateDateTime\n"
	"history,message,api,YZKsiquc01\nhistory,message,answer,file\nhistory,header,insurer,InsurerNumber\nhistory,header,symbol,InsuranceCardSymbol\n"
	"history,header,number,InsuredPersonIdentificationNumber\nhistory,header,branch,BranchNumber\nhistory,body,from,StartDate\nhistory,body,to,EndDate\n"
	"history,body,category,FileCategory\nhistory,body,eps-data,PrDiInfClassification\nhistory,body,treatment,MedicalTreatmentFlag\n"
	/* ErrorCode of the abnormal answers whose cure is known; every other is shown as received and branches on the segment alone (eps.md 8, 17).
	 * YGSIM-… are those of the simulator */
	"*,code,refused,EPSB0052E\n*,code,maintenance,YGSIM-MAINTENANCE\n*,code,rate-limit,YGSIM-RATE\n*,code,overload,YGSIM-OVERLOAD\n",
};

static size_t find(const char *const *words, size_t n, struct str w)
{
	for (size_t i = 0; i < n; i++)
		if (yg_str_eqz(w, words[i])) return i;
	return n;
}

enum svc_op yg_svc_op(struct str word)
{
	size_t i = find(yg_svc_op_word, SVC_OPS, word);
	return i < SVC_OPS ? (enum svc_op)i : SVC_ANY;
}

/* XML names alone: what stands here goes between brackets and into file names. */
static bool name_fine(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c == '/' && i && i + 1 < s.n))) return false;
	}
	return s.n <= 120;
}

static int add(struct svc_messages *m, const struct csv_row *r, struct arena *a, struct diags *ds)
{
	size_t op = find(yg_svc_op_word, SVC_OPS, yg_csv_field(r, 0)), part = find(part_word, SVC_PARTS, yg_csv_field(r, 1)), field = SF_NONE;
	struct svc_name *grown;
	if (part != SVC_CODE) field = find(yg_svc_field_word, SF_FIELDS, yg_csv_field(r, 2));
	if (op == SVC_OPS || part == SVC_PARTS || field == SF_FIELDS || (part != SVC_CODE && field == SF_NONE) || r->n != 4 || !name_fine(r->f[3])) {
		yg_diag(ds, &d_row, 0, r->line, "", op == SVC_OPS ? STR("operation") : part == SVC_PARTS ? STR("part") : r->n != 4 || field == SF_FIELDS || field == SF_NONE ?
			STR("field") : STR("name"), STR_NONE);
		return YG_OK;
	}
	grown = yg_arena_grow(a, m->row, m->n, sizeof *grown);
	if (!grown) return yg_arena_error(a);
	m->row = grown;
	grown[m->n++] = (struct svc_name){ (enum svc_op)op, (enum svc_part)part, (enum svc_field)field, yg_arena_str(a, r->f[2]), yg_arena_str(a, r->f[3]) };
	return YG_OK;
}

static int read_rows(struct svc_messages *m, struct str csv, struct arena *a, struct diags *ds)
{
	struct csv c;
	struct csv_row r;
	int got, err = YG_OK;
	yg_csv_open(&c, csv, CSV_QUOTED, a);
	while (!err && (got = yg_csv_next(&c, &r)) != 0) {
		if (got < 0) return got;
		if (r.raw.n && r.raw.p[0] != '#' && !yg_str_eqz(r.f[0], "operation")) err = add(m, &r, a, ds);
	}
	return err;
}

int yg_svc_messages(struct svc_messages *m, struct str csv, struct arena *a, struct diags *ds)
{
	size_t before = ds->n;
	int err = YG_OK;
	*m = (struct svc_messages){ NULL, 0 };
	for (size_t i = 0; !err && i < sizeof builtin / sizeof *builtin; i++) err = read_rows(m, yg_str(builtin[i]), a, ds);
	if (!err && csv.n) err = read_rows(m, csv, a, ds);
	if (err == YG_ESYNTAX || (!err && yg_diags_count(ds, before, DIAG_ERROR))) err = YG_ETABLE;
	return err;
}

struct str yg_svc_name(const struct svc_messages *m, enum svc_op op, enum svc_part part, enum svc_field field)
{
	const struct svc_name *common = NULL;
	for (size_t i = m->n; i-- > 0;) {
		const struct svc_name *r = &m->row[i];
		if (r->part != part || r->field != field) continue;
		if (r->op == op) return r->name;
		if (r->op == SVC_ANY && !common) common = r;
	}
	return common ? common->name : STR_NONE;
}

struct str yg_svc_code(const struct svc_messages *m, struct str code)
{
	for (size_t i = m->n; i-- > 0;)
		if (m->row[i].part == SVC_CODE && code.n && yg_str_eq(m->row[i].name, code)) return m->row[i].key;
	return STR_NONE;
}
