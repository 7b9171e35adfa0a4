/* make_store.c - makes a big store out of invented patients: make_store STORE KEYS PATIENTS VISITS LINES. History lines are PATIENTS * VISITS *
 * LINES. For the long tier of the tests (tests/torture/restore-drill) and for trying things out. */
#include "unit/ops_kit.h"
#include "base/ban.h"

int main(int argc, char **argv)
{
	unsigned long n[3];
	struct kit *t;
	for (int i = 0; i < 3; i++)
		if (argc != 6 || !yg_str_uint(yg_str(argv[3 + i]), 1000000, &n[i]) || n[i] == 0) {
			fprintf(stderr, "make_store STORE KEYS PATIENTS VISITS LINES\n");
			return 64;
		}
	if (access(argv[2], F_OK) != 0 && yg_keyring_create(argv[2], 2026) != YG_OK) return 74;
	t = kit_open(argv[1], argv[2]);
	kit_rest(t);
	for (unsigned long i = 0; i < n[0]; i++) {
		kit_patient(t, (unsigned)i, (unsigned)n[1], (unsigned)n[2], (struct ymd){ 2023, 11, 1 }, 28, "dispensed");
		if (t->nw > 2500) kit_commit(t);
	}
	kit_commit(t);
	CHECK_INT(t->nw, 0);
	kit_close(t);
	printf("%lu patients, %lu visits, %lu history lines\n", n[0], n[0] * n[1], n[0] * n[1] * n[2]);
	return T_END();
}
