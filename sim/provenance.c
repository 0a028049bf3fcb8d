#include "sim/provenance.h"

#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <yaml.h>

#include "sim/digest.h"
#include "sim/isa.h"
#include "sim/parallel.h"
#include "sim/store/files.h"

const char *hq_version(void)
{
    return HQ_VERSION;
}

void hq_provenance_json(struct json *j)
{
    struct utsname machine;
    unsigned major = 0, minor = 0, patch = 0;
    char text[64];
    hq_json_text(j, "version", hq_version());
#ifdef __clang__
    snprintf(text, sizeof text, "clang %d.%d.%d", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    snprintf(text, sizeof text, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
    hq_json_text(j, "compiler", text);
    H5get_libversion(&major, &minor, &patch);
    snprintf(text, sizeof text, "%u.%u.%u", major, minor, patch);
    hq_json_text(j, "hdf5", text);
    hq_json_text(j, "mpi", hq_mpi_version());
    hq_json_text(j, "libyaml", yaml_get_version_string());
    snprintf(text, sizeof text, "%u.%u.%u", XXH_versionNumber() / 10000, XXH_versionNumber() / 100 % 100,
             XXH_versionNumber() % 100);
    hq_json_text(j, "xxhash", text);
    if (uname(&machine) == 0) {
        snprintf(text, sizeof text, "%.20s %.40s", machine.sysname, machine.machine);
        hq_json_text(j, "system", text);
    }
    const int best = hq_isa_choose(NULL);
    hq_json_text(j, "best_instruction_set", hq_isa_names[best]);
}

/* Not ru_maxrss first: it holds what the process was before it became this program, its parent's copy. */
size_t hq_peak_memory(void)
{
    char line[256];
    unsigned long long kib = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && !kib && fgets(line, sizeof line, f)) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtoull(line + 6, NULL, 10);
        }
    }
    if (f) {
        fclose(f);
    }
    if (kib) {
        return (size_t)kib * 1024;
    }
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (size_t)usage.ru_maxrss * 1024 : 0;
}

void hq_file_hash(const char *path, char hex[33])
{
    char *bytes;
    size_t size;
    hex[0] = '\0';
    if (hq_read_file(path, &bytes, &size) == 0) {
        const XXH128_hash_t h = XXH3_128bits(bytes, size);
        hq_hash_hex(h, hex);
        free(bytes);
    }
}
