/* wipe.c - the volatile pointer keeps the stores. */
#include "base/wipe.h"
#include "base/ban.h"

void yg_wipe(void *p, size_t n)
{
	volatile unsigned char *v = p;
	while (n--) *v++ = 0;
}
