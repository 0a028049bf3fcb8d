/* Everything as JSON: values by replicate, parts, ratios with why they are withheld, Shapley values or null. */
#include "unit/models/compare/made_fixture.h"

#include "models/compare/tell_json.c" // NOLINT(bugprone-suspicious-include)

/* The text without what only lays it out. */
static char *squeezed(char *text)
{
    char *to = text;
    for (const char *at = text; *at; at++) {
        if (*at != ' ' && *at != '\n') {
            *to++ = *at;
        }
    }
    *to = '\0';
    return text;
}

static void pairs(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 2, 2, true);
    for (int pair = 0; pair < 2; pair++) {
        made_put(&m, pair, "indicator", "headcount", "own", VALUES(0.5, 0.75), VALUES(0.25, 0.5),
                 VALUES(0.25, NAN));
        made_put(&m, pair, "indicator", "poor_persons", "own", VALUES(50, 75), VALUES(25, 50), VALUES(25, 50));
        made_put(&m, pair, "cost", "total", "", VALUES(0, 0), VALUES(100, 150), VALUES(100, 100));
    }
    m.plan.scenarios[1].sets = (const char *const[]){"a.enabled=true"};
    m.plan.scenarios[1].set_count = 1;
    char *text = squeezed(printed(tell_json, &m.c));
    must_hold(
        text,
        "{\"base\":\"none\",\"year\":2010,\"replicates\":2,\"confidence\":0.95,\"others\":[{\"name\":\"a\","
        "\"settings\":[\"a.enabled=true\"],\"runs\":[{\"seed\":1,\"base\":\"out/seed-1/none\",\"other\":\"out/"
        "seed-1/a\","
        "\"frozen\":\"out/seed-1/a-frozen\"},");
    must_hold(
        text,
        "{\"table\":\"indicator\",\"measure\":\"income\",\"area\":\"\",\"name\":\"headcount\",\"line\":\"own\","
        "\"year\":2010,"
        "\"base\":[0.5,0.75],\"other\":[0.25,0.5],\"frozen\":[0.25,null],\"base_of_frozen\":[0.5,0.75],"
        "\"total\":{\"mean\":-0.25,\"half\":0."
        "0},"
        "\"direct\":{\"mean\":null,\"half\":null},\"spill_over\":{\"mean\":null,\"half\":null},\"luck\":null,"
        "\"luck_direct\":null}");
    must_hold(text, "\"withheld\":null}");
    must_hold(text, "\"withheld\":\"costoreffectisnotknown\"}");
    must_hold(text, "\"marginal\":[{\"name\":\"person_lifted\",\"cost\":\"total\",\"line\":\"own\",\"other\":"
                    "\"a\",\"against\":\"none\"");
    must_hold(text, "\"other\":\"b\",\"against\":\"a\"");
    must_hold(text,
              "\"luck_of_headcount\":[{\"line\":\"own\",\"total\":null,\"direct\":null}],\"shapley\":null}");
    free(text);
    made_end(&m);
}

static void factorial_of_two(void **state)
{
    (void)state;
    struct made m;
    made_begin(&m, 1, 1, false);
    made_game(&m, 2, 0);
    double *values = made_row(m.c.subsets, "cost", "total", "");
    for (int s = 0; s < 4; s++)
        values[s] = 10 * s;
    char *text = squeezed(printed(tell_json, &m.c));
    must_hold(
        text,
        "\"shapley\":{\"subsets\":4,\"orders\":0,\"rows\":[{\"table\":\"cost\",\"measure\":\"\",\"area\":\"\","
        "\"name\":\"total\","
        "\"line\":\"\",\"year\":2010,\"all\":{\"mean\":30.0,\"half\":null},\"values\":[{\"name\":\"a\","
        "\"value\":{\"mean\":10.0,"
        "\"half\":null},\"error\":0.0},{\"name\":\"b\",\"value\":{\"mean\":20.0,\"half\":null},\"error\":0.0}],"
        "\"residual\":0.0}]}}");
    free(text);
    made_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs), cmocka_unit_test(factorial_of_two)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
