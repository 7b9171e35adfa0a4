/* vfs.h - a medium for SQLite that lives in memory and can fail like a real one: power cuts that lose what was not synced, full disks, I/O
 * errors at the n-th operation, a medium that turned read-only. One connection at a time; locks are granted to whoever asks.
 *
 * Each file has two images: what programs see, and what is on the platters. xSync carries the first over to the second. A power cut keeps
 * of the difference nothing, all, or a random subset of its 512-byte sectors, some of them torn in the middle; a file that was never synced
 * may be absent, a removed one may be back unless its folder was synced. After the cut every operation fails until vfs_power_on(). */
#ifndef TESTS_VFS_H
#define TESTS_VFS_H
#include "contract/store_kit.h"
#include <errno.h>
#include <sqlite3.h>

enum vfs_op { VFS_READ = 1, VFS_WRITE = 2, VFS_SYNC = 4, VFS_TRUNCATE = 8, VFS_OPEN = 16, VFS_DELETE = 32, VFS_SHM = 64, VFS_CHANGE = VFS_WRITE | VFS_SYNC | VFS_TRUNCATE };
struct image {
	char path[1024];
	unsigned char *see, *disk; size_t nsee, ndisk, room;
	bool seen, on_disk;
	size_t dirty_lo, dirty_hi;                       /* where the two may differ */
};
static struct {
	struct image file[8]; size_t nfiles;
	unsigned long ops;                               /* writes, syncs, truncations so far */
	unsigned long cut_at; bool dead;                 /* power goes before this one (0: never) */
	unsigned long fail_at, seen; bool fail_on;       /* the fail_at-th operation of the kinds in fail_ops fails (and all after: fail_on) */
	unsigned fail_ops; int fail_rc, fail_errno; bool failed;
	bool read_only;
	unsigned char *shm[32];
	sqlite3_vfs *real;
} v;
struct vfs_file { sqlite3_file base; struct image *im; };

static inline void vfs_reserve(struct image *im, size_t n)
{
	size_t room = im->room ? im->room : 65536;
	if (n <= im->room) return;
	while (room < n) room *= 2;
	im->see = realloc(im->see, room);
	im->disk = realloc(im->disk, room);
	if (!im->see || !im->disk) exit(99);
	memset(im->see + im->room, 0, room - im->room);
	memset(im->disk + im->room, 0, room - im->room);
	im->room = room;
}
static inline struct image *vfs_image(const char *path)
{
	struct image *im;
	for (size_t i = 0; i < v.nfiles; i++)
		if (yg_str_eqz(yg_str(path), v.file[i].path)) return &v.file[i];
	if (v.nfiles == 8) exit(99);
	im = &v.file[v.nfiles++];
	memset(im, 0, sizeof *im);
	snprintf(im->path, sizeof im->path, "%s", path);
	if (access(path, F_OK) == 0) {
		struct buf b = t_read(path);
		vfs_reserve(im, b.n + 1);
		if (b.n) memcpy(im->see, b.p, b.n);
		if (b.n) memcpy(im->disk, b.p, b.n);
		im->nsee = im->ndisk = b.n;
		im->seen = im->on_disk = true;
		yg_buf_free(&b);
	}
	return im;
}
static inline void vfs_dirty(struct image *im, size_t lo, size_t hi)
{
	if (im->dirty_hi == 0 || lo < im->dirty_lo) im->dirty_lo = lo;
	if (hi > im->dirty_hi) im->dirty_hi = hi;
}
/* What every operation asks first. */
static inline int vfs_step(enum vfs_op op)
{
	if (v.dead) return SQLITE_IOERR;
	if (op & VFS_CHANGE) {
		v.ops++;
		if (v.cut_at && v.ops >= v.cut_at) { v.dead = true; return SQLITE_IOERR; }
		if (v.read_only) { v.fail_errno = EROFS; return op == VFS_WRITE ? SQLITE_IOERR_WRITE : SQLITE_IOERR_FSYNC; }
	}
	if (v.fail_at && (v.fail_ops & op)) {
		v.seen++;
		if (v.fail_on ? v.seen >= v.fail_at : v.seen == v.fail_at) { v.failed = true; return v.fail_rc; }
	}
	return SQLITE_OK;
}

static inline int f_close(sqlite3_file *f) { (void)f; return SQLITE_OK; }
static inline int f_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
	struct image *im = ((struct vfs_file *)f)->im;
	size_t have = (size_t)at < im->nsee ? im->nsee - (size_t)at : 0;
	int rc = vfs_step(VFS_READ);
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_READ : rc;
	if (have > (size_t)n) have = (size_t)n;
	memset(out, 0, (size_t)n);
	if (have) memcpy(out, im->see + at, have);
	return have == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}
