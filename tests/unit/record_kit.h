/* record_kit.h - test helper: an invented 調剤録, and what poppler reads from a PDF. */
#ifndef TESTS_RECORD_KIT_H
#define TESTS_RECORD_KIT_H
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "t.h"
#include "base/err.h"
#include "print/record_pdf.h"

#define TEXT(lit) { (lit), sizeof(lit) - 1 }         /* a str in a static initializer */
static struct record_drug kit_drugs[4] = {
	{ .name = TEXT("アムロジピンＯＤ錠５ｍｇ「架空」"), .amount = TEXT("1 錠"), .total = TEXT("28 錠"), .code = TEXT("YJ 2171022F3013"),
	  .prescribed = TEXT("【般】アムロジピン口腔内崩壊錠５ｍｇ") },
	{ .name = TEXT("ロスバスタチン錠２．５ｍｇ「架空」"), .amount = TEXT("1 錠"), .total = TEXT("28 錠"), .code = TEXT("YJ 2189017F1014") },
	{ .name = TEXT("ロキソプロフェンＮａ錠６０ｍｇ「架空」"), .amount = TEXT("1 錠"), .total = TEXT("10 錠"), .code = TEXT("YJ 1149019F1013"),
	  .note = TEXT("空腹時を避ける") },
	{ .name = TEXT("ケトプロフェンテープ４０ｍｇ「架空」"), .amount = TEXT("14 枚"), .total = TEXT("14 枚"), .code = TEXT("レセ電 622000001") } };
static struct record_rp kit_rps[3] = {
	{ .number = 1, .form = TEXT("内服"), .usage = TEXT("分１　朝食後"), .quantity = TEXT("28 日分"), .drugs = kit_drugs, .ndrugs = 2 },
	{ .number = 2, .form = TEXT("頓服"), .usage = TEXT("疼痛時"), .quantity = TEXT("10 回分"), .drugs = kit_drugs + 2, .ndrugs = 1 },
	{ .number = 3, .form = TEXT("外用"), .usage = TEXT("１日１回　腰"), .quantity = TEXT("1 調剤"), .drugs = kit_drugs + 3, .ndrugs = 1 } };
static struct record_inquiry kit_inquiry = { .about = TEXT("ロキソプロフェンＮａ錠６０ｍｇ"), .question = TEXT("他院のセレコキシブと重なります。継続しますか。"),
	.answer = TEXT("頓服のみとし、１０回分へ減らす。"), .answered_by = TEXT("架空　一郎 医師"), .asked_at = TEXT("2026-11-20 09:41"),
	.answered_at = TEXT("2026-11-20 09:52"), .outcome = TEXT("変更あり") };
static struct record_note kit_change = { .what = TEXT("RP 2"), .text = TEXT("１４回分を１０回分へ") };
static struct record_note kit_leftover = { .text = TEXT("アムロジピン 7 錠が手元にあり、次回に調整"), .by = TEXT("本人の申告") };
static struct record_note kit_guidance[2] = { { .what = TEXT("服薬指導"), .text = TEXT("ふらつきがあれば立ち上がりに注意。グレープフルーツを避ける。") },
	{ .what = TEXT("情報提供"), .text = TEXT("薬剤情報提供書を渡した。") } };

static inline struct dispensing_record kit_record(void)
{
	return (struct dispensing_record){ .number = STR("9f2c1a"), .created = "2026-11-20T01:05:00Z", .patient = STR("髙﨑　架空子"), .kana = STR("タカサキ　カクコ"),
		.sex = STR("女"), .born = { 1961, 3, 24 }, .age = 65, .insurance = STR("保険者 06139999　記号 架空　番号 12　枝番 01"),
		.dispensed = { 2026, 11, 20 }, .pharmacist = STR("薬研　花子"), .pharmacy = STR("架空薬局　本店"), .pharmacy_address = STR("東京都架空区見本町一丁目２番３号"),
		.pharmacy_phone = STR("03-0000-0000"), .issued = { 2026, 11, 19 }, .doctor = STR("架空　一郎"), .department = STR("内科"),
		.institution = STR("医療法人社団架空会　見本内科クリニック"), .institution_address = STR("東京都架空区見本町四丁目５番６号"), .institution_phone = STR("03-0000-0001"),
		.prescription = STR("引換番号 123456"), .rps = kit_rps, .nrps = 3, .inquiries = &kit_inquiry, .ninquiries = 1, .changes = &kit_change, .nchanges = 1,
		.leftovers = &kit_leftover, .nleftovers = 1, .guidance = kit_guidance, .nguidance = 2 };
}

/* A build without cairo and pango has nothing to test: exit 77. */
static inline void kit_needs_pdf(void)
{
	struct arena *a = yg_arena_new(64u << 20);
	struct dispensing_record r = kit_record();
	struct diags ds;
	struct buf b;
	int err;
	yg_diags_init(&ds, a);
	yg_buf_init(&b, 64u << 20);
	err = yg_record_pdf(&r, &b, &ds);
	yg_buf_free(&b);
	yg_arena_free(a);
	if (err != YG_EREFUSED) return;
	printf("SKIP: built without PDF (--without-pdf)\n");
	exit(77);
}
/* Likewise without libqrencode. */
static inline void kit_needs_qr(void)
{
	struct arena *a = yg_arena_new(1u << 20);
	struct qr_symbol q;
	struct diags ds;
	int err;
	yg_diags_init(&ds, a);
	err = yg_qr_encode(STR("x"), a, &q, &ds);
	yg_arena_free(a);
	if (err != YG_EREFUSED) return;
	printf("SKIP: built without QR symbols (--without-qrencode)\n");
	exit(77);
}

/* Runs a poppler tool on a PDF: its output; exit 77 when the tool is not installed. */
static inline struct buf kit_poppler(const char *tool, const char *opt, const struct buf *pdf, bool need_out)
{
	const char *tmp = getenv("TMPDIR");
	char in[600], outp[620];
	int fd, status = -1;
	struct buf b;
	pid_t pid;
	yg_buf_init(&b, 64u << 20);
	snprintf(in, sizeof in, "%s/yagen-pdf-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	fd = mkstemp(in);
	if (fd < 0 || write(fd, pdf->p, pdf->n) != (ssize_t)pdf->n) exit(99);
	close(fd);
	snprintf(outp, sizeof outp, "%s.out", in);
	fflush(NULL);
	if ((pid = fork()) == 0) {
		if (!freopen(outp, "wb", stdout)) _exit(99);
		if (need_out) execlp(tool, tool, opt, "-enc", "UTF-8", in, "-", (char *)NULL);
		else execlp(tool, tool, in, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		printf("SKIP: %s not found; install poppler-utils\n", tool);
		exit(77);
	}
	CHECK_INT(status, 0);
	CHECK_INT(yg_file_read(outp, 64u << 20, &b), 0);
	unlink(in);
	unlink(outp);
	return b;
}
#endif
