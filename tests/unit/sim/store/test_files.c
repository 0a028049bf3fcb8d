/* Files that are whole or absent, under full disks and errors of earlier writes. */
#define _GNU_SOURCE 1
#include "unit/sim/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static void assert_file_says(const char *path, const char *expected)
{
    char *bytes;
    size_t size;

    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(bytes, expected);
    free(bytes);
}

static void folders_are_made_with_their_parents(void **state)
{
    char *deep = scratch_path(state, "a/b//c/"), *file = scratch_path(state, "a/file");
    char *under_file = scratch_path(state, "a/file/d");

    assert_int_equal(hq_make_folder(deep), 0);
    assert_true(hq_file_exists(deep));
    assert_int_equal(hq_make_folder(deep), 0);
    assert_int_equal(hq_make_folder("/"), 0);
    assert_int_equal(hq_make_folder(""), ENOENT);
    scratch_write(file, "x", 1);
    assert_int_equal(hq_make_folder(file), ENOTDIR);
    assert_int_equal(hq_make_folder(under_file), ENOTDIR);
    free(deep);
    free(file);
    free(under_file);
}

static void folders_are_removed_with_all_in_them_but_not_what_links_point_to(void **state)
{
    char *deep = scratch_path(state, "a/b/c"), *top = scratch_path(state, "a");
    char *file = scratch_path(state, "a/b/file"), *kept = scratch_path(state, "kept");
    char *link_path = scratch_path(state, "a/link");

    assert_int_equal(hq_make_folder(deep), 0);
    assert_int_equal(hq_make_folder(kept), 0);
    char *inside = hq_text("%s/inside", kept);
    scratch_write(inside, "x", 1);
    scratch_write(file, "x", 1);
    assert_int_equal(symlink(kept, link_path), 0);
    assert_int_equal(hq_remove_folder(top), 0);
    assert_false(hq_file_exists(top));
    assert_true(hq_file_exists(inside));
    assert_int_equal(hq_remove_folder(top), 0);
    assert_int_equal(hq_remove_folder(inside), ENOTDIR);
    assert_true(hq_file_exists(inside));
    free(deep);
    free(top);
    free(file);
    free(kept);
    free(link_path);
    free(inside);
}

static void a_committed_file_is_whole_and_leaves_no_part(void **state)
{
    char *path = scratch_path(state, "out.csv"), *part = scratch_path(state, "out.csv.part");
    struct pending_file f;

    assert_int_equal(hq_file_begin(&f, path), 0);
    fputs("one\n", f.stream);
    assert_true(hq_file_exists(part));
    assert_false(hq_file_exists(path));
    assert_int_equal(hq_file_commit(&f), 0);
    assert_file_says(path, "one\n");
    assert_int_equal(scratch_count(*state), 1);

    /* Again over the old one, which stands until the commit. */
    assert_int_equal(hq_file_begin(&f, path), 0);
    fputs("two\n", f.stream);
    fflush(f.stream);
    assert_file_says(path, "one\n");
    assert_int_equal(hq_file_commit(&f), 0);
    assert_file_says(path, "two\n");
    free(path);
    free(part);
}

static void nothing_remains_after_abandon(void **state)
{
    char *path = scratch_path(state, "out.csv");
    struct pending_file f;

    assert_int_equal(hq_file_begin(&f, path), 0);
    fputs("one\n", f.stream);
    hq_file_abandon(&f);
    assert_int_equal(scratch_count(*state), 0);
    hq_file_abandon(&f); /* a second time does nothing */
    free(path);
}

static void begin_reports_a_missing_folder(void **state)
{
    char *path = scratch_path(state, "absent/out.csv");
    struct pending_file f;

    assert_int_equal(hq_file_begin(&f, path), ENOENT);
    assert_null(f.stream);
    hq_file_abandon(&f);
    free(path);
}

