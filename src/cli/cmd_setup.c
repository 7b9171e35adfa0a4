/* cmd_setup.c - `yagen setup`: the first run. Every step makes what is missing and leaves alone what is there, so that a second run,
 * or one after a power cut, changes nothing that is good. It asks nothing and ends by saying what only people can do. */
#include "cli/cli.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "yagen/yagen_desk.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "base/ban.h"

#define ROOM 4096
struct setup {
	const struct options *o;
	yagen_config *conf;                          /* the file, when there is one already */
	char store[ROOM], keys[ROOM], editions[ROOM], config[ROOM], sign[ROOM];
	size_t made;
};

static bool there(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0;
}

static void say(struct setup *s, bool is_new, const char *ja, const char *en, const char *path)
{
	s->made += is_new;
	printf("%s %s: %s\n", is_new ? cli_say(s->o->lang, "作成", "made") : cli_say(s->o->lang, "既存", "kept"), cli_say(s->o->lang, ja, en), path);
}

/* --- where everything goes ------------------------------------------------------------------------------------------------- */

/* Settings are read by programs started elsewhere: only whole paths. */
static bool absolute(char out[ROOM], const char *path)
{
	char here[ROOM];
	int n;
	if (path[0] == '/') n = snprintf(out, ROOM, "%s", path);
	else n = getcwd(here, sizeof here) ? snprintf(out, ROOM, "%s/%s", here, path) : -1;
	return n > 0 && n < ROOM;
}

static bool beside(char out[ROOM], const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	int n = snprintf(out, ROOM, "%.*s/%s", (int)(slash - path), path, name);
	return n > 0 && n < ROOM;
}

static int differs(const struct setup *s, const char *option)
{
	cli_usage(s->o->lang, "設定ファイルと違う場所です。どちらかに揃えてください", "not what the settings file says: make them agree", option);
	return EXIT_USAGE;
}

static int read_config(struct setup *s)
{
	struct cli_listener cl;
	struct buf b;
	int err;
	yg_buf_init(&b, YG_MAX_TEXT);
	err = yg_file_read(s->config, YG_MAX_TEXT, &b);
	cli_listener_init(&cl, s->o, s->config);
	if (err == YG_OK) err = yagen_config_read(&s->conf, b.n ? b.p : "", b.n, &cl.l);
	yg_buf_free(&b);
	return err == YG_OK ? 0 : cli_fail(s->o, s->config, err);
}

/* A value of the file, unless an option says the same or something else. */
static int from_config(struct setup *s, char out[ROOM], const char *key, const char *option, bool given)
{
	const char *v = yagen_config_text(s->conf, key);
	if (!v) return 0;
	if (given && strcmp(v, out) != 0) return differs(s, option);
	snprintf(out, ROOM, "%s", v);
	return 0;
}

static int places(struct setup *s)
{
	const struct options *o = s->o;
	const char *config = o->config ? o->config : getenv("YAGEN_CONFIG");
	struct cli_store cs;
	int code = cli_store_path(o, true, &cs), n;
	bool ok;
	if (code) return code;
	ok = absolute(s->store, cs.path);
	if (ok) ok = cli_editions(o) ? absolute(s->editions, cli_editions(o)) : beside(s->editions, s->store, "editions");
	if (ok) ok = config && *config ? absolute(s->config, config) : beside(s->config, s->store, "yagen.conf");
	if (!ok) return cli_fail(o, cs.path, YAGEN_ETOOBIG);
	if (there(s->config)) {
		code = read_config(s);
		if (!code) code = from_config(s, s->store, "store", "--store", o->store != NULL);
		if (!code) code = from_config(s, s->editions, "editions", "--editions", cli_editions(o) != NULL);
		if (code) return code;
	}
	n = snprintf(s->keys, ROOM, "%s.keys", s->store);
	if (n < 0 || n >= ROOM || !beside(s->sign, s->store, "site-signing.key")) return cli_fail(o, s->store, YAGEN_ETOOBIG);
	return from_config(s, s->keys, "keys", "--keys", false);
}

/* --- editions: the shipped ones, vouched for by a key of this site -------------------------------------------------------- */

/* The `id=` line of the public key file that was just made here. */
static bool key_id(struct str text, char out[17])
{
	size_t at = yg_str_find(text, STR("\nid="));
	if (at == (size_t)-1 || at + 4 + 16 > text.n) return false;
	snprintf(out, 17, "%.*s", 16, text.p + at + 4);
	return true;
}

