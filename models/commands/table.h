/* A table of text cells that a command fills row by row and prints as aligned columns or as JSON. */
#ifndef MODELS_COMMANDS_TABLE_H
#define MODELS_COMMANDS_TABLE_H

#include <stdbool.h>
#include <stdio.h>

/* How a cell is read: as text, as a number, as true or false, as items parted by ", ". */
enum reading { TEXT, NUMBER, TRUTH, ITEMS };

struct heading {
    const char *name;
    enum reading reading;
    bool detail; /* in JSON only */
};

enum { MOST_HEADINGS = 12 };

struct table {
    const struct heading *headings; /* ended by one without a name */
    int width;
    char **cells; /* rows x width */
    int rows, at; /* at: cells filled */
};

/* An empty table with room for `most_rows` rows. */
void table_begin(struct table *t, const struct heading *headings, int most_rows);
/* Fills the next cell, row after row; table_put takes the text over. */
void table_put(struct table *t, char *text);
void table_copy(struct table *t, const char *text);
void table_number(struct table *t, double value);
void table_truth(struct table *t, bool value);
/* Appends an item to a text of items, which is freed and made anew. */
char *table_item(char *items, const char *item);
/* Columns without `detail`, numbers to the right, "-" where a cell is empty, "?" for control characters; as wide as
 * characters are on a terminal. */
void table_print(const struct table *t, FILE *out);
/* {"model": model, word: [{heading: value, ...}, ...]} */
void table_json(const struct table *t, const char *model, const char *word, FILE *out);
void table_end(struct table *t);

#endif
