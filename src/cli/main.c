/* main.c - the verbs as a table, and the way in. Whatever a verb does is in its cmd_ file. */
#include "cli/cli.h"
#include <stdio.h>
#include "base/ban.h"

const struct verb cli_verbs[] = {
	{ "check", NULL, V_CHECK, 1, 1, "RX", cmd_check,
	  "処方箋を履歴と照合し、所見を示す", "check a prescription against histories and print the findings" },
	{ "convert", NULL, V_CONVERT, 1, 1, "--to FORMAT IN", cmd_convert,
	  "別の形式に書き直す", "write a document in another format" },
	{ "scan", NULL, V_SCAN, 1, 32, "IMAGE...", cmd_scan,
	  "QRコードの画像や読み取り文字列から元のデータを取り出す", "pictures of QR codes, or what a scanner typed, to the joined bytes" },
	{ "drug", "search", V_DRUG_SEARCH, 1, 1, "TEXT", cmd_drug_search,
	  "薬品を名称・カナ・成分・コードで探す", "look drugs up by name, kana, ingredient or code" },
	{ "drug", "show", V_DRUG_SHOW, 1, 1, "CODE", cmd_drug_show,
	  "コードの薬品を示す", "show the drugs with exactly this code" },
	{ "tables", "import", V_IMPORT, 1, CLI_MAX_FILES, "--kind KIND FILE...", cmd_tables_import,
	  "公的ファイルから医薬品マスターの版を作る", "make a drug master edition from official files" },
	{ "tables", "apply-diff", V_APPLY, 1, CLI_MAX_FILES, "FILE...", cmd_tables_apply_diff,
	  "差分ファイルを版に適用する", "apply difference files to an edition" },
	{ "tables", "diff", V_DIFF, 2, 2, "DIR_A DIR_B", cmd_tables_diff,
	  "二つの版の違いを示す", "differences between two editions" },
	{ "tables", "info", V_INFO, 0, 0, "", cmd_tables_info,
	  "版の日付・件数・チェックサムを示す", "dates, counts and checksums of an edition" },
	{ "tables", "check", V_TCHECK, 0, 0, "", cmd_tables_check,
	  "版の全行・参照・チェックサムを検査する", "check every row, reference and checksum of an edition" },
	{ "rules", "lint", V_LINT, 0, 0, "", cmd_rules_lint,
	  "ルール表の誤りをすべて示す", "report every mistake of the rule tables" },
	{ "rules", "show", V_RSHOW, 1, 1, "ID", cmd_rules_show,
	  "ルールを出典とともに示す", "show one rule with its source" },
	{ "rules", "import", V_RIMPORT, 1, CLI_MAX_FILES, "--kind KIND FILE...", cmd_rules_import,
	  "電子添文や自局の規則をルールの版に加える", "add package inserts or a pharmacy's own rules to a rules edition" },
	{ "bench", "matcher", V_BENCH, 1, 1, "DIR", cmd_bench,
	  "照合の速さを測る（DIR は作業負荷の CSV）", "measure the matcher on a workload of CSV files" },
	{ NULL, NULL, 0, 0, 0, NULL, NULL, NULL, NULL }
};

int main(int argc, char **argv)
{
	struct options o;
	int code = options_parse(&o, argc, argv);
	if (code == 0) {
		if (o.help) options_help(stdout, &o);
		else if (o.version) printf("yagen %s\n", yagen_version());
		else code = o.verb->run(&o);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		cli_fail(&o, cli_say(o.lang, "標準出力", "standard output"), YAGEN_EIO);
		return EXIT_IO;
	}
	return code;
}
