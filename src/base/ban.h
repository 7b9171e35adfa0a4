/* ban.h - calls this project does not use, made into compile errors.
 * Included last by every .c file. Each has a bounded replacement in base/. */
#ifndef BASE_BAN_H
#define BASE_BAN_H
#ifdef __GNUC__
# pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets
# pragma GCC poison strtok strtok_r sscanf fscanf scanf atoi atol atoll atof strtod
/* Not poisoned as a word, because the model has a field of that name (code system): only the call. */
# define system(...) yg_no_shell_in_this_project(__VA_ARGS__)
# pragma GCC poison gmtime localtime asctime ctime popen tmpnam mktemp alloca
#endif
#endif
