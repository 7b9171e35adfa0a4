/* outfile.c - large files written as a stream that appear in one step or not at all (outfile.h). Knows nothing of what is in them. */
#include "store/outfile.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/ban.h"

int yg_io_error(int e) { return e == ENOSPC || e == EDQUOT ? YG_ENOSPACE : YG_EIO; }

int yg_put(int fd, const void *p, size_t n)
{
	const char *at = p;
	while (n) {
		ssize_t w = write(fd, at, n);
		if (w < 0 && errno == EINTR) continue;
		if (w <= 0) return yg_io_error(errno);
		at += w;
		n -= (size_t)w;
	}
	return YG_OK;
}

int yg_sync_folder(const char *path)
{
	char *dir = malloc(strlen(path) + 2), *slash;
	int fd, err = YG_EIO;
	if (!dir) return YG_ENOMEM;
	memcpy(dir, path, strlen(path) + 1);
	slash = strrchr(dir, '/');
	if (!slash) memcpy(dir, ".", 2);
	else slash[slash == dir] = '\0';
	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
		err = fsync(fd) == 0 || errno == EINVAL ? YG_OK : YG_EIO;
		close(fd);
	}
	free(dir);
	return err;
}

int yg_out_open(struct outfile *f, const char *path)
{
	size_t n = strlen(path) + sizeof ".XXXXXX";
	*f = (struct outfile){ -1, malloc(n), malloc(n) };
	if (f->tmp && f->path) {
		snprintf(f->tmp, n, "%s.XXXXXX", path);
		memcpy(f->path, path, strlen(path) + 1);
		if ((f->fd = mkstemp(f->tmp)) >= 0) return YG_OK;
	}
	n = f->tmp && f->path ? (size_t)errno : 0;
	free(f->tmp);
	free(f->path);
	return n == 0 ? YG_ENOMEM : n == ENOENT || n == ENOTDIR ? YG_ENOTFOUND : yg_io_error((int)n);
}

int yg_out_close(struct outfile *f, int err, uint64_t *size)
{
	struct stat st;
	if (!err && (fsync(f->fd) != 0 || fstat(f->fd, &st) != 0)) err = yg_io_error(errno);
	if (close(f->fd) != 0 && !err) err = yg_io_error(errno);
	if (!err && link(f->tmp, f->path) != 0) err = errno == EEXIST ? YG_EEXISTS : yg_io_error(errno);
	unlink(f->tmp);
	if (!err) err = yg_sync_folder(f->path);
	if (!err && size) *size = (uint64_t)st.st_size;
	free(f->tmp);
	free(f->path);
	return err;
}
