/* file.h - whole files in and out. The only part of base that touches the outside. */
#ifndef BASE_FILE_H
#define BASE_FILE_H
#include "base/buf.h"
/* Reads path ("-": standard input) to its end. YG_ENOTFOUND, YG_EIO, YG_ETOOBIG (over max), YG_ENOMEM. */
int yg_file_read(const char *path, size_t max, struct buf *out);
/* Replaces path in one step: temporary file beside it, fsync, rename. YG_EIO, YG_ENOMEM. */
int yg_file_write(const char *path, struct str bytes);
/* The same with these permissions (0600), which hold from the first byte on. */
int yg_file_write_mode(const char *path, struct str bytes, unsigned mode);
/* Makes path in one step; YG_EEXISTS: there is something of that name, which is not touched. YG_EIO, YG_ENOMEM. */
int yg_file_create(const char *path, struct str bytes, unsigned mode);
#endif
