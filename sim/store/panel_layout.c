/* Which columns a panel holds: those of the configuration, of households and of their villages. */
#include <stdlib.h>

#include "sim/error.h"
#include "sim/provenance.h"
#include "sim/store/files.h"
#include "sim/store/trajectories.h"

void hq_panel_describe(struct panel *p, const struct config *config, const char *model)
{
    const struct column_table *household = hq_config_household(config), *village = hq_config_village(config);
    const struct engine_params *params = hq_config_engine(config);
    const struct county_table *t = hq_config_counties(config);
    p->on = params->output_panel_share > 0;
    p->columns = hq_zalloc((size_t)(household->count + village->count) + 1, sizeof(*p->columns));
    p->numbers = hq_zalloc((size_t)(household->count + village->count) + 1, sizeof *p->numbers);
    p->villages = hq_zalloc((size_t)village->count + 1, sizeof *p->villages);
    p->layout = (struct trajectories_layout){
        .title = params->run_name,
        .model = model,
        .configuration_hash = hq_config_hash(config),
        .program_version = hq_version(),
        .columns = hq_config_panel(config),
        .share = params->output_panel_share,
        .seed = (uint64_t)params->run_seed,
        .first_year = (int)params->run_first_year,
        .years = (int)(params->run_last_year - params->run_first_year + 1),
        .counties = t->count,
        .county_codes = t->codes,
        .county_names = t->names,
        .county_code_numbers = t->code_numbers,
        .kept = p->columns,
    };
    p->years = hq_zalloc((size_t)p->layout.years, sizeof *p->years);
    for (int c = 0; c < household->count; c++) {
        if (hq_list_holds(p->layout.columns, household->rows[c].name)) {
            p->numbers[p->layout.kept_count] = c;
            p->columns[p->layout.kept_count++] = &household->rows[c];
        }
    }
    for (int c = 0; c < village->count; c++) {
        char *name = hq_text("village_%s", village->rows[c].name);
        if (hq_list_holds(p->layout.columns, name)) {
            struct column_row *own = &p->villages[p->village_count++];
            *own = village->rows[c];
            own->name = name;
            p->numbers[p->layout.kept_count] = c;
            p->columns[p->layout.kept_count++] = own;
        } else {
            free(name);
        }
    }
}