static inline int f_write(sqlite3_file *f, const void *in, int n, sqlite3_int64 at)
{
	struct image *im = ((struct vfs_file *)f)->im;
	size_t end = (size_t)at + (size_t)n;
	int rc = vfs_step(VFS_WRITE);
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_WRITE : rc;
	vfs_reserve(im, end + 1);
	if ((size_t)at > im->nsee) { memset(im->see + im->nsee, 0, (size_t)at - im->nsee); vfs_dirty(im, im->nsee, (size_t)at); }
	memcpy(im->see + at, in, (size_t)n);
	if (end > im->nsee) im->nsee = end;
	vfs_dirty(im, (size_t)at, end);
	return SQLITE_OK;
}
static inline int f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	struct image *im = ((struct vfs_file *)f)->im;
	int rc = vfs_step(VFS_TRUNCATE);
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_TRUNCATE : rc;
	if ((size_t)n < im->nsee) {
		vfs_dirty(im, (size_t)n, im->nsee);
		im->nsee = (size_t)n;
	}
	return SQLITE_OK;
}
static inline void vfs_sync_folder(void)
{
	for (size_t i = 0; i < v.nfiles; i++)
		if (!v.file[i].seen) { v.file[i].on_disk = false; v.file[i].ndisk = 0; }
}
static inline int f_sync(sqlite3_file *f, int flags)
{
	struct image *im = ((struct vfs_file *)f)->im;
	int rc = vfs_step(VFS_SYNC);
	(void)flags;
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_FSYNC : rc;
	if (im->dirty_hi) memcpy(im->disk + im->dirty_lo, im->see + im->dirty_lo, im->dirty_hi - im->dirty_lo);
	im->ndisk = im->nsee;
	im->dirty_lo = im->dirty_hi = 0;
	if (!im->on_disk) vfs_sync_folder();             /* the default VFS syncs the folder of a new journal or WAL */
	im->on_disk = true;
	return SQLITE_OK;
}
static inline int f_size(sqlite3_file *f, sqlite3_int64 *out) { *out = (sqlite3_int64)((struct vfs_file *)f)->im->nsee; return v.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK; }
static inline int f_lock(sqlite3_file *f, int how) { (void)f; (void)how; return SQLITE_OK; }
static inline int f_reserved(sqlite3_file *f, int *out) { (void)f; *out = 0; return SQLITE_OK; }
static inline int f_control(sqlite3_file *f, int op, void *arg) 
{
	(void)f;
	if (op != SQLITE_FCNTL_LAST_ERRNO) return SQLITE_NOTFOUND;
	*(int *)arg = v.failed || v.read_only ? v.fail_errno : 0;
	return SQLITE_OK;
}
static inline int f_sector(sqlite3_file *f) { (void)f; return 4096; }
static inline int f_traits(sqlite3_file *f) { (void)f; return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
static inline int f_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
	int rc = vfs_step(VFS_SHM);
	(void)f;
	*out = NULL;
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_SHMMAP : rc;
	if (region >= 32) exit(99);
	if (!v.shm[region] && extend) v.shm[region] = calloc(1, (size_t)size);
	*out = v.shm[region];
	return SQLITE_OK;
}
static inline int f_shm_lock(sqlite3_file *f, int at, int n, int flags) { (void)f; (void)at; (void)n; (void)flags; return SQLITE_OK; }
static inline void f_shm_barrier(sqlite3_file *f) { (void)f; }
static inline int f_shm_unmap(sqlite3_file *f, int remove)
{
	(void)f;
	(void)remove;
	for (size_t i = 0; i < 32; i++) { free(v.shm[i]); v.shm[i] = NULL; }   /* the only connection is gone */
	return SQLITE_OK;
}
static const sqlite3_io_methods vfs_methods = {
	2, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_lock, f_reserved, f_control, f_sector, f_traits,
	f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap, NULL, NULL
};

