/* What this machine has to give: memory and room on its disks. */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdint.h>

/* Bytes that new processes may take: MemAvailable of /proc/meminfo, or what the memory control groups (version
 * 1 or 2) above this process leave, whichever is less; pages of files that they could drop count as free.
 * INT64_MAX where neither can be read. `root` is "" but in tests, which bring files of their own. */
int64_t hq_memory_available(const char *root);

/* Bytes that a user may still write where the path is, or would be made. INT64_MAX where nobody can say. */
int64_t hq_disk_available(const char *path);

#endif
