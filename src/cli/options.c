/* options.c - reading the command line by table, and printing help from the same table.
 * Knows the options' shapes and ranges; what they mean is the verbs' business. */
#include "cli/cli.h"
#include "base/str.h"
#include "base/ymd.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/ban.h"

enum shape { S_FLAG, S_TEXT, S_FILES, S_PAIR /* two of them */, S_DATE, S_NUMBER, S_SIZE, S_PLACE /* from 0 */, S_WORD };
struct word { const char *name; int value; };
static const struct word words_format[] = { { "text", CLI_TEXT }, { "json", CLI_JSON }, { NULL, 0 } };
static const struct word words_export[] = { { "csv", CLI_TEXT }, { "json", CLI_JSON }, { NULL, 0 } };
static const struct word words_lang[] = { { "ja", YAGEN_JA }, { "en", YAGEN_EN }, { NULL, 0 } };
static const struct word words_consent[] = {
	{ "caller", YAGEN_BASIS_CALLER }, { "card", YAGEN_BASIS_CARD }, { "paper", YAGEN_BASIS_PAPER },
	{ "oral", YAGEN_BASIS_ORAL }, { "home-visit", YAGEN_BASIS_HOME_VISIT }, { "online", YAGEN_BASIS_ONLINE },
	{ "disaster", YAGEN_BASIS_DISASTER }, { "emergency", YAGEN_BASIS_EMERGENCY }, { "none", YAGEN_BASIS_NONE }, { NULL, 0 } };
static const struct word words_mode[] = { { "compiled", 0 }, { "stateless", 1 }, { NULL, 0 } };
static const struct word words_kind[] = {
	{ "ssk", YAGEN_IMPORT_SSK }, { "mhlw-price", YAGEN_IMPORT_MHLW_PRICE },
	{ "generic-name", YAGEN_IMPORT_GENERIC_NAME }, { "hot", YAGEN_IMPORT_HOT }, { NULL, 0 } };
static const struct word words_rollback[] = { { "master", 1 }, { "rules", 2 }, { NULL, 0 } };
static const struct word words_rules[] = { { "pmda-xml", YAGEN_RULES_PMDA_XML }, { "csv", YAGEN_RULES_CSV }, { NULL, 0 } };
static const struct word words_document[] = {
	{ "jahis-rx", YAGEN_JAHIS_RX }, { "techo", YAGEN_TECHO }, { "eps-csv", YAGEN_EPS_CSV }, { "eps-xml", YAGEN_EPS_XML },
	{ "eps-dispense-csv", YAGEN_EPS_DISPENSE_CSV }, { "eps-dispense-xml", YAGEN_EPS_DISPENSE_XML },
	{ "oqs-xml", YAGEN_OQS_XML }, { "checkup-xml", YAGEN_CHECKUP_XML }, { "json", YAGEN_JSON }, { NULL, 0 } };

