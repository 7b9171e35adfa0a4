/* wipe.h - forget a secret in a way the optimiser cannot remove. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H
#include <stddef.h>
void yg_wipe(void *p, size_t n);
#endif