static void an_error_of_an_earlier_write_is_reported_at_commit(void **state)
{
    char *path = scratch_path(state, "out.csv");
    struct pending_file f;

    assert_int_equal(hq_file_begin(&f, path), 0);
    scratch_limit(16);
    for (int i = 0; i < 10000; i++)
        fputs("0123456789\n", f.stream);
    assert_true(ferror(f.stream));
    assert_int_equal(hq_file_commit(&f), EFBIG);
    scratch_unlimit();
    assert_int_equal(scratch_count(*state), 0);

    /* The disk has room again by the commit: what was lost is lost still. */
    assert_int_equal(hq_file_begin(&f, path), 0);
    scratch_limit(16);
    for (int i = 0; i < 10000; i++)
        fputs("0123456789\n", f.stream);
    scratch_unlimit();
    assert_int_equal(hq_file_commit(&f), EIO);
    assert_int_equal(scratch_count(*state), 0);
    free(path);
}

static void an_error_of_the_last_flush_is_reported_at_commit(void **state)
{
    char *path = scratch_path(state, "out.csv");
    struct pending_file f;

    assert_int_equal(hq_file_begin(&f, path), 0);
    scratch_limit(16);
    fputs("still in the buffer when the commit comes\n", f.stream);
    assert_false(ferror(f.stream));
    assert_int_equal(hq_file_commit(&f), EFBIG);
    scratch_unlimit();
    assert_int_equal(scratch_count(*state), 0);
    free(path);
}

static void a_commit_that_cannot_rename_leaves_no_part(void **state)
{
    char *path = scratch_path(state, "taken");
    struct pending_file f;

    assert_int_equal(hq_make_folder(path), 0);
    assert_int_equal(hq_file_begin(&f, path), 0);
    assert_int_equal(hq_file_commit(&f), EISDIR);
    assert_int_equal(scratch_count(*state), 1);
    free(path);
}

static void files_are_read_whole_with_zeros_in_them(void **state)
{
    char *path = scratch_path(state, "bytes"), *empty = scratch_path(state, "empty");
    char *absent = scratch_path(state, "absent"), *bytes;
    size_t size;

    scratch_write(path, "a\0b", 3);
    scratch_write(empty, "", 0);
    assert_int_equal(hq_read_file(path, &bytes, &size), 0);
    assert_int_equal(size, 3);
    assert_memory_equal(bytes, "a\0b", 4);
    free(bytes);
    assert_file_says(empty, "");
    assert_int_equal(hq_read_file(absent, &bytes, &size), ENOENT);
    assert_null(bytes);
    assert_int_equal(hq_read_file(*state, &bytes, &size), EISDIR);
    assert_null(bytes);
    /* A file of the kernel's that calls itself empty. */
    assert_int_equal(hq_read_file("/proc/self/maps", &bytes, &size), 0);
    assert_true(size > 0);
    free(bytes);
    free(path);
    free(empty);
    free(absent);
}

static void pieces_are_written_and_read_where_they_belong(void **state)
{
    char *path = scratch_path(state, "bytes"), back[7] = "";
    int fd = open(path, O_RDWR | O_CREAT, 0666);

    assert_true(fd >= 0);
    assert_int_equal(hq_write_at(fd, "cd", 2, 2), 0);
    assert_int_equal(hq_write_at(fd, "ab", 2, 0), 0);
    assert_int_equal(hq_write_at(fd, "", 0, 100), 0);
    assert_int_equal(hq_read_at(fd, back, 3, 1), 0);
    assert_memory_equal(back, "bcd", 3);
    assert_int_equal(hq_read_at(fd, back, 4, 1), EIO);
    scratch_limit(6);
    assert_int_equal(hq_write_at(fd, "efgh", 4, 4), EFBIG);
    scratch_unlimit();
    assert_int_equal(hq_write_at(-1, "a", 1, 0), EBADF);
    close(fd);
    free(path);
}