#define AT(member) offsetof(struct options, member)
#define NONE ((size_t)-1)
static const struct option {
	const char *name, *arg;                      /* arg NULL: a flag */
	uint64_t verbs;
	enum shape shape;
	size_t at, given;                            /* where the value goes; a bool that tells it was there, or NONE;
	                                                S_FILES: how many there are */
	const struct word *words;
	unsigned long max;
	const char *ja, *en;
} table[] = {
	{ "--history", "FILE", V_CHECK | V_CASE_NEW, S_FILES, AT(history), AT(nhistory), NULL, 0,
	  "照合する履歴（手帳、薬剤情報、調剤結果など）。何度でも", "a history to compare with; may be repeated" },
	{ "--patient", "FILE", V_CHECK | V_CASE_NEW, S_FILES, AT(patient), AT(npatient), NULL, 0,
	  "患者の情報（JSON、手帳、端末の特定健診 XML）。何度でも", "facts about the patient (JSON, a notebook, the terminal's 特定健診 XML); may be repeated" },
	{ "--answers", "FILE", V_CHECK, S_FILES, AT(answers), AT(nanswers), NULL, 0,
	  "この患者の以前の回答（JSON）。何度でも", "earlier answers about this patient (JSON); may be repeated" },
	{ "--overlay", "FILE", V_CHECK | V_LINT | V_CASE_NEW, S_TEXT, AT(overlay), NONE, NULL, 0,
	  "この薬局のルール設定（CSV）", "this pharmacy's own tiers of rules (CSV)" },
	{ "--lookback", "DAYS", V_CHECK | V_CASE_CHECK, S_NUMBER, AT(lookback), NONE, NULL, 36500,
	  "履歴をさかのぼる日数（既定 1096）", "how far back histories count (default 1096)" },
	{ "--consent", "BASIS", V_CHECK | V_CASE_NEW | V_CASE_HISTORY | V_CASE_CHECK, S_WORD, AT(consent), AT(consent_given), words_consent, 0,
	  "履歴を得た根拠（既定 caller）", "on what basis the histories were obtained (default caller)" },
	{ "--refuse-expired", NULL, V_CHECK | V_CASE_CHECK, S_FLAG, AT(refuse_expired), NONE, NULL, 0,
	  "期限切れの版では答えない", "do not answer with an expired edition" },
	{ "--explain", NULL, V_CHECK | V_CASE_CHECK, S_FLAG, AT(explain), NONE, NULL, 0,
	  "検討したルールと、所見にならなかった理由も示す", "also show every rule considered and why it did not fire" },
	{ "--national", NULL, V_CHECK | V_CASE_CHECK, S_FLAG, AT(national), NONE, NULL, 0,
	  "国の重複投薬等チェックとの違いも示す", "also show where the national check would differ" },
	{ "--from", "FORMAT", V_CHECK | V_CONVERT | V_CASE_NEW, S_WORD, AT(from), NONE, words_document, 0,
	  "入力（check では処方箋）の形式（既定は自動判定）", "format of the input (check: of the prescription); default: detected" },
	{ "--mode", "MODE", V_BENCH, S_WORD, AT(stateless), NONE, words_mode, 0,
	  "履歴を前もって変換するか（既定 compiled）", "histories compiled before, or lines as they come (default compiled)" },
	{ "--threads", "N", V_BENCH, S_NUMBER, AT(threads), NONE, NULL, 64,
	  "同時に走らせる数（既定 1）", "how many run at once (default 1)" },
	{ "--threads", "N", V_IMPACT, S_NUMBER, AT(threads), NONE, NULL, 64,
	  "同時に走らせる数（既定は CPU の数、8 まで）", "how many run at once (default: the processors, up to 8)" },
	{ "--rounds", "N", V_BENCH, S_NUMBER, AT(rounds), NONE, NULL, 1000,
	  "繰り返しの数、中央値を示す（既定 5）", "rounds, of which the median is shown (default 5)" },
	{ "--from", "RX", V_BENCH, S_PLACE, AT(first), NONE, NULL, 4000000000u,
	  "最初の処方箋の番号（既定は先頭から）", "number of the first prescription (default: the first there is)" },
	{ "--count", "N", V_BENCH, S_SIZE, AT(count), NONE, NULL, 4000000000u,
	  "処方箋の数（既定はすべて）", "how many prescriptions (default all)" },
	{ "--findings", "FILE", V_BENCH, S_TEXT, AT(findings), NONE, NULL, 0,
	  "所見を書き出すファイル（CSV）", "file to write the findings to (CSV)" },
	{ "--to", "FORMAT", V_CONVERT, S_WORD, AT(to), NONE, words_document, 0,
	  "出力の形式（必須）", "format to write (required)" },
	{ "--lossy", NULL, V_CONVERT, S_FLAG, AT(lossy), NONE, NULL, 0,
	  "失われるものがあっても書き、それを示す", "write although something is lost, and say what" },
	{ "--kind", "KIND", V_IMPORT, S_WORD, AT(kind), AT(kind_given), words_kind, 0,
	  "公的ファイルの種類（必須）", "kind of the official files (required)" },
	{ "--kind", "KIND", V_RIMPORT, S_WORD, AT(rules_kind), AT(kind_given), words_rules, 0,
	  "取り込む資料の種類（必須）", "kind of what is imported (required)" },
	{ "--worklist", "FILE", V_RIMPORT, S_TEXT, AT(worklist), NONE, NULL, 0,
	  "解決できない名称を書く作業表（既定 DIR/worklist.csv）", "where names nobody knows are listed (default DIR/worklist.csv)" },
	{ "--settlements", "FILE", V_RIMPORT, S_TEXT, AT(settlements), NONE, NULL, 0,
	  "名称について人が決めたこと（CSV）", "what people decided about such names (CSV)" },
	{ "--by", "NAME", V_RIMPORT, S_TEXT, AT(by), NONE, NULL, 0,
	  "自局の規則の責任者（csv で必須）", "who answers for the pharmacy's own rules (required with csv)" },
	{ "--out", "DIR", V_ANONYMISE | V_IMPORT | V_APPLY | V_SCAN | V_RIMPORT, S_TEXT, AT(out), NONE, NULL, 0,
	  "書き込むフォルダー", "folder to write to" },
	{ "--accept", "WHY", V_REPLAY, S_TEXT, AT(accept), NONE, NULL, 0,
	  "違う期待を、この理由とともに書き換える", "replace expectations that differ, with this reason" },
	{ "--reports", "DIR", V_REPLAY, S_TEXT, AT(reports), NONE, NULL, 0,
	  "事例ごとの回答（JSON）を書くフォルダー", "folder for the answer of each case (JSON)" },
	{ "--html", "FILE", V_IMPACT, S_TEXT, AT(html), NONE, NULL, 0,
	  "結果を一つの HTML ページとして書く", "also write the result as one self-contained HTML page" },
	{ "--secret", "FILE", V_ANONYMISE, S_TEXT, AT(secret), NONE, NULL, 0,
	  "日付をずらす秘密（8バイト以上）。既定は使い捨ての乱数", "what shifts the days, 8 bytes or more (default: random bytes, forgotten)" },
	{ "--valid-until", "DATE", V_IMPORT, S_DATE, AT(valid_until), NONE, NULL, 0,
	  "版の有効期限（既定は次の3月31日）", "last day the edition is good for (default: the next 31 March)" },
	{ "--limit", "N", V_OUTBOX_RUN | V_DRUG_SEARCH | V_CASE_LIST | V_WORKLIST, S_SIZE, AT(limit), AT(limit_given), NULL, 1000,
	  "表示する件数の上限（既定 50）", "most rows to show (default 50)" },
	{ "--folder", "DIR", V_TERMINAL_SCAN, S_TEXT, AT(folder), NONE, NULL, 0,
	  "資格確認端末の結果フォルダー（必須）", "result folder of the eligibility terminal (required)" },
	{ "--by", "NAME", V_CASE | V_REPLAY | V_OPS | V_RESTORE | V_STORE_IMPORT, S_TEXT, AT(by), NONE, NULL, 0,
	  "操作者（既定は $LOGNAME）", "who does it (default: $LOGNAME)" },
	{ "--terminal", "NAME", V_CASE | V_REPLAY | V_OPS | V_RESTORE | V_STORE_IMPORT, S_TEXT, AT(terminal), NONE, NULL, 0,
	  "端末の名前（既定は設定ファイル、なければホスト名）", "name of this terminal (default: yagen.conf, else the host's name)" },
	{ "--at", "TIME", V_CASE | V_REPLAY | V_OPS | V_RESTORE | V_STORE_IMPORT, S_TEXT, AT(at), NONE, NULL, 0,
	  "いつのことか、UTC（2026-11-20T09:30:00Z）。既定は今", "when, UTC (2026-11-20T09:30:00Z); default now" },
	{ "--why", "TEXT", V_CASE, S_TEXT, AT(why), NONE, NULL, 0,
	  "理由", "why" },
	{ "--request-id", "ID", V_CASE & ~(V_OUTBOX_LIST | V_OUTBOX_RUN | V_CASE_LIST | V_CASE_SHOW), S_TEXT, AT(request_id), NONE, NULL, 0,
	  "操作の番号。同じ番号の繰り返しには、最初の答えを返す（既定は乱数）", "id of this request: repeated, it answers what it answered first (default: random)" },
	{ "--case-version", "N", V_CASE & ~(V_CASE_NEW | V_CASE_ENTER | V_CASE_LIST | V_CASE_SHOW | V_PATIENT), S_NUMBER, AT(case_version), NONE, NULL, 4000000000u,
	  "見ていた受付の版。進んでいれば拒む", "version of the case as seen: refused when it has moved on" },
	{ "--keys", "FILE", V_CASE | V_REPLAY, S_TEXT, AT(keys), NONE, NULL, 0,
	  "保存先の鍵ファイル（既定は保存先の名前に .keys）", "key file of the store (default: its name with .keys)" },
	{ "--patient-choice", "ID", V_CASE_NEW | V_CASE_ENTER, S_TEXT, AT(patient_choice), NONE, NULL, 0,
	  "患者を特定できないとき、選んだ候補（または new）。--why が必要", "who it is when that is not sure: a candidate, or new; needs --why" },
	{ "--finding", "ID", V_CASE_DECIDE | V_CASE_INQUIRE, S_TEXT, AT(finding), NONE, NULL, 0,
	  "所見の番号", "id of the finding" },
	{ "--action", "ACTION", V_CASE_DECIDE, S_TEXT, AT(action), NONE, NULL, 0,
	  "dispense（調剤する）ask-doctor（照会する）change（変更する）withhold（調剤しない）", "dispense, ask-doctor, change or withhold" },
	{ "--reason", "CODE", V_CASE_DECIDE, S_TEXT, AT(reason), NONE, NULL, 0,
	  "理由コード（rules/reasons.csv）", "coded reason (rules/reasons.csv)" },
	{ "--note", "TEXT", V_CASE_DECIDE | V_WORKLIST | V_CASE_NEW | V_CASE_HISTORY | V_CASE_CHECK, S_TEXT, AT(note), NONE, NULL, 0,
	  "補足", "in your own words" },
	{ "--until", "DATE", V_CASE_DECIDE, S_DATE, AT(until), NONE, NULL, 0,
	  "この判断を覚えておく最後の日", "last day on which this decision is remembered" },
	{ "--as-prescribed", NULL, V_CASE_DISPENSE | V_CASE_AMEND, S_FLAG, AT(as_prescribed), NONE, NULL, 0,
	  "ほかの行は処方どおり渡す", "the lines not named are given as prescribed" },
	{ "--give", "LINE=CODE", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(give), AT(ngive), NULL, 0,
	  "この行に渡す製品の医薬品コード（rx/1/1=620007836）。何度でも", "product given for a line, by its 9-digit code (rx/1/1=620007836); may be repeated" },
	{ "--days", "LINE=N", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(line_days), AT(nline_days), NULL, 0,
	  "この行の日数・回数・数量。何度でも", "days, doses or amount of a line; may be repeated" },
	{ "--leftover", "LINE=DAYS", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(leftover), AT(nleftover), NULL, 0,
	  "残薬の日数を引く。何度でも", "days of leftovers to take off; may be repeated" },
	{ "--inquiry", "LINE=ID", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(line_inquiry), AT(nline_inquiry), NULL, 0,
	  "この行の変更の元になった疑義照会。何度でも", "inquiry that a line's change rests on; may be repeated" },
	{ "--agreed", "LINE", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(agreed), AT(nagreed), NULL, 0,
	  "先発品希望の患者が変更に同意した行。何度でも", "line whose change the patient agreed to although the brand was wished for" },
	{ "--withhold", "LINE", V_CASE_DISPENSE | V_CASE_AMEND, S_FILES, AT(withhold), AT(nwithhold), NULL, 0,
	  "渡さないと判断した行。何度でも", "line that is not given, as decided; may be repeated" },
	{ "--partial", NULL, V_CASE_DISPENSE | V_CASE_AMEND, S_FLAG, AT(partial), NONE, NULL, 0,
	  "一部だけを渡し、残りは後日", "only a part is handed over, the rest later" },
	{ "--part", "N/OF", V_CASE_DISPENSE | V_CASE_AMEND, S_TEXT, AT(part), NONE, NULL, 0,
	  "分割調剤の回（2/3）", "which part of a prescription dispensed in parts (2/3)" },
	{ "--refill-use", "N", V_CASE_DISPENSE | V_CASE_AMEND, S_NUMBER, AT(refill_use), NONE, NULL, 3,
	  "リフィルの何回目か", "which use of a refill prescription" },
	{ "--planned", "DATE", V_CASE_DISPENSE | V_CASE_AMEND, S_DATE, AT(planned), NONE, NULL, 0,
	  "処方箋に書かれた今回の調剤予定日", "planned day of this use, as written on the paper" },
	{ "--on", "DATE", V_CASE_CANDIDATES | V_CASE_DISPENSE | V_CASE_AMEND, S_DATE, AT(on), NONE, NULL, 0,
	  "渡した日（既定は --at の日）", "day of the hand-over (default: that of --at)" },
	{ "--with-inquiry", NULL, V_CASE_CANDIDATES, S_FLAG, AT(with_inquiry), NONE, NULL, 0,
	  "疑義照会が要るものも示す", "also those that need an inquiry" },
	{ "--line", "LINE", V_CASE_INQUIRE | V_CASE_CORRECT, S_TEXT, AT(line), NONE, NULL, 0,
	  "どの行についてか（rx/1/1）", "line it is about (rx/1/1)" },
	{ "--question", "TEXT", V_CASE_INQUIRE, S_TEXT, AT(question), NONE, NULL, 0,
	  "照会の内容（--finding があれば省ける）", "the question (may be left out with --finding)" },
	{ "--answer", "TEXT", V_CASE_INQUIRE, S_TEXT, AT(answer), NONE, NULL, 0,
	  "回答", "the answer" },
	{ "--answered-by", "NAME", V_CASE_INQUIRE, S_TEXT, AT(answered_by), NONE, NULL, 0,
	  "回答した人", "who answered" },
	{ "--outcome", "WORD", V_CASE_INQUIRE, S_TEXT, AT(outcome), NONE, NULL, 0,
	  "unchanged（変更なし）changed（変更）cancelled（取消）", "unchanged, changed or cancelled" },
	{ "--id", "ID", V_CASE_INQUIRE, S_TEXT, AT(inquiry), NONE, NULL, 0,
	  "前に記録した照会への回答", "the earlier inquiry that is answered" },
	{ "--set", "KEY=VALUE", V_CASE_CORRECT, S_FILES, AT(sets), AT(nsets), NULL, 0,
	  "訂正する項目（amount=2 など。値なしで取り去る）。何度でも", "a member put right (amount=2; without a value: taken away); may be repeated" },
	{ "--kind", "KIND", V_CASE_PRINT, S_TEXT, AT(document), NONE, NULL, 0,
	  "書類の種類：record techo techo-qr cj1 ed inquiry-sheet label sticker（必須）", "which document: record techo techo-qr cj1 ed inquiry-sheet label sticker (required)" },
	{ "--symbol", "N", V_CASE_PRINT, S_NUMBER, AT(symbol), NONE, NULL, 999,
	  "何番目の QR コードか", "which of several QR symbols" },
	{ "--svg", NULL, V_CASE_PRINT, S_FLAG, AT(svg), NONE, NULL, 0,
	  "QR コードを SVG で", "the symbol as SVG" },
	{ "--guidance", "TEXT", V_CASE_PRINT, S_TEXT, AT(guidance), NONE, NULL, 0,
	  "情報の提供と指導の内容の要点（調剤録）", "what the patient was told, for the record" },
	{ "--out", "FILE", V_CASE_PRINT, S_TEXT, AT(out), NONE, NULL, 0,
	  "書き込むファイル（既定は標準出力）", "file to write (default: standard output)" },
	{ "--state", "STATE", V_CASE_LIST | V_WORKLIST, S_TEXT, AT(case_state), NONE, NULL, 0,
	  "この状態のもの（既定は手元にあるもの、all で全部）", "only those in this state (default: those in hand; all)" },
	{ "--of", "PATIENT", V_CASE_LIST, S_TEXT, AT(of_patient), NONE, NULL, 0,
	  "この患者のもの", "only those of this patient" },
	{ "--after", "MARK", V_CASE_LIST, S_TEXT, AT(after), NONE, NULL, 0,
	  "前の一覧の続き", "where the list before ended" },
	{ "--report", NULL, V_CASE_SHOW, S_FLAG, AT(report), NONE, NULL, 0,
	  "最後の確認の回答も示す", "also show the answer of the last check" },
	{ "--key-file", "FILE", V_OPS | V_RESTORE | V_STORE_IMPORT, S_TEXT, AT(keys), NONE, NULL, 0,
	  "鍵ファイル（既定は保存先の名前に .keys）", "the key file (default: the store's path with .keys)" },
	{ "--generations", "N", V_BACKUP, S_NUMBER, AT(generations), NONE, NULL, 400,
	  "フォルダーに残す世代の数（既定は設定ファイル、なければ 3）", "how many backups a folder keeps (default: yagen.conf, else 3)" },
	{ "--offline", NULL, V_BACKUP, S_FLAG, AT(offline), NONE, NULL, 0,
	  "世代の入れ替えで消さないバックアップにする", "a backup that rotation never takes away" },
	{ "--drill", NULL, V_RESTORE, S_FLAG, AT(drill), NONE, NULL, 0,
	  "訓練：別の場所に復元し、すべて検査して消す", "drill: restore into a scratch place, look at everything, remove it" },
	{ "--scratch", "DIR", V_RESTORE, S_TEXT, AT(scratch), NONE, NULL, 0,
	  "訓練に使うフォルダー（既定は保存先のフォルダー）", "folder for a drill (default: where the store is)" },
	{ "--seal", NULL, V_AUDIT_VERIFY, S_FLAG, AT(seal), NONE, NULL, 0,
	  "異常がなければ、すべての鎖に封をする", "when nothing is wrong, seal every chain" },
	{ "--patient", "ID", V_AUDIT_EXPORT, S_TEXT, AT(of_patient), NONE, NULL, 0,
	  "この患者の記録だけ", "entries of this patient alone" },
	{ "--from", "DATE", V_AUDIT_EXPORT, S_DATE, AT(day_from), NONE, NULL, 0,
	  "この日から", "from this day on" },
	{ "--to", "DATE", V_AUDIT_EXPORT, S_DATE, AT(day_to), NONE, NULL, 0,
	  "この日まで", "to this day, included" },
	{ "--format", "FORMAT", V_AUDIT_EXPORT, S_WORD, AT(format), NONE, words_export, 0,
	  "出力の形（csv または json）", "shape of the output (csv or json)" },
	{ "--dry-run", NULL, V_STORE_RETAIN, S_FLAG, AT(dry_run), NONE, NULL, 0,
	  "何が削除されるかを示すだけ", "only say what would be deleted" },
	{ "--force", NULL, V_KEYS, S_FLAG, AT(force), NONE, NULL, 0,
	  "読めなくなる値があっても廃棄する", "destroy keys although values become unreadable" },
	{ "--store", "PATH", V_STORE, S_TEXT, AT(store), NONE, NULL, 0,
	  "保存先（既定は $YAGEN_STORE、なければ利用者のデータフォルダー）", "the store (default: $YAGEN_STORE, else in the user's data folder)" },
	{ "--master", "DIR", V_IMPACT, S_PAIR, AT(masters), AT(nmasters), NULL, 0,
	  "医薬品マスターのフォルダー。前の版、後の版の順に二度（同じなら一度）", "folder of the drug master: before, then after (once when it is the same)" },
	{ "--rules", "DIR", V_IMPACT, S_PAIR, AT(rules_two), AT(nrules_two), NULL, 0,
	  "ルールのフォルダー。前の版、後の版の順に二度（同じなら一度）", "folder of the rules: before, then after (once when they are the same)" },
	{ "--master", "DIR", V_ALL & ~(V_IMPACT | V_BENCH | V_CONVERT | V_SCAN | V_DIFF | V_TSIGN | V_TKEYS | V_INSTALL | V_ROLLBACK | V_EDITIONS | V_OPS | V_RESTORE | V_STORE_IMPORT), S_TEXT, AT(master), NONE, NULL, 0,
	  "医薬品マスターのフォルダー", "folder of the drug master" },
	{ "--rules", "DIR", V_CASE | V_SETUP | V_REPLAY | V_ANONYMISE | V_CHECK | V_DRUG_SEARCH | V_DRUG_SHOW | V_LINT | V_RSHOW | V_RIMPORT, S_TEXT, AT(rules), NONE, NULL, 0,
	  "ルールのフォルダー", "folder of the rules" },
	{ "--editions", "DIR", V_TABLES | V_CASE | V_INSTALL | V_ROLLBACK | V_EDITIONS | V_TKEYS | V_SETUP, S_TEXT, AT(editions), NONE, NULL, 0,
	  "導入した版のフォルダー（既定は $YAGEN_EDITIONS または設定ファイル）", "folder of the installed editions (default: $YAGEN_EDITIONS, else yagen.conf)" },
	{ "--config", "FILE", V_ALL & ~(V_BENCH | V_CONVERT | V_SCAN | V_DIFF | V_TSIGN), S_TEXT, AT(config), NONE, NULL, 0,
	  "設定ファイル（既定は $YAGEN_CONFIG、なければ /etc/yagen/yagen.conf）", "settings (default: $YAGEN_CONFIG, else /etc/yagen/yagen.conf)" },
	{ "--key-file", "FILE", V_PACK | V_TSIGN | V_TKEYS, S_TEXT, AT(sign_key), NONE, NULL, 0,
	  "署名に使う秘密鍵", "private key to sign with" },
	{ "--key-id", "ID", V_TKEYS, S_TEXT, AT(key_id), NONE, NULL, 0,
	  "配布元に確かめた鍵番号", "id of the key, as its owner told you" },
	{ "--name", "NAME", V_TKEYS, S_TEXT, AT(key_name), NONE, NULL, 0,
	  "鍵の名前（英数字と . _ -）", "name of the key (letters, digits, . _ -)" },
	{ "--kind", "KIND", V_ROLLBACK, S_WORD, AT(rollback), NONE, words_rollback, 0,
	  "この種類だけを戻す（既定は両方）", "only this kind goes back (default: both)" },
	{ "--as-of", "DATE", V_CASE_CHECK | V_VERIFY | V_SIGN | V_INSTALL | V_ROLLBACK | V_TKEYS | V_SETUP | V_CHECK | V_IMPORT | V_APPLY | V_RIMPORT, S_DATE, AT(as_of), NONE, NULL, 0,
	  "確認日（既定は今日）", "the day of the check (default today)" },
	{ "--format", "FORMAT", V_SERVICE | V_CASE | V_VERIFY | V_EDITIONS | V_TKEYS | V_REPLAY | V_IMPACT | V_CHECK | V_DRUG_SEARCH | V_DRUG_SHOW | V_DIFF | V_INFO | V_RSHOW | (V_OPS & ~V_AUDIT_EXPORT) | V_RESTORE | V_STORE_IMPORT, S_WORD, AT(format), NONE, words_format, 0,
	  "出力の形（text または json）", "shape of the output (text or json)" },
	{ "--lang", "LANG", V_ALL, S_WORD, AT(lang), NONE, words_lang, 0,
	  "言語（ja または en、既定 ja）", "language (ja or en, default ja)" },
	{ "--trust", "DIR", V_CASE_SIGN | V_SIGN | V_VERIFY, S_TEXT, AT(trust), NONE, NULL, 0,
	  "信頼設定のフォルダー", "trust folder: anchors, revocation lists, policies, roles" },
	{ "--signer", "PROFILE", V_CASE_SIGN | V_SIGN, S_TEXT, AT(signer), NONE, NULL, 0,
	  "署名の方法（pcsc: pkcs11: remote: file:）", "what signs: pcsc: pkcs11: remote: file:" },
	{ "--pin-fd", "N", V_CASE_SIGN | V_SIGN, S_NUMBER, AT(pin_fd), AT(pin_fd_given), NULL, 255,
	  "暗証番号を読むファイル記述子（既定は端末で尋ねる）", "file descriptor to read the PIN from (default: ask on the terminal)" },
	{ "--last-try", NULL, V_CASE_SIGN | V_SIGN, S_FLAG, AT(last_try), NONE, NULL, 0,
	  "残り 1 回または不明でも使うと確かめた", "confirmed: use the PIN although one try is left or the counter is not known" },
	{ "--allow-file-key", NULL, V_CASE_SIGN | V_SIGN, S_FLAG, AT(allow_file_key), NONE, NULL, 0,
	  "鍵ファイルによる署名を許す", "permit signing with a key file" },
	{ "--folder", "DIR", V_OUTBOX_RUN | V_SERVICE, S_TEXT, AT(folder), NONE, NULL, 0,
	  "連携フォルダー（req と res がある）", "folder of the terminal: req and res are in it" },
	{ "--names", "FILE", V_OUTBOX_RUN | V_SERVICE, S_TEXT, AT(names), NONE, NULL, 0,
	  "メッセージ名と要素名の表（CSV）", "names of messages and elements (CSV)" },
	{ "--timeout", "SECONDS", V_OUTBOX_RUN | V_SERVICE, S_NUMBER, AT(timeout), NONE, NULL, 600,
	  "応答を待つ秒数（既定 30）", "seconds to wait for an answer (default 30)" },
	{ "--document", "FILE", V_SERVICE, S_TEXT, AT(document), NONE, NULL, 0,
	  "送る文書（確定前調剤結果、変更後の調剤結果）", "document to send along (before commit, or as changed)" },
	{ "--unsigned-layout", NULL, V_CASE_SUBMIT, S_FLAG, AT(unsigned_layout), NONE, NULL, 0,
	  "紙の処方箋の署名なしの形式を確かめた", "confirmed: the layout of an unsigned result (paper original)" },
	{ "--all", NULL, V_OUTBOX_LIST, S_FLAG, AT(all), NONE, NULL, 0,
	  "済んだものも示す", "what is done as well" },
	{ "--prescription", NULL, V_SIGN, S_FLAG, AT(sign_prescription), NONE, NULL, 0,
	  "調剤結果ではなく処方箋に署名する", "sign a prescription document instead of a dispensing document" },
	{ "--help", NULL, V_ALL, S_FLAG, AT(help), NONE, NULL, 0, "この説明", "this help" },
	{ "--version", NULL, V_ALL, S_FLAG, AT(version), NONE, NULL, 0, "版を示す", "show the version" },
};
#define NTABLE (sizeof table / sizeof *table)

