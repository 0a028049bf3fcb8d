/* A small JSON writer: objects, arrays and scalars, indented by two. Text is escaped, and what is not
 * UTF-8 in it replaced; doubles are written shortest so that they read back the same, always with a
 * point or an exponent so that they read back as doubles; NaN and infinity become null. The caller
 * checks the stream for errors of writing (hq_file_commit does). */
#ifndef SIM_JSON_H
#define SIM_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
    FILE *out;
    int depth;
    bool comma[32];
};

void hq_json_begin(struct json *j, FILE *out);        /* opens the outermost object */
void hq_json_end(struct json *j);                     /* closes it, ends the line */
void hq_json_object(struct json *j, const char *key); /* key NULL inside an array, here and below */
void hq_json_array(struct json *j, const char *key);
void hq_json_close(struct json *j, char bracket);                      /* '}' or ']' */
void hq_json_text(struct json *j, const char *key, const char *value); /* NULL: null */
void hq_json_real(struct json *j, const char *key, double value);
void hq_json_int(struct json *j, const char *key, int64_t value);
void hq_json_bool(struct json *j, const char *key, bool value);

#endif
