/* What the markets of a run did in one year, as a checked file: DIR/markets/YEAR.hqc (sim/store/container.h).
 * The bytes depend on the run alone, not on ranks or threads. */
#ifndef SIM_MARKET_RECORD_H
#define SIM_MARKET_RECORD_H

#include <stdint.h>

/* The run that a record belongs to. */
struct market_owner {
    int64_t format, year, first_year, seed, villages, counties;
    char population[40];    /* of villages, their households and their weights */
    char rows[40];          /* of the model's market rows: names, kinds and order */
    char configuration[40]; /* hash of the configuration; text, as the next */
    char state[40];         /* state hash at the year's end */
};

/* One ranking of one village: places and where they cut it; one column of one village, as its 8 bytes. */
struct market_cut {
    int32_t places;
    uint32_t rank;
    uint64_t tie;
};

/* `quotas`, `columns` and `fields` are those of the market rows alone, in their order. */
struct market_record {
    struct market_owner owner;
    int64_t quotas, columns, fields; /* of rankings, of counties, of villages */
    int64_t *terms;                  /* counties x (quotas + columns + fields): hash of the parameters */
    int64_t *values[2];              /* counties x columns, bits: after plan, after clear */
    struct market_cut *cuts;         /* villages x quotas */
    int64_t *village;                /* villages x fields, bits */
};

/* Room for the counts in `owner` and the three numbers. */
void hq_market_record_make(struct market_record *r, const struct market_owner *owner, int64_t quotas,
                           int64_t columns, int64_t fields);
void hq_market_record_free(struct market_record *r);

/* Bytes of the file of a record with these counts. */
int64_t hq_market_record_size(const struct market_record *r);

/* Writes the file of the record's year, making the folder; 0 or an errno. */
int hq_market_record_write(const struct market_record *r, const char *folder);

/* Reads a year into a record of the same counts. NULL, or what is wrong; *damaged tells a file that is not what
 * was written from one that is missing or of another run. Compares all of `owner` but configuration and state
 * with the file's (the record's own `owner` is filled). */
const char *hq_market_record_read(struct market_record *r, const char *folder, const struct market_owner *owner,
                                  int64_t year, int *damaged);

/* 32 digits over the check sums of the files of [first, last], none of which is read whole. NULL, or what is
 * missing: a text that lives until the next call. */
const char *hq_market_identity(const char *folder, int first, int last, char hex[33]);

#endif