static int find_word(const struct word *w, const char *name, int *out)
{
	for (; w->name; w++)
		if (strcmp(w->name, name) == 0) { *out = w->value; return 0; }
	return -1;
}

/* Puts one value where the table says; -1: outside its range. Enums of the public header have the size of int: the
 * assertions below keep that true. */
_Static_assert(sizeof(yagen_lang) == sizeof(int) && sizeof(yagen_consent) == sizeof(int) && sizeof(yagen_format) == sizeof(int)
	       && sizeof(yagen_import_kind) == sizeof(int) && sizeof(yagen_rules_import_kind) == sizeof(int) && sizeof(enum cli_format) == sizeof(int), "enum size");
static int set(struct options *o, const struct option *t, const char *value)
{
	char *to = (char *)o + t->at;
	size_t *count;
	unsigned long n;
	struct ymd d;
	unsigned u;
	int word;
	if (t->given != NONE && t->shape != S_FILES && t->shape != S_PAIR) *(bool *)(void *)((char *)o + t->given) = true;
	switch (t->shape) {
	case S_FLAG:
		*(bool *)(void *)to = true;
		return 0;
	case S_TEXT:
		memcpy(to, &value, sizeof value);
		return 0;
	case S_FILES:
	case S_PAIR:
		count = (size_t *)(void *)((char *)o + t->given);
		if (*count == (t->shape == S_PAIR ? 2 : CLI_MAX_FILES)) return -1;
		memcpy(to + *count * sizeof value, &value, sizeof value);
		++*count;
		return 0;
	case S_DATE:
		if (yg_ymd_parse(yg_str(value), &d) != 0 || !yg_ymd_valid(d)) return -1;
		*(yagen_date *)(void *)to = (yagen_date){ d.y, d.m, d.d };
		return 0;
	case S_NUMBER:
	case S_SIZE:
	case S_PLACE:
		if (!yg_str_uint(yg_str(value), t->max, &n) || (n == 0 && t->shape != S_PLACE)) return -1;
		u = (unsigned)n;
		if (t->shape != S_NUMBER) *(size_t *)(void *)to = n;
		else memcpy(to, &u, sizeof u);
		return 0;
	case S_WORD:
		if (find_word(t->words, value, &word) != 0) return -1;
		memcpy(to, &word, sizeof word);
		return 0;
	}
	return -1;
}

