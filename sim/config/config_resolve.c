/* What a parameter is worth in a county and year: county beats class, class beats the plain value; within
 * each the latest year not after this one, else its default, else the next less specific. */
#include "sim/config/config_internal.h"

static const union cell *in_scope(const struct scope *scope, int year)
{
    for (int i = scope->count - 1; i >= 0; i--)
        if (scope->years[i].year <= year)
            return &scope->years[i].value;
    return scope->has_default ? &scope->value : NULL;
}

struct keyed_scope *hq_find_scope(const struct scope_list *list, int32_t key)
{
    int low = 0, high = list->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (list->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && list->items[low].key == key ? &list->items[low] : NULL;
}

union cell hq_plain_value(const struct setting *setting, int year)
{
    return *in_scope(&setting->plain, year); /* the plain scope always has a default */
}

union cell hq_county_value(const struct config *config, const struct setting *setting, int county, int year)
{
    const struct county_table *t = &config->counties;
    const struct keyed_scope *scopes[2] = {NULL, NULL};
    if (setting->counties.count)
        scopes[0] = hq_find_scope(&setting->counties, t->code_numbers[county]);
    if (setting->classes.count)
        scopes[1] = hq_find_scope(&setting->classes, t->classes[county]);
    for (int i = 0; i < 2; i++) {
        const union cell *value = scopes[i] ? in_scope(&scopes[i]->scope, year) : NULL;
        if (value)
            return *value;
    }
    return hq_plain_value(setting, year);
}

union cell hq_own_value(const struct config *config, int parameter, int county, int year)
{
    const struct setting *setting = &config->settings[parameter];
    return county < 0 ? hq_plain_value(setting, year) : hq_county_value(config, setting, county, year);
}

union cell hq_config_value(const struct config *config, int parameter, int county, int year)
{
    return config->branch ? hq_branch_value(config, parameter, county, year)
                          : hq_own_value(config, parameter, county, year);
}

void hq_config_resolve(const struct config *config, int county, int year, union cell *out)
{
    for (int i = 0; i < config->model->parameters->count; i++) {
        out[i] = hq_config_value(config, i, county, year);
    }
}

bool hq_config_ever(const struct config *config, int parameter)
{
    for (int county = 0; county < config->counties.count; county++) {
        for (int64_t year = config->params.run_first_year; year <= config->params.run_last_year; year++) {
            if (hq_config_value(config, parameter, county, (int)year).integer) {
                return true;
            }
        }
    }
    return false;
}
