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

/* Blocks from so many bytes on are pages of their own, which are given back when they are freed. Villages are
 * such blocks: where households begin each outgrows its room now and then, and in a heap the hole that it
 * leaves is too small for the others (Kezuo Houqi, eight years: holes came to three quarters of all villages).
 * To be called once, before there are threads. */
enum { HQ_PAGED_FROM = 16384, HQ_PAGE = 4096 };
void hq_memory_in_pages(void);

#endif
