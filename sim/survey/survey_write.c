#include "sim/survey/survey_write.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "sim/text/convert.h"

static bool is_person(const struct survey *s, int f)
{
    return s->book->fields->rows[f].level == HQ_OF_PERSON;
}

static bool is_mapped(const struct survey *s, int f)
{
    return s->book->mappings[f].part_count > 0;
}

/* How many values of a field a household has. */
static int values_of(const struct survey *s, int f, const struct survey_household *h)
{
    return is_person(s, f) ? h->persons : 1;
}

static double value_at(const struct survey_household *h, int f, int slot)
{
    return h->values[(size_t)f * HQ_PERSONS + (size_t)slot];
}

/* In quotes where a comma, a quote or a line's end is in it. */
static void write_text(const char *text, FILE *out)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_number(double value, FILE *out)
{
    char space[HQ_NUMBER];
    fputs(hq_real_text(value, space), out);
}

/* ---- the population file ----------------------------------------------------------------------------- */

static void write_header(const struct survey *s, FILE *out)
{
    fputs("county,household,weight", out);
    for (int f = 0; f < s->book->fields->count; f++) {
        const char *name = s->book->fields->rows[f].name;
        for (int slot = 0; slot < HQ_PERSONS && is_mapped(s, f) && is_person(s, f); slot++) {
            fprintf(out, ",%s.%d", name, slot + 1);
        }
        if (is_mapped(s, f) && !is_person(s, f)) {
            fprintf(out, ",%s", name);
        }
    }
    fputc('\n', out);
}

static void write_household(const struct survey *s, const struct survey_household *h, FILE *out)
{
    fprintf(out, "%d,", (int)h->county);
    write_text(h->id, out);
    fputc(',', out);
    write_number(h->weight, out);
    for (int f = 0; f < s->book->fields->count; f++) {
        const int slots = is_mapped(s, f) ? (is_person(s, f) ? HQ_PERSONS : 1) : 0;
        for (int slot = 0; slot < slots; slot++) {
            fputc(',', out);
            if (slot < values_of(s, f, h) && value_at(h, f, slot) != HQ_NOT_SAID) {
                write_number(value_at(h, f, slot), out);
            }
        }
    }
    fputc('\n', out);
}

void hq_survey_write(const struct survey *s, FILE *out)
{
    fputs("# Households of a survey in the model's units, written by `horqin population`: docs/survey.md\n",
          out);
    write_header(s, out);
    for (int i = 0; i < s->count; i++) {
        write_household(s, &s->households[i], out);
    }
}

/* ---- marginals --------------------------------------------------------------------------------------- */

struct moments {
    double weight, mean, variance, least, most;
};

/* Two passes: the mean, and the squares about it. */
static struct moments moments_of(const struct survey *s, int f)
{
    struct moments m = {.least = DBL_MAX, .most = -DBL_MAX};
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < s->count; i++) {
            const struct survey_household *h = &s->households[i];
            for (int slot = 0; slot < values_of(s, f, h); slot++) {
                const double value = value_at(h, f, slot);
                if (value == HQ_NOT_SAID) {
                    continue;
                }
                if (pass == 0) {
                    m.weight += h->weight;
                    m.mean += (value - m.mean) * h->weight / m.weight;
                    m.least = value < m.least ? value : m.least;
                    m.most = value > m.most ? value : m.most;
                } else {
                    m.variance += h->weight / m.weight * (value - m.mean) * (value - m.mean);
                }
            }
        }
    }
    return m;
}

void hq_survey_marginals(const struct survey *s, FILE *out)
{
    static const char *const rules[] = {"error", "value", "model", "median"};
    fputs("field,unit,given,missing,filled,rule,negative,mean,sd,least,most\n", out);
    for (int f = 0; f < s->book->fields->count; f++) {
        const struct survey_count *c = &s->counts[f];
        const struct moments m = moments_of(s, f);
        if (!is_mapped(s, f)) {
            continue;
        }
        fprintf(out, "%s,%s,%lld,%lld,%lld,%s,%lld,", s->book->fields->rows[f].name,
                s->book->fields->rows[f].unit, (long long)c->given, (long long)c->missing, (long long)c->filled,
                rules[s->book->mappings[f].missing], (long long)c->negative);
        if (m.weight > 0) {
            fprintf(out, "%.6g,%.6g,%.6g,%.6g\n", m.mean, sqrt(m.variance), m.least, m.most);
        } else {
            fputs("-,-,-,-\n", out);
        }
    }
}

void hq_survey_counties(const struct survey *s, FILE *out)
{
    fputs("county,class,households,persons,weight\n", out);
    for (int i = 0; i < s->count; i++) {
        const struct survey_household *first = &s->households[i];
        long long households = 0, persons = 0;
        double weight = 0;
        bool before = false;
        for (int k = 0; k < i && !before; k++) {
            before = s->households[k].county == first->county;
        }
        for (int k = i; k < s->count && !before; k++) {
            const struct survey_household *h = &s->households[k];
            if (h->county == first->county) {
                households++;
                persons += h->persons;
                weight += h->weight;
            }
        }
        if (!before) {
            fprintf(out, "%d,%s,%lld,%lld,%.6g\n", (int)first->county, first->class[0] ? first->class : "-",
                    households, persons, weight);
        }
    }
}