static void renames_move_between_folders(void **state)
{
    char *a = scratch_path(state, "a"), *b = scratch_path(state, "b");
    char *from = scratch_path(state, "a/x"), *to = scratch_path(state, "b/y");

    assert_int_equal(hq_make_folder(a), 0);
    assert_int_equal(hq_make_folder(b), 0);
    scratch_write(from, "x", 1);
    assert_int_equal(hq_flush_file(from), 0);
    assert_int_equal(hq_rename_durably(from, to), 0);
    assert_file_says(to, "x");
    assert_false(hq_file_exists(from));
    assert_int_equal(hq_rename_durably(from, to), ENOENT);
    assert_int_equal(hq_flush_file(from), ENOENT);
    free(a);
    free(b);
    free(from);
    free(to);
}

static void the_folder_of_a_bare_name_is_the_current_one(void **state)
{
    (void)state;
    assert_int_equal(hq_flush_folder_of("name"), 0);
    assert_int_equal(hq_flush_folder_of("/name"), 0);
    assert_int_equal(hq_flush_folder_of("/tmp//name/"), 0);
    assert_int_equal(hq_flush_folder_of("/absent-folder/name"), ENOENT);
}

static void one_folder_has_many_paths(void **state)
{
    char *a = scratch_path(state, "a"), *b = scratch_path(state, "b"), *way = scratch_path(state, "b/../a/");
    assert_int_equal(hq_make_folder(a), 0);
    assert_false(hq_same_folder(a, b)); /* not there */
    assert_false(hq_same_folder(b, b));
    assert_int_equal(hq_make_folder(b), 0);
    assert_true(hq_same_folder(a, a));
    assert_true(hq_same_folder(a, way));
    assert_false(hq_same_folder(a, b));
    free(a);
    free(b);
    free(way);
}

static void texts_are_fresh(void **state)
{
    (void)state;
    char *text = hq_text("%s-%d", "year", 1998);

    assert_string_equal(text, "year-1998");
    free(text);
}

/* Each is a new one, its owner's alone; where there is no TMPDIR to put it in, the errno and the path say so. */
static void temporary_folders_are_new(void **state)
{
    const char *folder = *state;
    char *first, *second, *nowhere = hq_text("%s/nowhere", folder);
    struct stat what;
    setenv("TMPDIR", folder, 1);
    assert_int_equal(hq_make_temporary_folder("horqin-test", &first), 0);
    assert_int_equal(hq_make_temporary_folder("horqin-test", &second), 0);
    assert_string_not_equal(first, second);
    assert_int_equal(strncmp(first, folder, strlen(folder)), 0);
    assert_int_equal(stat(second, &what), 0);
    assert_int_equal(what.st_mode & 0777, 0700);
    assert_int_equal(hq_remove_folder(first), 0);
    assert_int_equal(hq_remove_folder(second), 0);
    free(first);
    free(second);
    setenv("TMPDIR", nowhere, 1);
    assert_int_equal(hq_make_temporary_folder("horqin-test", &first), ENOENT);
    assert_int_equal(strncmp(first, nowhere, strlen(nowhere)), 0);
    free(first);
    free(nowhere);
    unsetenv("TMPDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(folders_are_made_with_their_parents),
        scratch_test(folders_are_removed_with_all_in_them_but_not_what_links_point_to),
        scratch_test(a_committed_file_is_whole_and_leaves_no_part),
        scratch_test(nothing_remains_after_abandon),
        scratch_test(begin_reports_a_missing_folder),
        scratch_test(an_error_of_an_earlier_write_is_reported_at_commit),
        scratch_test(an_error_of_the_last_flush_is_reported_at_commit),
        scratch_test(a_commit_that_cannot_rename_leaves_no_part),
        scratch_test(files_are_read_whole_with_zeros_in_them),
        scratch_test(pieces_are_written_and_read_where_they_belong),
        scratch_test(renames_move_between_folders),
        scratch_test(one_folder_has_many_paths),
        cmocka_unit_test(the_folder_of_a_bare_name_is_the_current_one),
        scratch_test(temporary_folders_are_new),
        cmocka_unit_test(texts_are_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