static int trust_site(struct setup *s, const yagen_listener *l)
{
	char pub[ROOM], id[17];
	struct buf b;
	int err = YAGEN_OK, n = snprintf(pub, sizeof pub, "%s.pub", s->sign);
	bool is_new = !there(s->sign);
	yagen_date today = s->o->as_of.year ? s->o->as_of : cli_today();
	if (n < 0 || n >= ROOM) return YAGEN_ETOOBIG;
	if (is_new) err = yagen_pack_key_make(s->sign, "site", today);
	if (err != YAGEN_OK) return err;
	say(s, is_new, "この薬局の署名鍵", "signing key of this site", s->sign);
	yg_buf_init(&b, 65536);
	err = yg_file_read(pub, 65536, &b);
	if (err == YG_OK) err = key_id(yg_buf_view(&b), id) ? yagen_pack_key_add(s->editions, b.p, b.n, id, today, l) : YAGEN_ESYNTAX;
	yg_buf_free(&b);
	return err;
}

static int pack(const char *dir, const char *master, const char *key, yagen_sink **out, const yagen_listener *l)
{
	int err = yagen_sink_new(out, 256u << 20);
	return err == YAGEN_OK ? yagen_pack_make(dir, master, key, *out, l) : err;
}

static int install(struct setup *s, const struct cli_folders *f, const yagen_listener *l)
{
	yagen_install_options io = YAGEN_INSTALL_OPTIONS_INIT;
	yagen_sink *sink[3] = { NULL, NULL, NULL };
	yagen_bytes packs[2];
	int err = pack(f->master, NULL, s->sign, &sink[0], l);
	if (err == YAGEN_OK) err = pack(f->rules, f->master, s->sign, &sink[1], l);
	if (err == YAGEN_OK) err = yagen_sink_new(&sink[2], 0);
	for (int i = 0; i < 2 && err == YAGEN_OK; i++) packs[i].data = yagen_sink_data(sink[i], &packs[i].len);
	io.editions_dir = s->editions;
	io.packs = packs;
	io.npacks = 2;
	io.today = s->o->as_of.year ? s->o->as_of : cli_today();
	io.mark_expired = 1;                         /* an old program package must still start; every answer says that it is old */
	if (err == YAGEN_OK) err = yagen_editions_install(&io, sink[2], l);
	for (int i = 0; i < 3; i++) yagen_sink_free(sink[i]);
	return err;
}

/* Only errors: doubts about rows of the shipped tables are for those who make them. */
static void hear(void *payload, const yagen_diag *d)
{
	const struct setup *s = payload;
	if (d->severity == YAGEN_DIAG_ERROR && strcmp(d->code, "pack-key-again") != 0) cli_diag(s->o->lang, NULL, d);
}

static int make_editions(struct setup *s)
{
	struct options plain = *s->o;
	yagen_listener l = YAGEN_LISTENER_INIT;
	struct cli_folders f;
	char current[ROOM];
	int err, n = snprintf(current, sizeof current, "%s/CURRENT", s->editions);
	if (n < 0 || n >= ROOM) return cli_fail(s->o, s->editions, YAGEN_ETOOBIG);
	l.lang = s->o->lang;
	l.diag = hear;
	l.payload = s;
	if (there(current)) {
		say(s, false, "版のフォルダー", "folder of editions", s->editions);
		return 0;
	}
	cli_shipped(&plain, &f);
	err = trust_site(s, &l);
	if (err == YAGEN_EEXISTS) err = YAGEN_OK;
	if (err == YAGEN_OK) err = install(s, &f, &l);
	if (err != YAGEN_OK) return cli_fail(s->o, s->editions, err);
	say(s, true, "版のフォルダー", "folder of editions", s->editions);
	return 0;
}

/* --- store, keys, settings ----------------------------------------------------------------------------------------------------- */

static int make_store(struct setup *s)
{
	yagen_desk_options d = YAGEN_DESK_OPTIONS_INIT;
	bool had_store = there(s->store), had_keys = there(s->keys);
	struct cli_listener cl;
	yagen_desk *desk = NULL;
	int err;
	if (had_store && !had_keys) {                /* new keys would not open it */
		cli_fail(s->o, s->keys, YAGEN_ENOTFOUND);
		return cli_usage(s->o->lang, "この保存先の鍵がありません。控えから戻してください", "the keys of this store are missing: put the copy back", s->store);
	}
	cli_listener_init(&cl, s->o, NULL);
	d.store = s->store;
	d.keys = s->keys;
	d.tenant = yagen_config_text(s->conf, "tenant");
	d.editions = s->editions;
	d.create = !had_store;
	d.today = s->o->as_of.year ? s->o->as_of : cli_today();
	d.listener = &cl.l;
	err = yagen_desk_open(&desk, &d);
	yagen_desk_close(desk);
	if (err != YAGEN_OK) return cli_fail(s->o, s->store, err);
	say(s, !had_keys, "保存先の鍵", "keys of the store", s->keys);
	say(s, !had_store, "保存先", "store", s->store);
	return 0;
}

