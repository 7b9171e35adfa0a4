/* pages.c - a hint to the kernel that a large piece of memory is read here and there. A file of its own because the call is in no
 * standard, and its header switch would let forbidden names into other files. */
#define _DEFAULT_SOURCE                              /* madvise */
#include <sys/mman.h>
#include "lib/workload.h"
#include "base/ban.h"

void lib_large_pages(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
	(void)madvise(p, n, MADV_HUGEPAGE);          /* refused: as before, only slower */
#else
	(void)p;
	(void)n;
#endif
}
