/* err.h - what a function answers: 0, or a negative code that says who must act.
 * The numbers are those of the public yagen_error (checked in lib/yagen.c). */
#ifndef BASE_ERR_H
#define BASE_ERR_H
enum yg_err {
	YG_OK = 0,
	/* input: whoever sent it */
	YG_ESYNTAX = -101, YG_EENCODING = -102, YG_EMISSING = -103, YG_ETOOBIG = -104,
	/* tables: the administrator */
	YG_ETABLE = -201, YG_EEXPIRED = -202,
	/* caller: the programmer */
	YG_EARG = -301, YG_ESTATE = -302, YG_ESTALE = -303, YG_EEXISTS = -304,
	/* world: retry, or call someone */
	YG_ENOMEM = -401, YG_EIO = -402, YG_ENET = -403, YG_ECARD = -404,
	YG_EPIN = -405, YG_EREFUSED = -406, YG_ENOTFOUND = -407,
	YG_EBUSY = -408, YG_ENOSPACE = -409, YG_EREADONLY = -410, YG_ESEAL = -411
};
#endif
