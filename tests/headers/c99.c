/* The public headers alone must compile, and their _INIT macros must be usable. Nothing is linked or run. */
#include <yagen/yagen.h>
#include <yagen/yagen_desk.h>
#include <yagen/yagen_ext.h>
#include <yagen/yagen_service.h>
#include <yagen/yagen_sign.h>

int header_test(void);
int header_test(void)
{
	yagen_options o = YAGEN_OPTIONS_INIT;
	yagen_check_options c = YAGEN_CHECK_OPTIONS_INIT;
	yagen_convert_options v = YAGEN_CONVERT_OPTIONS_INIT;
	yagen_listener l = YAGEN_LISTENER_INIT;
	yagen_import_options i = YAGEN_IMPORT_OPTIONS_INIT;
	return (int)(o.version + c.version + v.version + l.version + i.version) - 5;
}
