/* Records of markets: what is read is what was written; anything else is refused, and why. */
#include "unit/sim/scratch.h"

#include <errno.h>

#include "sim/store/market_record.h"

enum { COUNTIES = 3, VILLAGES = 7, QUOTAS = 2, COLUMNS = 4, FIELDS = 1, ROWS = QUOTAS + COLUMNS + FIELDS };

static struct market_owner an_owner(void)
{
    return (struct market_owner){.format = 1,
                                 .year = 2003,
                                 .first_year = 2001,
                                 .seed = 7,
                                 .villages = VILLAGES,
                                 .counties = COUNTIES,
                                 .population = "who lives where",
                                 .rows = "which markets",
                                 .configuration = "a configuration",
                                 .state = "a state"};
}

/* A record full of different values. */
static struct market_record a_record(const struct market_owner *owner)
{
    struct market_record r;
    hq_market_record_make(&r, owner, QUOTAS, COLUMNS, FIELDS);
    for (int i = 0; i < COUNTIES * ROWS; i++)
        r.terms[i] = (int64_t)i * INT64_C(0x123456789abcdef);
    for (int i = 0; i < COUNTIES * COLUMNS; i++) {
        r.values[0][i] = -i;
        r.values[1][i] = 1000 + i;
    }
    for (int i = 0; i < VILLAGES * QUOTAS; i++)
        r.cuts[i] = (struct market_cut){i, UINT32_MAX - (uint32_t)i, UINT64_MAX / (unsigned)(i + 1)};
    for (int i = 0; i < VILLAGES * FIELDS; i++)
        r.village[i] = 5 * i;
    return r;
}

static void what_is_read_is_what_was_written(void **state)
{
    const struct market_owner owner = an_owner();
    struct market_record out = a_record(&owner), in;
    int damaged;
    assert_int_equal(hq_market_record_write(&out, *state), 0);
    hq_market_record_make(&in, &owner, QUOTAS, COLUMNS, FIELDS);
    assert_null(hq_market_record_read(&in, *state, &owner, 2003, &damaged));
    char *path = scratch_path(state, "markets/2003.hqc"), *bytes;
    size_t size;
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_int_equal(hq_market_record_size(&in), size);
    free(path);
    free(bytes);
    assert_memory_equal(&in.owner, &out.owner, sizeof in.owner);
    assert_memory_equal(in.terms, out.terms, COUNTIES * ROWS * sizeof *in.terms);
    for (int moment = 0; moment < 2; moment++)
        assert_memory_equal(in.values[moment], out.values[moment], COUNTIES * COLUMNS * sizeof(int64_t));
    assert_memory_equal(in.cuts, out.cuts, VILLAGES * QUOTAS * sizeof *in.cuts);
    assert_memory_equal(in.village, out.village, VILLAGES * FIELDS * sizeof *in.village);
    hq_market_record_free(&in);
    hq_market_record_free(&out);
}

/* Reads as another run would; the answer must say this. */
static void refused(void **state, struct market_owner reader, int64_t year, int64_t quotas, const char *says,
                    bool is_damage)
{
    struct market_record in;
    int damaged = -1;
    hq_market_record_make(&in, &reader, quotas, COLUMNS, FIELDS);
    const char *why = hq_market_record_read(&in, *state, &reader, year, &damaged);
    if (!why || !strstr(why, says))
        fail_msg("\"%s\" does not say \"%s\"", why ? why : "nothing", says);
    assert_int_equal(damaged, is_damage);
    hq_market_record_free(&in);
}

static void another_run_is_refused(void **state)
{
    const struct market_owner owner = an_owner();
    struct market_record out = a_record(&owner);
    assert_int_equal(hq_market_record_write(&out, *state), 0);
    hq_market_record_free(&out);
    struct market_owner other = owner;
    other.seed = 8;
    refused(state, other, 2003, QUOTAS, "another seed", false);
    other = owner;
    other.first_year = 2002;
    refused(state, other, 2003, QUOTAS, "another first year", false);
    other = owner;
    other.population[0]++;
    refused(state, other, 2003, QUOTAS, "other counties, villages or households", false);
    other = owner;
    other.villages--;
    refused(state, other, 2003, QUOTAS, "other counties, villages or households", false);
    other = owner;
    other.rows[0]++;
    refused(state, other, 2003, QUOTAS, "other markets", false);
    refused(state, owner, 2004, QUOTAS, "is not there", false);
    refused(state, owner, 2003, QUOTAS + 1, "does not hold what its head says", true);
    /* The file of one year under the name of another. */
    char *path = scratch_path(state, "markets/2003.hqc"), *elsewhere = scratch_path(state, "markets/2005.hqc");
    assert_int_equal(rename(path, elsewhere), 0);
    refused(state, owner, 2005, QUOTAS, "another first year", false);
    free(path);
    free(elsewhere);
}

/* A bit that has changed anywhere, and any end that is missing, is found. */
static void damage_is_found(void **state)
{
    const struct market_owner owner = an_owner();
    struct market_record out = a_record(&owner);
    char *path = scratch_path(state, "markets/2003.hqc"), *bytes;
    size_t size;
    assert_int_equal(hq_market_record_write(&out, *state), 0);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    for (size_t at = 0; at < size; at += 61) {
        bytes[at] ^= 4;
        scratch_write(path, bytes, size);
        bytes[at] ^= 4;
        refused(state, owner, 2003, QUOTAS, "", true);
        scratch_write(path, bytes, at);
        refused(state, owner, 2003, QUOTAS, "", true);
    }
    hq_market_record_free(&out);
    free(bytes);
    free(path);
}

/* Known by all its years; a missing one is named. */
static void a_record_has_an_identity(void **state)
{
    struct market_owner owner = an_owner();
    char both[33], again[33], changed[33], one[33];
    for (owner.year = 2001; owner.year <= 2002; owner.year++) {
        struct market_record out = a_record(&owner);
        assert_int_equal(hq_market_record_write(&out, *state), 0);
        hq_market_record_free(&out);
    }
    assert_null(hq_market_identity(*state, 2001, 2002, both));
    assert_null(hq_market_identity(*state, 2001, 2002, again));
    assert_null(hq_market_identity(*state, 2001, 2001, one));
    assert_string_equal(both, again);
    assert_string_not_equal(both, one);
    owner.year = 2002;
    struct market_record out = a_record(&owner);
    out.cuts[3].rank--;
    assert_int_equal(hq_market_record_write(&out, *state), 0);
    hq_market_record_free(&out);
    assert_null(hq_market_identity(*state, 2001, 2002, changed));
    assert_string_not_equal(both, changed);
    assert_non_null(strstr(hq_market_identity(*state, 2001, 2003, changed), "markets of 2003"));
    assert_non_null(strstr(hq_market_identity("/nowhere/at all", 2001, 2003, changed), "markets of 2001"));
}

static void a_full_disk_is_told(void **state)
{
    const struct market_owner owner = an_owner();
    struct market_record out = a_record(&owner);
    char *path = scratch_path(state, "markets/2003.hqc");
    scratch_limit(256);
    assert_int_equal(hq_market_record_write(&out, *state), EFBIG);
    scratch_unlimit();
    assert_false(hq_file_exists(path));
    hq_market_record_free(&out);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(what_is_read_is_what_was_written),
        scratch_test(another_run_is_refused),
        scratch_test(damage_is_found),
        scratch_test(a_record_has_an_identity),
        scratch_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