static int make_config(struct setup *s)
{
	struct cli_listener cl;
	yagen_config *c = NULL;
	yagen_sink *sink = NULL;
	const char *p = NULL;
	struct buf b;
	size_t n = 0;
	int err;
	if (s->conf) {
		say(s, false, "設定ファイル", "settings", s->config);
		return 0;
	}
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_buf_printf(&b, "store = %s\nkeys = %s\neditions = %s\n", s->store, s->keys, s->editions);
	cli_listener_init(&cl, s->o, s->config);
	err = b.err ? b.err : yagen_config_read(&c, b.p, b.n, &cl.l);
	if (err == YAGEN_OK) err = yagen_sink_new(&sink, 0);
	if (err == YAGEN_OK) err = yagen_config_write(c, s->o->lang, sink);
	if (err == YAGEN_OK) p = yagen_sink_data(sink, &n);
	if (err == YAGEN_OK) err = yg_file_write(s->config, (struct str){ p, n });
	yagen_sink_free(sink);
	yagen_config_free(c);
	yg_buf_free(&b);
	if (err != YAGEN_OK) return cli_fail(s->o, s->config, err);
	say(s, true, "設定ファイル", "settings", s->config);
	return 0;
}

/* --- what can be seen of the disk --------------------------------------------------------------------------------------------- */

static bool crypt_device(const char *dir)
{
	char path[ROOM], text[8] = "";
	FILE *f = NULL;
	bool is = false;
	int n = snprintf(path, sizeof path, "%s/dm/uuid", dir);
	if (n < 0 || n >= ROOM || (f = fopen(path, "r")) == NULL) return false;
	is = fread(text, 1, 6, f) == 6 && memcmp(text, "CRYPT-", 6) == 0;
	fclose(f);
	return is;
}

/* The store's device, or what it is laid upon (LVM on LUKS), says that it is encrypted. Not seen is not the same as not there:
 * hardware, a hypervisor or a network disk may do it. */
static bool encryption_seen(const char *path)
{
	char dir[64], sub[ROOM];
	struct dirent *e;
	struct stat st;
	bool seen;
	DIR *d;
	if (stat(path, &st) != 0) return false;
	snprintf(dir, sizeof dir, "/sys/dev/block/%u:%u", major(st.st_dev), minor(st.st_dev));
	seen = crypt_device(dir);
	snprintf(sub, sizeof sub, "%s/slaves", dir);
	if (seen || !(d = opendir(sub))) return seen;
	while (!seen && (e = readdir(d)) != NULL) {
		int n = snprintf(sub, sizeof sub, "%s/slaves/%s", dir, e->d_name);
		if (e->d_name[0] != '.' && n > 0 && n < ROOM) seen = crypt_device(sub);
	}
	closedir(d);
	return seen;
}

static void to_do(const struct setup *s)
{
	yagen_lang lang = s->o->lang;
	printf("%s\n", cli_say(lang, "残りは人が行うこと：", "Left for people to do:"));
	printf("%s %s %s\n", cli_say(lang, "・次の二つの写しを、このパソコンとバックアップの外に保管する（鍵を失うと保存先は開けない）：",
				    "- keep copies away from this machine and from the backups (without its keys the store cannot be opened):"), s->keys, s->sign);
	printf("%s\n", cli_say(lang, "・バックアップの置き場所を決め、設定ファイルの [backup] に書き、yagen backup を毎日動かす。一つは切り離して保管する",
			       "- decide where backups go, write it under [backup], run yagen backup every day, and keep one disconnected"));
	printf("%s\n", cli_say(lang, "・薬局の名称・所在地などを設定ファイルの [pharmacy] に書く", "- write the pharmacy's name and address under [pharmacy]"));
	if (!encryption_seen(s->store))
		printf("%s\n", cli_say(lang, "・ディスクの暗号化を確認できなかった。暗号化されていることを確かめる（氏名のカナ、生年月日、保険の番号は検索のため読める形で保存される）",
				       "- disk encryption was not seen: make sure there is one (kana, birth dates and insurance numbers stay readable in the store for searching)"));
	printf("%s %s\n", cli_say(lang, "・この設定を使う：環境変数 YAGEN_CONFIG に次を指定するか、/etc/yagen/yagen.conf に置く：",
				  "- use these settings: put them at /etc/yagen/yagen.conf, or set YAGEN_CONFIG to"), s->config);
}

int cmd_setup(const struct options *o)
{
	struct setup s = { .o = o };
	int code = places(&s);
	if (!code) code = make_editions(&s);
	if (!code) code = make_store(&s);
	if (!code) code = make_config(&s);
	if (!code && !s.made) printf("%s\n", cli_say(o->lang, "準備は済んでいます。何も変えていません。", "Everything was there; nothing was changed."));
	if (!code && s.made) to_do(&s);
	yagen_config_free(s.conf);
	return code;
}
