/* hash.h - 64-bit hashes for ids and image checksums. Not for secrets. Same value on every machine. */
#ifndef BASE_HASH_H
#define BASE_HASH_H
#include <stddef.h>
#include <stdint.h>
#define YG_HASH_START 0xcbf29ce484222325u
/* FNV-1a; chain calls by passing the last value. For stable ids. */
uint64_t yg_hash(uint64_t h, const void *p, size_t n);
/* Four 64-bit lanes, little-endian reads, several GB/s: for images of some megabytes. */
uint64_t yg_checksum(const void *p, size_t n);
void yg_hex64(uint64_t h, char out[17]);
#endif
