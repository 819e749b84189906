/* mime_head: values of headers as they are taken apart: unfolded, decoded, the name of a sender, an encoded parameter.
 *
 * What GMime does not do, or does wrongly with what real programs write. New strings are the caller's to free; none is NULL but where
 * it says so. Nothing is made harmless here. Called by mime_read. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_MIME_HEAD_H
#define VB_BRIDGES_MAILREAD_MIME_HEAD_H

#include <stdbool.h>

/* The value without the ends of its lines and blanks at the begin, at most VB_MIME_HEADER_MAX_BYTES. */
char *mime_head_unfold(const char *raw);

/* Its encoded words as UTF-8; NUL are blanks. */
char *mime_head_decode(const char *value);

/* What stands in a From before <address>, without quotes, decoded; NULL where the address stands otherwise. */
char *mime_head_phrase(const char *value);

/* False if addresses other than this one stand in the From outside of quotes and comments: programs differ in which one they take. */
bool mime_head_is_clear(const char *value, const char *address);

/* A parameter of a header (as it came) in which words are encoded; RFC 2047 forbids it, Outlook does it. NULL: there is none such. */
char *mime_head_parameter(const char *raw, const char *parameter);

#endif
