/* outfile.h - files that are written as a stream and appear in one step, readable by their owner alone. For large ones; small ones have
 * base/file.h. */
#ifndef STORE_OUTFILE_H
#define STORE_OUTFILE_H
#include <stddef.h>
#include <stdint.h>
struct outfile { int fd; char *tmp, *path; };
int  yg_io_error(int e);                             /* of errno: YG_ENOSPACE, else YG_EIO */
int  yg_put(int fd, const void *p, size_t n);        /* all of it */
int  yg_sync_folder(const char *path);               /* the folder that path lies in: a new name is durable only then */
/* A temporary file beside path, 0600. YG_ENOTFOUND: no such folder; YG_ENOSPACE, YG_EIO, YG_ENOMEM. */
int  yg_out_open(struct outfile *f, const char *path);
/* err 0: synced and given its name, which must be free (YG_EEXISTS); size gets the bytes (may be NULL). Else removed, and err is answered. */
int  yg_out_close(struct outfile *f, int err, uint64_t *size);
#endif
