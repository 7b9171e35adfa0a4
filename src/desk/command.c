/* command.c - the table of commands: name, right, whether it changes anything, the states it is allowed in, what it is. Data only. */
#include "desk/command.h"
#include "desk/consent.h"
#include "base/ban.h"

#define OPEN (IN(DS_RECEIVED) | IN(DS_CHECKED) | IN(DS_DECIDED))      /* in hand: nothing was handed over yet */
#define OPEN_WORDS "received checked decided"
#define READY (IN(DS_CHECKED) | IN(DS_DECIDED))      /* a part may have been handed over; what is interruptive must be decided as well */
#define READY_WORDS "checked decided"
#define GIVEN (READY | IN(DS_DISPENSED))
#define GIVEN_WORDS "checked decided dispensed"
#define HERE (OPEN | IN(DS_DISPENSED))
#define HERE_WORDS "received checked decided dispensed"
#define SENDABLE (IN(DS_DISPENSED) | IN(DS_SIGNED))
#define SENDABLE_WORDS "dispensed signed"
#define SIGNABLE IN(DS_DISPENSED)
#define SIGNABLE_WORDS "dispensed"
#define ANY (~0u)
#define ANY_WORDS "received checked decided dispensed signed registered cancelled returned"
#define NO_CASE 0u

#define ROW(name, right, changes, states, run, ja, en) { { name, right, changes, states##_WORDS, ja, en }, states, run }
#define NO_CASE_WORDS ""
const struct desk_command yg_desk_commands[] = {
	/* coming in */
	ROW("case.new", "intake", 1, NO_CASE, cmd_case_new, "処方箋を受け付ける", "receive a prescription"),
	ROW("case.enter", "intake", 1, NO_CASE, cmd_case_enter, "紙やファクスの処方箋を入力する", "enter a prescription by hand"),
	ROW("case.history", "intake", 1, OPEN, cmd_case_history, "履歴を加える", "add histories"),
	ROW("case.patient", "intake", 1, OPEN, cmd_case_patient, "患者の情報を加える", "add facts about the patient"),
	ROW("case.correct", "intake", 1, OPEN, cmd_case_correct, "処方の内容を訂正する（元の処方箋は残る）", "put a prescription right (the original stays)"),
	ROW("case.cancel", "intake", 1, HERE, cmd_case_cancel, "受付を取り消す", "cancel a case"),
	ROW("case.return", "intake", 1, HERE, cmd_case_return, "処方箋を返す", "give the prescription back"),
	ROW("case.consent", "intake", 1, ANY, cmd_case_consent, "閲覧の同意、またはその撤回を記録する", "record a consent to view, or that it was taken back"),
	ROW("terminal.match", "read", 0, NO_CASE, cmd_terminal_match, "資格確認端末のファイルがどの患者・受付のものかを示す", "whose file of the eligibility terminal this is"),
	ROW("terminal.take", "intake", 1, HERE, cmd_terminal_take, "資格確認端末のファイルを受付に加える", "add a file of the eligibility terminal to a case"),
	/* checking and deciding */
	ROW("case.check", "check", 1, OPEN, cmd_case_check, "確認する", "check a case"),
	ROW("case.decide", "decide", 1, READY, cmd_case_decide, "所見に対する判断を記録する", "record what was decided about a finding"),
	ROW("case.inquire", "decide", 1, HERE, cmd_case_inquire, "疑義照会の問いと答えを記録する", "record a question to the prescriber, or its answer"),
	/* handing over */
	ROW("case.candidates", "read", 0, ANY, cmd_case_candidates, "この行に渡せる製品を示す", "show the products that may be given for a line"),
	ROW("case.dispense", "dispense", 1, READY, cmd_case_dispense, "薬を渡す", "hand the drugs over"),
	ROW("case.amend", "dispense", 1, GIVEN, cmd_case_amend, "渡した記録を訂正する", "put the record of a hand-over right"),
	ROW("case.print", "dispense", 1, ANY, cmd_case_print, "書類を作る", "make a document"),
	/* registering with 電子処方箋管理サービス */
	ROW("case.sign", "dispense", 1, SIGNABLE, cmd_case_sign, "署名した調剤結果を受け取る", "take the signed dispensing document"),
	ROW("case.submit", "dispense", 1, SENDABLE, cmd_case_submit, "調剤結果を登録待ちに入れる", "put the dispensing result into the outbox"),
	ROW("outbox.list", "read", 0, NO_CASE, cmd_outbox_list, "登録待ちの一覧を示す", "list what waits to be registered"),
	ROW("outbox.take", "dispense", 1, ANY, cmd_outbox_take, "これから送ることを記録する", "write down what is about to be sent"),
	ROW("outbox.told", "dispense", 1, ANY, cmd_outbox_told, "送った結果を記録する", "write down what came of it"),
	ROW("outbox.retry", "dispense", 1, ANY, cmd_outbox_retry, "止まっている登録をもう一度行う", "try a stopped registration again"),
	ROW("outbox.withdraw", "dispense", 1, ANY, cmd_outbox_withdraw, "登録待ちを取り下げる", "take a result out of the outbox"),
	/* looking back */
	ROW("case.replay", "read", 0, ANY, cmd_case_replay, "過去の確認を再現して比べる", "repeat every check of a case and compare"),
	/* looking */
	ROW("case.show", "read", 0, ANY, cmd_case_show, "受付の内容と経過を示す", "show a case and what happened to it"),
	ROW("case.list", "read", 0, NO_CASE, cmd_case_list, "受付の一覧を示す", "list cases"),
	ROW("case.events", "read", 0, ANY, cmd_case_events, "受付の出来事をすべて示す", "show every event of a case"),
	/* who is who */
	ROW("patient.show", "read", 0, NO_CASE, cmd_patient_show, "患者を示す", "show a patient"),
	ROW("patient.doubtful", "read", 0, NO_CASE, cmd_patient_doubtful, "同じ人かもしれない患者の一覧を示す", "list patients that may be the same person"),
	ROW("patient.join", "admin", 1, NO_CASE, cmd_patient_join, "同じ人の二つの記録を一つとして扱う", "treat two records as one person"),
	ROW("patient.split", "admin", 1, NO_CASE, cmd_patient_split, "統合を取り消す、または別人と定める", "take a join back, or settle that they are two people"),
	/* special access, looked at again later */
	ROW("emergency.list", "admin", 0, NO_CASE, cmd_emergency_list, "救急時の閲覧のうち、確認を待つものを示す", "list emergency accesses that wait to be looked at"),
	ROW("emergency.review", "admin", 1, NO_CASE, cmd_emergency_review, "救急時の閲覧を確認したことを記録する", "record that an emergency access was looked at"),
	/* unknown names and codes */
	ROW("worklist.list", "read", 0, NO_CASE, cmd_worklist_list, "特定できなかった名称とコードの一覧を示す", "list names and codes nobody could identify"),
	ROW("worklist.settle", "decide", 1, NO_CASE, cmd_worklist_settle, "名称・コードがどの製品かを定める", "settle which product such a name or code is"),
	ROW("worklist.retire", "decide", 1, NO_CASE, cmd_worklist_retire, "定めたことを取り下げる", "take a settlement back"),
	{ { NULL, NULL, 0, NULL, NULL, NULL }, 0, NULL }
};

const yagen_desk_command *yagen_desk_command_at(size_t i)
{
	return i < sizeof yg_desk_commands / sizeof *yg_desk_commands - 1 ? &yg_desk_commands[i].pub : NULL;
}