/* The row of this verb; of none, any of that name. */
static const struct option *find_option(const struct verb *v, const char *arg, size_t n)
{
	const struct option *any = NULL;
	for (size_t i = 0; i < NTABLE; i++) {
		if (strlen(table[i].name) != n || memcmp(table[i].name, arg, n) != 0) continue;
		if (v && table[i].verbs & v->bit) return &table[i];
		any = &table[i];
	}
	return any;
}

/* The language counts for the messages about all other options: look for it first. */
static yagen_lang early_lang(int argc, char **argv)
{
	int word;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && find_word(words_lang, argv[i + 1], &word) == 0)
			return (yagen_lang)word;
		if (strncmp(argv[i], "--lang=", 7) == 0 && find_word(words_lang, argv[i] + 7, &word) == 0)
			return (yagen_lang)word;
	}
	return YAGEN_JA;
}

static int find_verb(struct options *o, int argc, char **argv)
{
	const struct verb *v;
	bool known = false;
	for (v = cli_verbs; v->name; v++) {
		if (strcmp(v->name, argv[1]) != 0) continue;
		known = true;
		if (!v->sub || (argc > 2 && strcmp(v->sub, argv[2]) == 0)) { o->verb = v; return v->sub ? 3 : 2; }
	}
	if (known && argc > 2 && strcmp(argv[2], "--help") == 0) { o->help = true; return 3; }
	if (known && argc > 2)
		cli_usage(o->lang, "この動詞はありません", "no such verb", argv[2]);
	else if (known)
		cli_usage(o->lang, "続く動詞がありません", "a second verb is missing after", argv[1]);
	else
		cli_usage(o->lang, "この動詞はありません", "no such verb", argv[1]);
	return -1;
}

