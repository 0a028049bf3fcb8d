#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/text/yaml.h"

struct reading {
    struct arena arena;
    struct diagnostics d;
    struct source source;
    const struct node *root;
};

static struct reading *read_bytes(const char *text, size_t size, size_t from)
{
    struct reading *r = calloc(1, sizeof *r);
    r->source = (struct source){"f.yaml", text, size, 0, false};
    r->root = hq_yaml_read(&r->arena, &r->source, from, &r->d);
    return r;
}

static struct reading *read_text(const char *text)
{
    return read_bytes(text, strlen(text), 0);
}

static void done(struct reading *r)
{
    hq_free_diagnostics(&r->d);
    hq_arena_free(&r->arena);
    free(r);
}

/* The first line of the diagnostics (the line and caret are test_diagnostic's). */
static void expect_said(struct reading *r, int count, const char *first)
{
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    hq_print_diagnostics(&r->d, f);
    fclose(f);
    text[strcspn(text, "\n")] = '\0';
    assert_string_equal(text, first);
    assert_int_equal(r->d.count, count);
    free(text);
    done(r);
}

static void expect_refused(const char *text, const char *first)
{
    struct reading *r = read_text(text);
    assert_null(r->root);
    expect_said(r, 1, first);
}

static void expect_place(const struct node *node, int line, int column)
{
    assert_int_equal(node->at.line, line);
    assert_int_equal(node->at.column, column);
}

static void nodes_know_their_places(void **state)
{
    (void)state;
    struct reading *r = read_text("# comment\n"
                                  "\xE6\x97\x97: {b: 1e6, 'c': [x, \"y z\", ~]}\n"
                                  "d:\n"
                                  "  e: |\n"
                                  "    text\n"
                                  "f:\r\n");
    assert_int_equal(r->d.count, 0);
    assert_int_equal(r->root->kind, NODE_MAP);
    assert_int_equal(r->root->count, 3);
    assert_int_equal(r->root->weight, 16);
    const struct node *key, *flag = hq_node_find(r->root, "\xE6\x97\x97", &key);
    expect_place(key, 2, 1);
    expect_place(flag, 2, 4); /* characters, not bytes */
    const struct node *b = hq_node_find(flag, "b", NULL), *c = hq_node_find(flag, "c", &key);
    expect_place(b, 2, 8);
    assert_string_equal(b->text, "1e6");
    assert_false(b->quoted);
    assert_true(key->quoted);
    assert_int_equal(c->kind, NODE_LIST);
    assert_int_equal(c->count, 3);
    assert_null(c->pairs[0].key);
    expect_place(c->pairs[1].value, 2, 22);
    assert_string_equal(c->pairs[1].value->text, "y z");
    assert_true(c->pairs[1].value->quoted);
    assert_true(hq_node_empty(c->pairs[2].value));
    assert_false(hq_node_empty(c->pairs[1].value));
    const struct node *e = hq_node_find(hq_node_find(r->root, "d", NULL), "e", NULL);
    assert_string_equal(e->text, "text\n");
    assert_true(e->quoted);
    assert_true(hq_node_empty(hq_node_find(r->root, "f", NULL)));
    assert_null(hq_node_find(r->root, "g", NULL));
    assert_null(hq_node_find(b, "g", NULL));
    done(r);
}

static void a_value_may_stand_inside_a_line(void **state)
{
    (void)state;
    const char *text = "a.\xE6\x97\x97={x: 1,\n y: 2}";
    struct reading *r = read_bytes(text, strlen(text), 6);
    expect_place(r->root, 1, 5);
    expect_place(hq_node_find(r->root, "x", NULL), 1, 9);
    expect_place(hq_node_find(r->root, "y", NULL), 2, 5);
    done(r);
    r = read_bytes("a.b=", 4, 4);
    assert_null(r->root);
    expect_said(r, 1, "f.yaml:1:5: error: nothing is written here");
}

static void aliases_share_their_node(void **state)
{
    (void)state;
    struct reading *r = read_text("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n");
    assert_int_equal(r->d.count, 0);
    assert_ptr_equal(hq_node_find(r->root, "a", NULL), hq_node_find(r->root, "b", NULL));
    assert_string_equal(hq_node_find(r->root, "d", NULL)->text, "3"); /* the nearest above */
    assert_int_equal(r->root->weight, 1 + 4 + 3 + 3 + 1 + 1);
    done(r);
    expect_refused("a: *y\n", "f.yaml:1:4: error: alias '*y' names nothing above it");
    expect_refused("a: &y {b: *y}\n", "f.yaml:1:11: error: alias '*y' stands inside what it names");
}

static void an_alias_bomb_does_not_go_off(void **state)
{
    (void)state;
    char text[4096];
    size_t used = (size_t)sprintf(text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
        used += (size_t)sprintf(text + used, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++)
            used += (size_t)sprintf(text + used, "*a%d%s", i - 1, j < 9 ? ", " : "]\n");
    }
    expect_refused(text, "f.yaml:6:25: error: too large: more than 500000 values, aliases followed");
    char *anchors = malloc(30000), *end = anchors;
    *end++ = '[';
    for (int i = 0; i < 1001; i++)
        end += sprintf(end, "&a%d x,", i);
    strcpy(end, "]");
    expect_refused(anchors, "f.yaml:1:7892: error: more than 1000 anchors");
    free(anchors);
}

