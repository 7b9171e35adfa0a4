/* shape.c - rough forms of the records of JAHIS prescriptions and notebooks (jahis-rx-qr 3 and 4, jahis-techo 3 and 4),
 * to find the places where a scanner put a line break into a record. Accepts more than the codecs do. */
#include "scan/shape.h"
#include "base/cursor.h"
#include "base/ban.h"

/* One letter for each item: D digits, A amount, T text (capital: must be filled; small: may be empty or missing). */
struct shape { unsigned short no; const char *items; };

static const struct shape rx_shapes[] = {
	{ 1, "dTDt" },   { 2, "tt" },      { 3, "Ttt" },         { 4, "dtt" },     { 5, "ttT" },     { 11, "ttt" },
	{ 12, "D" },     { 13, "D" },      { 14, "D" },          { 21, "D" },      { 22, "t" },      { 23, "ttDt" },
	{ 24, "DD" },    { 25, "D" },      { 27, "Dd" },         { 28, "Dd" },     { 29, "Dd" },     { 30, "Tt" },
	{ 31, "D" },     { 51, "D" },      { 52, "D" },          { 61, "tTt" },    { 62, "D" },      { 63, "DD" },
	{ 64, "D" },     { 81, "DdT" },    { 82, "DD" },         { 101, "DDtD" },  { 102, "DDD" },   { 111, "DdtTd" },
	{ 181, "DDdTtt" }, { 201, "DDddttADT" }, { 211, "DDA" }, { 221, "DDAAaaattttt" }, { 231, "DDdddd" },
	{ 241, "DDAd" }, { 281, "DDDdTt" },
};
static const struct shape notebook_shapes[] = {
	{ 1, "TdTttttttt" }, { 2, "DTd" }, { 3, "Tttddt" },      { 31, "DTDtd" },  { 4, "Ttd" },     { 5, "Td" },
	{ 11, "Tttttttd" }, { 15, "Ttd" }, { 51, "Ttttd" },      { 55, "Ttd" },    { 201, "DTatdtdttt" },
	{ 281, "DTd" },  { 291, "DTd" },   { 301, "Dtdtddtd" },  { 311, "DTd" },   { 391, "DTd" },   { 401, "Td" },
	{ 411, "Tdd" },  { 421, "Td" },    { 501, "Td" },        { 601, "Tt" },    { 701, "TTtttd" }, { 911, "DDD" },
};

unsigned yg_shape_number(struct str line)
{
	unsigned long no;
	size_t n = 0;

	while (n < line.n && n < 4 && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	if (n == 0 || n == 4 || n == line.n || line.p[n] != ',' || line.p[0] == '0')
		return 0;
	return yg_str_uint(yg_str_sub(line, 0, n), 999, &no) ? (unsigned)no : 0;
}

static const char *items_of(enum scan_head head, unsigned no)
{
	const struct shape *s = head == HEAD_RX ? rx_shapes : notebook_shapes;
	size_t n = head == HEAD_RX ? sizeof rx_shapes / sizeof *s : sizeof notebook_shapes / sizeof *s;

	for (size_t i = 0; i < n; i++)
		if (s[i].no == no)
			return s[i].items;
	return NULL;
}

static bool fits(char kind, struct str item)
{
	bool must = kind >= 'A' && kind <= 'Z';

	if (item.n == 0)
		return !must;
	if (kind == 'D' || kind == 'd')
		return yg_str_digits(item);
	if (kind == 'A' || kind == 'a')
		for (size_t i = 0; i < item.n; i++)
			if ((item.p[i] < '0' || item.p[i] > '9') && item.p[i] != '.' && item.p[i] != '/')
				return false;
	return true;
}

bool yg_shape_whole(enum scan_head head, struct str line)
{
	unsigned no = yg_shape_number(line);
	const char *items = no ? items_of(head, no) : NULL;
	struct cursor c = yg_cur(line);
	struct str item;
	bool more;

	if (no == 0)
		return false;
	if (!items)
		return true;
	yg_cur_until(&c, ',', &item);                             /* the number */
	do {
		more = yg_cur_until(&c, ',', &item);
		if (!more)
			item = (struct str){ c.p, yg_cur_left(&c) };
		if (*items ? !fits(*items, item) : item.n > 0)
			return false;
		items += *items != 0;
	} while (more);
	for (; *items; items++)
		if (*items >= 'A' && *items <= 'Z')
			return false;
	return true;
}

static unsigned rank(enum scan_head head, unsigned no)
{
	if (head == HEAD_RX)
		return no <= 100 ? no : 1000;                     /* header group ascends, then RP blocks */
	return no == 1 || no == 2 || no == 3 || no == 31 || no == 4 ? 1 : 2;
}

bool yg_shape_follows(enum scan_head head, unsigned prev, unsigned next)
{
	unsigned a = rank(head, prev), b = rank(head, next);

	if (prev == 0)
		return head == HEAD_RX ? next == 1 : true;
	if (prev == 911 && head == HEAD_NOTEBOOK)
		return false;
	if (head == HEAD_RX && a == b && a < 1000)
		return next == 81;                                /* the only header record that repeats */
	if (head == HEAD_NOTEBOOK && next == 1)
		return false;
	return b >= a;
}

/* Calls nothing back: walks the lines once for both questions. */
static unsigned walk(struct str text, bool whole)
{
	struct cursor c = yg_cur(text);
	enum scan_head head = HEAD_NONE;
	struct str line;
	unsigned at = 0, prev = 0;
	bool ended;

	while (yg_cur_line(&c, &line, &ended)) {
		unsigned no;

		at++;
		while (line.n && (line.p[line.n - 1] == 0x1a || line.p[line.n - 1] == 0))
			line.n--;
		if (line.n == 0)
			continue;
		if (head == HEAD_NONE) {
			head = yg_scan_head(line);
			if (head == HEAD_NONE)
				return at;
			continue;
		}
		no = yg_shape_number(line);
		if (no == 0 || !yg_shape_follows(head, prev, no) || (whole && !yg_shape_whole(head, line)))
			return at;
		prev = no;
	}
	return head == HEAD_NONE ? 1 : 0;
}

bool yg_shape_text(struct str text) { return walk(text, true) == 0; }

unsigned yg_shape_first_fault(struct str text) { return walk(text, false); }