int options_parse(struct options *o, int argc, char **argv)
{
	const char *eq, *value;
	bool plain = false;
	int i;
	*o = (struct options){ .lang = early_lang(argc, argv) };
	if (argc < 2) {
		options_help(stderr, o);
		return EXIT_USAGE;
	}
	i = 1;
	if (argv[1][0] != '-') {
		if ((i = find_verb(o, argc, argv)) < 0) return EXIT_USAGE;
	}
	for (; i < argc; i++) {
		const char *a = argv[i];
		const struct option *t;
		if (plain || a[0] != '-' || strcmp(a, "-") == 0) {
			if (o->nargs == CLI_MAX_FILES) return cli_usage(o->lang, "引数が多すぎます", "too many arguments", a);
			o->args[o->nargs++] = a;
			continue;
		}
		if (strcmp(a, "--") == 0) { plain = true; continue; }
		eq = strchr(a, '=');
		t = find_option(o->verb, a, eq ? (size_t)(eq - a) : strlen(a));
		if (!t || (o->verb && !(t->verbs & o->verb->bit)))
			return cli_usage(o->lang, "このオプションはありません", "no such option here", a);
		if (!t->arg && eq) return cli_usage(o->lang, "値を取らないオプションです", "this option takes no value", a);
		value = eq ? eq + 1 : NULL;
		if (t->arg && !value) {
			if (i + 1 >= argc) return cli_usage(o->lang, "値がありません", "a value is missing after", a);
			value = argv[++i];
		}
		if (set(o, t, value) != 0) return cli_usage(o->lang, "値が正しくありません", "not a possible value", a);
	}
	if (o->help || o->version) return 0;
	if (!o->verb) return cli_usage(o->lang, "動詞がありません", "a verb is missing", NULL);
	if (o->nargs < o->verb->min_args) return cli_usage(o->lang, "引数が足りません", "missing argument", o->verb->args);
	if (o->nargs > o->verb->max_args)
		return cli_usage(o->lang, "引数が多すぎます", "too many arguments", o->args[o->verb->max_args]);
	return 0;
}

