/* edition_change.c - replaces files of a table folder so that a reader, or a crash, sees all of the change or none of it.
 * The method is described in edition_file.h; this file does not know what the files hold. */
#include "tables/edition_file.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

#define PATH 4096
#define INCOMING ".incoming"
#define COMMITTED ".committed"

struct edition_change { char dir[PATH]; int lock; bool staged, made; };

static bool join(char out[PATH], const char *a, const char *b)
{
	int n = snprintf(out, PATH, "%s/%s", a, b);
	return n > 0 && n < PATH;
}

static int sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ok;
	if (fd < 0) return YG_EIO;
	ok = fsync(fd) == 0 || errno == EINVAL;      /* some file systems cannot sync a folder */
	close(fd);
	return ok ? YG_OK : YG_EIO;
}

static int make_dir(const char *path) { return mkdir(path, 0755) == 0 || errno == EEXIST ? YG_OK : YG_EIO; }

/* Calls fn for every entry of path but . and ..; stops at the first error. */
static int each(const char *path, int (*fn)(const char *from, const char *name, void *arg), void *arg)
{
	DIR *d = opendir(path);
	struct dirent *e;
	int err = YG_OK;
	if (!d) return errno == ENOENT ? YG_OK : YG_EIO;
	while (!err && (e = readdir(d)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) err = fn(path, e->d_name, arg);
	closedir(d);
	return err;
}

static bool is_dir(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_dir_or_link(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int clear_one(const char *from, const char *name, void *arg)
{
	char path[PATH];
	int err;
	if (!join(path, from, name)) return YG_EIO;
	if (!is_dir(path)) return unlink(path) == 0 ? YG_OK : YG_EIO;
	err = each(path, clear_one, arg);
	return err ? err : rmdir(path) == 0 ? YG_OK : YG_EIO;
}

static int clear_dir(const char *path)
{
	int err = each(path, clear_one, NULL);
	if (err) return err;
	return rmdir(path) == 0 || errno == ENOENT ? YG_OK : YG_EIO;
}

static int move_one(const char *from, const char *name, void *to)
{
	char old[PATH], new[PATH];
	int err;
	if (strcmp(name, "EDITION") == 0) return YG_OK;       /* moved last */
	if (!join(old, from, name) || !join(new, to, name)) return YG_EIO;
	if (!is_dir(old)) return rename(old, new) == 0 ? YG_OK : YG_EIO;
	err = make_dir(new);
	if (!err) err = each(old, move_one, new);
	if (!err) err = sync_dir(new);
	return err ? err : rmdir(old) == 0 ? YG_OK : YG_EIO;
}

/* Moves what was committed to its place. Interrupted anywhere, it can be run again. */
static int finish(const char *dir)
{
	char done[PATH], old[PATH], new[PATH];
	int err;
	if (!join(done, dir, COMMITTED) || !join(old, done, "EDITION") || !join(new, dir, "EDITION")) return YG_EIO;
	if (!is_dir(done)) return YG_OK;
	err = each(done, move_one, (void *)(uintptr_t)dir);
	if (!err) err = sync_dir(dir);
	if (!err && rename(old, new) != 0 && errno != ENOENT) err = YG_EIO;
	if (!err && rmdir(done) != 0) err = YG_EIO;
	return err ? err : sync_dir(dir);
}

int yg_edition_begin(struct edition_change **out, const char *dir)
{
	struct edition_change *c = calloc(1, sizeof *c);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH];
	int n, err;
	*out = NULL;
	if (!c) return YG_ENOMEM;
	c->lock = -1;
	n = snprintf(c->dir, PATH, "%s", dir);
	err = n > 0 && n < PATH ? YG_OK : YG_EIO;
	c->made = !err && mkdir(c->dir, 0755) == 0;
	if (!err && !c->made && !is_dir_or_link(c->dir)) err = YG_EIO;
	if (!err && !join(path, c->dir, ".lock")) err = YG_EIO;
	if (!err) {
		c->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
		if (c->lock < 0) err = YG_EIO;
		else if (fcntl(c->lock, F_SETLK, &lock) != 0) err = errno == EACCES || errno == EAGAIN ? YG_EREFUSED : YG_EIO;
	}
	if (!err) err = finish(c->dir);
	if (!err) err = join(path, c->dir, INCOMING) ? clear_dir(path) : YG_EIO;
	if (!err) err = make_dir(path);
	if (err) {
		yg_edition_end(c);
		return err;
	}
	c->staged = true;
	*out = c;
	return YG_OK;
}

static int put(struct edition_change *c, const char *name, struct str bytes)
{
	char stage[PATH], path[PATH];
	const char *slash = strchr(name, '/');
	int err = join(stage, c->dir, INCOMING) && join(path, stage, name) ? YG_OK : YG_EIO;
	if (!err && slash) {
		path[strlen(stage) + 1 + (size_t)(slash - name)] = '\0';
		err = make_dir(path);
		path[strlen(path)] = '/';
	}
	return err ? err : yg_file_write(path, bytes);
}

int yg_edition_put(struct edition_change *c, struct edition_file *e, struct arena *a, const char *name, struct str bytes)
{
	int err = yg_edition_part_set(e, a, name, bytes);
	return err ? err : put(c, name, bytes);
}

int yg_edition_commit(struct edition_change *c, const struct edition_file *e)
{
	char stage[PATH], done[PATH];
	struct buf b;
	int err;
	if (!c->staged) return YG_ESTATE;
	yg_buf_init(&b, YG_MAX_TEXT);
	yg_edition_file_format(e, &b);
	err = b.err ? b.err : put(c, "EDITION", yg_buf_view(&b));
	yg_buf_free(&b);
	if (!err && (!join(stage, c->dir, INCOMING) || !join(done, c->dir, COMMITTED))) err = YG_EIO;
	if (!err) err = sync_dir(stage);
	if (!err && rename(stage, done) != 0) err = YG_EIO;
	if (err) return err;
	c->staged = c->made = false;
	err = sync_dir(c->dir);
	return err ? err : finish(c->dir);
}

void yg_edition_end(struct edition_change *c)
{
	char stage[PATH];
	if (!c) return;
	if (c->staged && join(stage, c->dir, INCOMING)) clear_dir(stage);
	if (c->made && join(stage, c->dir, ".lock") && unlink(stage) == 0) rmdir(c->dir);     /* leave nothing of a failed first import */
	if (c->lock >= 0) close(c->lock);
	free(c);
}
