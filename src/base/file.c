/* file.c - whole files, read with a limit and replaced in one step. */
#include "base/file.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

static int read_fd(int fd, size_t max, struct buf *out)
{
	char chunk[65536];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR) continue;
		if (n < 0) return YG_EIO;
		if (n == 0) return out->err;
		if (out->n + (size_t)n > max) return YG_ETOOBIG;
		yg_buf_add(out, chunk, (size_t)n);
		if (out->err) return out->err;
	}
}

int yg_file_read(const char *path, size_t max, struct buf *out)
{
	struct stat st;
	int fd, err;
	if (path[0] == '-' && !path[1]) return read_fd(0, max, out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? YG_ENOTFOUND : YG_EIO;
	err = fstat(fd, &st) != 0 || S_ISDIR(st.st_mode) ? YG_EIO : read_fd(fd, max, out);
	close(fd);
	return err;
}

static int write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return YG_EIO;
		s.p += n;
		s.n -= (size_t)n;
	}
	return YG_OK;
}

/* The rename is only durable when the folder is written too. */
static int sync_folder(const char *path)
{
	struct buf dir;
	const char *slash = strrchr(path, '/');
	int fd, err = YG_EIO;
	yg_buf_init(&dir, 65536);
	if (!slash) yg_buf_z(&dir, ".");
	else yg_buf_add(&dir, path, slash == path ? 1 : (size_t)(slash - path));
	yg_buf_char(&dir, '\0');
	if (dir.err) return dir.err;
	fd = open(dir.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		err = fsync(fd) == 0 || errno == EINVAL ? YG_OK : YG_EIO;
		close(fd);
	}
	yg_buf_free(&dir);
	return err;
}

/* Temporary file beside path, written and synced; then renamed over it, or linked to a name that must be free. */
static int put(const char *path, struct str bytes, unsigned mode, bool replace)
{
	struct buf tmp;
	int fd, err = YG_EIO;
	yg_buf_init(&tmp, 65536);
	yg_buf_z(&tmp, path);
	yg_buf_z(&tmp, ".XXXXXX");
	yg_buf_char(&tmp, '\0');
	if (tmp.err) { yg_buf_free(&tmp); return YG_ENOMEM; }
	fd = mkstemp(tmp.p);
	if (fd >= 0) {
		err = write_all(fd, bytes);
		if (!err && (fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0)) err = YG_EIO;
		if (close(fd) != 0) err = YG_EIO;
		if (!err && replace && rename(tmp.p, path) != 0) err = YG_EIO;
		if (!err && !replace && link(tmp.p, path) != 0) err = errno == EEXIST ? YG_EEXISTS : YG_EIO;
		if (err || !replace) unlink(tmp.p);
		if (!err) err = sync_folder(path);
	}
	yg_buf_free(&tmp);
	return err;
}

int yg_file_write(const char *path, struct str bytes) { return put(path, bytes, 0644, true); }
int yg_file_write_mode(const char *path, struct str bytes, unsigned mode) { return put(path, bytes, mode, true); }
int yg_file_create(const char *path, struct str bytes, unsigned mode) { return put(path, bytes, mode, false); }
