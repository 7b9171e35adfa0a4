/* strmap.c - open addressing, at most half full. Order of entries is never looked at, so results do not depend on it. */
#include "tables/strmap.h"
#include "base/hash.h"
#include "base/ban.h"

struct strmap_slot { struct str key; uint64_t hash; uint32_t value; bool used; };

void yg_strmap_init(struct strmap *m, struct arena *a) { *m = (struct strmap){ .arena = a }; }

static struct strmap_slot *find(const struct strmap *m, struct str key, uint64_t hash)
{
	size_t i = (size_t)(hash ^ hash >> 32) & (m->cap - 1);
	while (m->slots[i].used && !(m->slots[i].hash == hash && yg_str_eq(m->slots[i].key, key))) i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

uint32_t yg_strmap_get(const struct strmap *m, struct str key)
{
	struct strmap_slot *s;
	if (!m->cap) return STRMAP_NONE;
	s = find(m, key, yg_hash(YG_HASH_START, key.p, key.n));
	return s->used ? s->value : STRMAP_NONE;
}

static bool widen(struct strmap *m)
{
	struct strmap next = { .arena = m->arena, .cap = m->cap ? m->cap * 2 : 8 };
	next.slots = yg_arena_array(m->arena, next.cap, sizeof *next.slots);
	if (!next.slots) return false;
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].used) *find(&next, m->slots[i].key, m->slots[i].hash) = m->slots[i];
	next.n = m->n;
	*m = next;
	return true;
}

uint32_t yg_strmap_add(struct strmap *m, struct str key, uint32_t value)
{
	uint64_t hash = yg_hash(YG_HASH_START, key.p, key.n);
	struct strmap_slot *s;
	if (m->n * 2 >= m->cap && !widen(m)) return STRMAP_NONE;
	s = find(m, key, hash);
	if (!s->used) {
		*s = (struct strmap_slot){ key, hash, value, true };
		m->n++;
	}
	return s->value;
}
