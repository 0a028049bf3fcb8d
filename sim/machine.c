#include "sim/machine.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "sim/error.h"
#include "sim/store/files.h"

/* The number behind a word that begins a line, or -1. With an empty word: the file's first number. */
static int64_t number_behind(const char *path, const char *word)
{
    FILE *f = fopen(path, "r");
    char line[512];
    int64_t found = -1;
    const size_t length = strlen(word);
    while (f && found < 0 && fgets(line, sizeof line, f)) {
        if (strncmp(line, word, length) == 0) {
            char *end;
            const unsigned long long number = strtoull(line + length, &end, 10); /* "max" is no number */
            found = end == line + length ? -1 : number > INT64_MAX ? INT64_MAX : (int64_t)number;
        }
    }
    if (f) {
        fclose(f);
    }
    return found;
}

static int64_t in_folder(const char *folder, const char *name, const char *word)
{
    char *path = hq_text("%s/%s", folder, name);
    const int64_t number = number_behind(path, word);
    free(path);
    return number;
}

/* What one group leaves: its limit less what is in use and cannot be dropped. */
static int64_t left_in(const char *folder, const char *limit, const char *usage, const char *file_pages)
{
    const int64_t most = in_folder(folder, limit, ""), used = in_folder(folder, usage, "");
    const int64_t droppable = in_folder(folder, "memory.stat", file_pages);
    if (most < 0 || used < 0) {
        return INT64_MAX;
    }
    const int64_t held = used - (droppable > 0 ? droppable : 0);
    return most > held ? most - (held > 0 ? held : 0) : 0;
}

/* The least over a group and all above it. In a container the path may be that of the host: then only the
 * upper ones are there, and the mount itself is the container's own group. */
static int64_t least_above(char *folder, size_t mount, const char *limit, const char *usage,
                           const char *file_pages)
{
    int64_t least = INT64_MAX;
    for (;;) {
        const int64_t left = left_in(folder, limit, usage, file_pages);
        least = left < least ? left : least;
        char *slash = strrchr(folder, '/');
        if (!slash || (size_t)(slash - folder) < mount) {
            return least;
        }
        *slash = '\0';
    }
}

static int64_t group_leaves(const char *root, const char *mount, const char *group, bool second)
{
    char *top = hq_text("%s%s", root, mount), *folder = hq_text("%s%s", top, group);
    const int64_t left =
        second ? least_above(folder, strlen(top), "memory.max", "memory.current", "inactive_file ")
               : least_above(folder, strlen(top), "memory.limit_in_bytes", "memory.usage_in_bytes",
                             "total_inactive_file ");
    free(top);
    free(folder);
    return left;
}

/* Lines of /proc/self/cgroup are number:controllers:path; version 2 has one line, 0::path. */
static int64_t groups_leave(const char *root)
{
    char *path = hq_text("%s/proc/self/cgroup", root), line[4096];
    FILE *f = fopen(path, "r");
    int64_t least = INT64_MAX;
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) {
            continue;
        }
        *group++ = '\0';
        const bool second = controllers[1] == '\0';
        if (second || strstr(controllers, "memory")) {
            const int64_t left =
                group_leaves(root, second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory", group, second);
            least = left < least ? left : least;
        }
    }
    if (f) {
        fclose(f);
    }
    free(path);
    return least;
}

int64_t hq_memory_available(const char *root)
{
    char *path = hq_text("%s/proc/meminfo", root);
    const int64_t kib = number_behind(path, "MemAvailable:"), groups = groups_leave(root);
    free(path);
    const int64_t whole = kib < 0 ? INT64_MAX : kib * 1024;
    return groups < whole ? groups : whole;
}

int64_t hq_disk_available(const char *path)
{
    char *folder = hq_text("%s", path[0] ? path : ".");
    struct statvfs disk;
    int64_t free_bytes = INT64_MAX;
    while (statvfs(folder, &disk) != 0) { /* the nearest folder above that is there */
        char *slash = strrchr(folder, '/');
        if (!slash) {
            snprintf(folder, strlen(folder) + 1, "%s", strcmp(folder, ".") != 0 ? "." : "");
        } else {
            slash[slash == folder] = '\0';
        }
        if (!folder[0]) {
            free(folder);
            return free_bytes;
        }
    }
    free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    free(folder);
    return free_bytes;
}

void hq_memory_in_pages(void)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, HQ_PAGED_FROM);
#endif
}
