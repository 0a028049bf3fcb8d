/* Where a result comes from: program, compiler, libraries, machine. */
#ifndef SIM_PROVENANCE_H
#define SIM_PROVENANCE_H

#include <stddef.h>

#include "sim/text/json.h"

/* "0.1.0". */
const char *hq_version(void);

/* Members of run.json and of `horqin --version --json`. */
void hq_provenance_json(struct json *j);

/* Peak resident memory of this process in bytes. */
size_t hq_peak_memory(void);

/* XXH3-128 of a file, 32 digits; an empty text where it cannot be read. */
void hq_file_hash(const char *path, char hex[33]);

#endif
