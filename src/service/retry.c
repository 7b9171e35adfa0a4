/* retry.c - the table, and the few lines that read it. */
#include "service/retry.h"
#include "base/ban.h"

const struct retry_row yg_retry[OUT_COUNT] = {
	[OUT_DONE] = { "done", RETRY_NEVER, 0, 0, 0, false, HOP_NONE, "登録済み", "registered" },
	[OUT_REFUSED] = { "refused", RETRY_NEVER, 0, 0, 0, false, HOP_NONE, "サービスが受け付けません", "the service refuses it" },
	[OUT_MALFORMED] = { "malformed", RETRY_NEVER, 0, 0, 0, false, HOP_NONE, "要求の形式が誤りとされました", "the request was rejected as malformed" },
	[OUT_NOT_SENT] = { "not-sent", RETRY_EXPONENTIAL, 5, 900, 0, false, HOP_FOLDER, "送れません（連携フォルダーまたは接続）", "cannot be sent (folder or connection)" },
	[OUT_RATE_LIMIT] = { "rate-limit", RETRY_HOURLY, 3600, 3600, 10, false, HOP_NONE, "回数の上限に達しました", "too many requests for now" },
	[OUT_OVERLOAD] = { "overload", RETRY_EXPONENTIAL, 15, 1800, 10, false, HOP_SERVICE, "サービスが混雑しています", "the service is overloaded" },
	[OUT_MAINTENANCE] = { "maintenance", RETRY_EXPONENTIAL, 300, 3600, 0, false, HOP_SERVICE, "サービスは保守中です", "the service is under maintenance" },
	[OUT_PROCESSING] = { "processing", RETRY_EXPONENTIAL, 5, 300, 0, true, HOP_NONE, "サービスで処理中です", "still being processed there" },
	[OUT_ABNORMAL] = { "abnormal", RETRY_EXPONENTIAL, 15, 1800, 10, true, HOP_SERVICE, "サービスが異常終了を返しました", "the service answered abnormal" },
	[OUT_NO_ANSWER] = { "no-answer", RETRY_EXPONENTIAL, 15, 1800, 0, true, HOP_TERMINAL, "応答がありません（結果は不明）", "no answer; the outcome is not known" },
	[OUT_TORN] = { "torn", RETRY_EXPONENTIAL, 15, 1800, 10, true, HOP_TERMINAL, "応答を読めません（結果は不明）", "the answer cannot be read; the outcome is not known" },
	[OUT_FOREIGN] = { "foreign", RETRY_EXPONENTIAL, 60, 1800, 10, true, HOP_TERMINAL, "別の要求への応答が届きました（結果は不明）", "an answer to something else came; the outcome is not known" },
	[OUT_INTERRUPTED] = { "interrupted", RETRY_EXPONENTIAL, 5, 300, 0, true, HOP_NONE, "送信中に中断しました（結果は不明）", "interrupted while sending; the outcome is not known" },
};
const char *const yg_hop_word[HOP_COUNT] = { "", "folder", "terminal", "line", "service" };

enum svc_outcome yg_outcome(struct str word)
{
	for (int i = 0; i < OUT_COUNT; i++)
		if (yg_str_eqz(word, yg_retry[i].word)) return (enum svc_outcome)i;
	return OUT_COUNT;
}

int64_t yg_retry_wait(enum svc_outcome o, unsigned tries, uint32_t random)
{
	const struct retry_row *r = &yg_retry[o];
	uint64_t span = r->first;
	if (r->how == RETRY_NEVER || (r->most && tries >= r->most)) return -1;
	if (r->how == RETRY_EXPONENTIAL)
		for (unsigned i = 1; i < tries && span < r->cap; i++) span *= 2;
	if (span > r->cap) span = r->cap;
	if (r->how == RETRY_HOURLY) return (int64_t)(span + random % 300);   /* never earlier than the hour */
	return (int64_t)(span - span / 2 + random % (span / 2 + 1));
}

enum svc_outcome yg_outcome_http(int status)
{
	if (status == 429) return OUT_RATE_LIMIT;
	if (status == 408) return OUT_NO_ANSWER;
	if (status == 503) return OUT_OVERLOAD;
	if (status >= 500) return OUT_ABNORMAL;
	return status >= 400 ? OUT_MALFORMED : OUT_TORN;
}

void yg_circuit_told(struct circuits *c, enum svc_outcome o, int64_t now, uint32_t random)
{
	enum svc_hop broken = yg_retry[o].hop;
	for (int h = HOP_FOLDER; h < HOP_COUNT; h++) {
		struct circuit *one = &c->hop[h];
		int64_t wait;
		if (broken == HOP_NONE || h < (int)broken) *one = (struct circuit){ 0, 0 };     /* it carried an answer, or a fault from further on */
		if (h != (int)broken) continue;
		if (++one->faults < CIRCUIT_FAULTS) continue;
		wait = yg_retry_wait(o, one->faults - CIRCUIT_FAULTS + 1, random);
		one->until = now + (wait > 0 ? wait : yg_retry[o].cap);
	}
}

enum svc_hop yg_circuit_open(const struct circuits *c, int64_t now)
{
	for (int h = HOP_FOLDER; h < HOP_COUNT; h++)
		if (c->hop[h].until > now) return (enum svc_hop)h;
	return HOP_NONE;
}
