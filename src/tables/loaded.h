/* loaded.h - private to tables/: the checked image behind a struct tables, for the files that answer questions about it. */
#ifndef TABLES_LOADED_H
#define TABLES_LOADED_H
#include "tables/image.h"
const struct image *yg_tables_image(const struct tables *t);
#endif