static void help_option(FILE *to, const struct option *t, yagen_lang lang)
{
	char left[64];
	snprintf(left, sizeof left, "%s%s%s", t->name, t->arg ? " " : "", t->arg ? t->arg : "");
	fprintf(to, "  %-22s %s\n", left, cli_say(lang, t->ja, t->en));
	if (t->words && t->words != words_lang && t->words != words_format && t->words != words_export) {
		fprintf(to, "  %-22s   ", "");
		for (const struct word *w = t->words; w->name; w++) fprintf(to, "%s%s", w == t->words ? "" : " ", w->name);
		fprintf(to, "\n");
	}
}

void options_help(FILE *to, const struct options *o)
{
	const struct verb *v = o->verb;
	char left[64];
	if (v) {
		fprintf(to, "yagen %s%s%s [%s] %s\n  %s\n\n", v->name, v->sub ? " " : "", v->sub ? v->sub : "",
		       cli_say(o->lang, "オプション", "options"), v->args, cli_say(o->lang, v->ja, v->en));
		for (size_t i = 0; i < NTABLE; i++)
			if (table[i].verbs & v->bit) help_option(to, &table[i], o->lang);
		return;
	}
	fprintf(to, "%s\n\n", cli_say(o->lang, "yagen 動詞 [オプション] 引数...   処方箋を患者の履歴と照合する",
				 "yagen VERB [options] arguments...   check a prescription against the patient's histories"));
	for (v = cli_verbs; v->name; v++) {
		snprintf(left, sizeof left, "%s%s%s %s", v->name, v->sub ? " " : "", v->sub ? v->sub : "", v->args);
		fprintf(to, "  %-36s %s\n", left, cli_say(o->lang, v->ja, v->en));
	}
	fprintf(to, "\n%s\n", cli_say(o->lang, "各動詞のオプションは yagen 動詞 --help、終了コードは man yagen",
				 "yagen VERB --help shows the options, man yagen the exit codes"));
}
