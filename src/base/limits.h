/* limits.h - every limit on untrusted input, in one place, each with its reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H
#define YG_MAX_INPUT        (32u << 20) /* bytes of one input: a photograph is the largest */
#define YG_MAX_TEXT         (8u << 20)  /* bytes of one CSV, XML or JSON document */
#define YG_MAX_TABLE        (64u << 20) /* bytes of one official file; the y file has 6 MB */
#define YG_MAX_ARENA        (256u << 20)/* bytes a case may use; three years of a hard patient need 10 MB */
#define YG_MAX_OUTPUT       (64u << 20) /* bytes of one answer */
#define YG_MAX_RECORDS      200000u     /* records of one CSV document */
#define YG_MAX_FIELDS       256u        /* fields of one CSV record; official files have 42 */
#define YG_MAX_RPS          999u        /* RP number has three digits */
#define YG_MAX_LINES        99u         /* RP内連番 has two digits */
#define YG_MAX_HISTORY      100000u     /* history lines of one patient */
#define YG_MAX_VISITS       20000u      /* dispensings of one history document; one a day for 50 years */
#define YG_MAX_OTC_NAMES    200u        /* OTC ingredient names looked up in one case; each walks the master (15 ms) */
#define YG_MAX_ANSWERS      20000u      /* earlier decisions about one patient; one a day for 50 years */
#define YG_MAX_SETTLEMENTS  2000u       /* settled names and codes handed to one check; every unknown line is compared with each */
#define YG_MAX_SOURCES      64u         /* history documents of one check */
#define YG_MAX_DIAGS        1000u       /* diagnostics kept; one more says how many were left out */
#define YG_MAX_XML_DEPTH    64u         /* deepest known document has 14 */
#define YG_MAX_JSON_DEPTH   32u         /* neutral model has 7 */
#define YG_MAX_IMAGES       32u         /* pictures joined by one scan */
#define YG_MAX_PIXELS       (64u << 20) /* of one picture: A4 at 600 dpi has 35 million */
#define YG_MAX_SYMBOLS      16u         /* symbols of one structured-append set (JIS X 0510) */
#endif