static inline int vfs_open(sqlite3_vfs *self, const char *path, sqlite3_file *f, int flags, int *out_flags)
{
	struct image *im;
	int rc = vfs_step(VFS_OPEN);
	(void)self;
	f->pMethods = NULL;
	if (rc || !path) return rc == SQLITE_OK || rc == SQLITE_IOERR ? SQLITE_CANTOPEN : rc;
	im = vfs_image(path);
	if (!im->seen) {
		if (!(flags & SQLITE_OPEN_CREATE) || v.read_only) return SQLITE_CANTOPEN;
		vfs_reserve(im, 1);
		im->seen = true;
		vfs_dirty(im, 0, im->nsee > im->ndisk ? im->nsee : im->ndisk);
		im->nsee = 0;
	}
	if (v.read_only) flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
	if (out_flags) *out_flags = flags;
	((struct vfs_file *)f)->im = im;
	f->pMethods = &vfs_methods;
	return SQLITE_OK;
}
static inline int vfs_delete(sqlite3_vfs *self, const char *path, int sync_folder)
{
	struct image *im = vfs_image(path);
	int rc = vfs_step(VFS_DELETE);
	(void)self;
	if (rc) return rc == SQLITE_IOERR ? SQLITE_IOERR_DELETE : rc;
	if (!im->seen) return SQLITE_IOERR_DELETE_NOENT;
	if (v.read_only) return SQLITE_IOERR_DELETE;
	im->seen = false;
	if (sync_folder) vfs_sync_folder();
	return SQLITE_OK;
}
static inline int vfs_access(sqlite3_vfs *self, const char *path, int flags, int *out)
{
	(void)self;
	if (v.dead) return SQLITE_IOERR_ACCESS;
	*out = vfs_image(path)->seen && !(v.read_only && flags == SQLITE_ACCESS_READWRITE);
	return SQLITE_OK;
}
static inline int vfs_full(sqlite3_vfs *self, const char *path, int n, char *out) { (void)self; return v.real->xFullPathname(v.real, path, n, out); }
static inline int vfs_random(sqlite3_vfs *self, int n, char *out)
{
	(void)self;
	for (int i = 0; i < n; i++) out[i] = (char)(k_random() >> 24);       /* a run is the same for the same seed */
	return n;
}
static inline int vfs_sleep(sqlite3_vfs *self, int us) { (void)self; return us; }
static inline int vfs_time(sqlite3_vfs *self, double *out) { (void)self; *out = 2461365.5; return SQLITE_OK; }
static inline int vfs_last_error(sqlite3_vfs *self, int n, char *out) { (void)self; (void)n; (void)out; return v.failed || v.read_only ? v.fail_errno : 0; }

static inline void vfs_register(void)
{
	static sqlite3_vfs vfs = { .iVersion = 1, .szOsFile = (int)sizeof(struct vfs_file), .mxPathname = 1023, .zName = "torture", .xOpen = vfs_open,
		.xDelete = vfs_delete, .xAccess = vfs_access, .xFullPathname = vfs_full, .xRandomness = vfs_random, .xSleep = vfs_sleep,
		.xCurrentTime = vfs_time, .xGetLastError = vfs_last_error };
	sqlite3_initialize();
	v.real = sqlite3_vfs_find(NULL);
	if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) exit(99);
}

/* --- between two lives -------------------------------------------------------------------------------------------- */
static inline void vfs_forget(void)                     /* all images and settings; real files stay */
{
	sqlite3_vfs *real = v.real;
	for (size_t i = 0; i < v.nfiles; i++) { free(v.file[i].see); free(v.file[i].disk); }
	for (size_t i = 0; i < 32; i++) free(v.shm[i]);
	memset(&v, 0, sizeof v);
	v.real = real;
}
/* What the platters hold is what there is now. keep: chance in 16 that a sector that was not synced had arrived nevertheless; 16: all did. */
static inline void vfs_power_on(unsigned keep)
{
	for (size_t i = 0; i < v.nfiles; i++) {
		struct image *im = &v.file[i];
		size_t end = im->ndisk, larger = im->nsee > im->ndisk ? im->nsee : im->ndisk;
		bool gone = !im->seen && im->on_disk;
		if (!im->seen) im->nsee = 0;
		if (gone && k_below(16) < keep) { im->on_disk = false; im->ndisk = 0; continue; }       /* the removal had arrived */
		if (!im->on_disk && (!im->seen || k_below(16) >= keep)) { im->ndisk = 0; im->seen = false; continue; }   /* the new file had not */
		for (size_t at = im->dirty_lo / 512 * 512; !gone && im->dirty_hi && at < larger && at < im->dirty_hi; at += 512) {
			size_t n = at + 512 <= im->nsee ? 512 : im->nsee > at ? im->nsee - at : 0;
			if (!n || k_below(16) >= keep) continue;
			if (keep < 16 && k_below(16) == 0) n = 1 + k_below(n);   /* torn */
			memcpy(im->disk + at, im->see + at, n);
			if (at + n > end) end = at + n;
		}
		if (im->nsee < end && k_below(16) < keep && !gone) end = im->nsee;
		im->on_disk = true;
		im->ndisk = end;
	}
	for (size_t i = 0; i < v.nfiles; i++) {
		struct image *im = &v.file[i];
		im->seen = im->on_disk;
		im->nsee = im->on_disk ? im->ndisk : 0;
		if (im->room) {
			memset(im->disk + im->ndisk, 0, im->room - im->ndisk);
			memcpy(im->see, im->disk, im->room);
		}
		im->dirty_lo = im->dirty_hi = 0;
	}
	for (size_t i = 0; i < 32; i++) { free(v.shm[i]); v.shm[i] = NULL; }
	v.dead = false;
	v.cut_at = 0;
}
static inline void vfs_to_disk(void)                    /* the platters' images become real files, for the default VFS to open */
{
	for (size_t i = 0; i < v.nfiles; i++) {
		struct image *im = &v.file[i];
		if (!im->on_disk) unlink(im->path);
		else {
			FILE *f = fopen(im->path, "wb");
			if (!f || (im->ndisk && fwrite(im->disk, 1, im->ndisk, f) != im->ndisk) || fclose(f) != 0) exit(99);
		}
	}
}
#endif