static void depth_has_an_end(void **state)
{
    (void)state;
    char text[100001];
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    text[64] = '\0';
    struct reading *r = read_text(text);
    assert_int_equal(r->d.count, 0);
    done(r);
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    text[66] = '\0';
    expect_refused(text, "f.yaml:1:33: error: nested deeper than 32 levels");
    memset(text, '[', 100000);
    text[100000] = '\0';
    expect_refused(text, "f.yaml:1:33: error: nested deeper than 32 levels");
}

static void size_has_an_end(void **state)
{
    (void)state;
    size_t size = HQ_YAML_BYTES + 1;
    char *text = malloc(size);
    memset(text, ' ', size);
    struct reading *r = read_bytes(text, size, 0);
    assert_null(r->root);
    expect_said(r, 1, "f.yaml:1:1: error: too large: more than 8 MiB");
    for (size_t i = 0; i < size; i++) /* [x,x,x: many values in few bytes */
        text[i] = i % 2 ? 'x' : ',';
    text[0] = '[';
    r = read_bytes(text, size - 1, 0);
    assert_null(r->root);
    expect_said(r, 1, "f.yaml:1:1000000: error: too large: more than 500000 values, aliases followed");
    free(text);
}

static void twins_are_all_reported(void **state)
{
    (void)state;
    struct reading *r = read_text("a: 1\nb: {c: 1, d: 2, 'c': 3}\n\"a\": 4\na: 5\n");
    assert_non_null(r->root);
    assert_string_equal(hq_node_find(r->root, "a", NULL)->text, "5");
    char *text;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    hq_print_diagnostics(&r->d, f);
    fclose(f);
    assert_string_equal(text, "f.yaml:2:17: error: key 'c' stands twice; before in line 2\n"
                              "b: {c: 1, d: 2, 'c': 3}\n"
                              "                ^\n"
                              "f.yaml:3:1: error: key 'a' stands twice; before in line 1\n"
                              "\"a\": 4\n"
                              "^\n"
                              "f.yaml:4:1: error: key 'a' stands twice; before in line 3\n"
                              "a: 5\n"
                              "^\n");
    free(text);
    done(r);
}

static void what_is_no_yaml_is_refused(void **state)
{
    (void)state;
    expect_refused("", "f.yaml:1:1: error: nothing is written here");
    expect_refused("# only this\n\n", "f.yaml:1:1: error: nothing is written here");
    expect_refused("a: b: c\n", "f.yaml:1:5: error: not YAML: mapping values are not allowed in this context");
    expect_refused("a: [1, 2\nb: 3\n",
                   "f.yaml:2:2: error: not YAML: did not find expected ',' or ']' (while parsing a "
                   "flow sequence at line 1)");
    expect_refused("a:\n\t- 1\n",
                   "f.yaml:2:1: error: not YAML: found character that cannot start any token (while "
                   "scanning for the next token at line 2)");
    expect_refused("a: 'x\n",
                   "f.yaml:2:1: error: not YAML: found unexpected end of stream (while scanning a quoted "
                   "scalar at line 1)");
    expect_refused("a: 1\n---\nb: 2\n", "f.yaml:2:1: error: a second document; one file holds one");
    expect_refused("a: !!int 5\n", "f.yaml:1:4: error: tags such as 'tag:yaml.org,2002:int' are not read");
    expect_refused("a: !x [5]\n", "f.yaml:1:4: error: tags such as '!x' are not read");
    expect_refused("a: \"x\\0y\"\n", "f.yaml:1:4: error: a text must not contain a NUL character");
    expect_refused("a: \x01\n", "f.yaml:1:4: error: a control character: this is not a text file");
    expect_refused(
        "a: b\nc: \xFF\n",
        "f.yaml:2:4: error: a byte that is not UTF-8: this is not a text file, or in another encoding");
    struct reading *r = read_bytes("\x7F"
                                   "ELF\0\0",
                                   6, 0);
    expect_said(r, 1, "f.yaml:1:1: error: a control character: this is not a text file");
    r = read_bytes("a\0b", 3, 0);
    expect_said(r, 1, "f.yaml:1:2: error: a NUL byte: this is not a text file");
}

static void keys_are_words(void **state)
{
    (void)state;
    struct reading *r = read_text("a: {[1]: 2, ~: 3, <<: {b: 1}, '': 5, ok: 4}\n");
    assert_non_null(r->root);
    const struct node *a = hq_node_find(r->root, "a", NULL);
    assert_int_equal(a->count, 2);
    assert_string_equal(hq_node_find(a, "ok", NULL)->text, "4");
    expect_said(r, 3, "f.yaml:1:5: error: a key must be one word, not a list or a mapping");
    r = read_text("<<: x\n");
    expect_said(r, 1,
                "f.yaml:1:1: error: merge keys are not read; write 'extends: FILE' at the top level instead");
    r = read_text("~: x\n");
    expect_said(r, 1, "f.yaml:1:1: error: a key is missing here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_know_their_places),  cmocka_unit_test(a_value_may_stand_inside_a_line),
        cmocka_unit_test(aliases_share_their_node), cmocka_unit_test(an_alias_bomb_does_not_go_off),
        cmocka_unit_test(depth_has_an_end),         cmocka_unit_test(size_has_an_end),
        cmocka_unit_test(twins_are_all_reported),   cmocka_unit_test(what_is_no_yaml_is_refused),
        cmocka_unit_test(keys_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
