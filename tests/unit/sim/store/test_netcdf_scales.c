/* Dimensions of variables: HDF5 finds each attached as if it had attached it itself, in attributes of the same types. */
#include <hdf5.h>
#include <hdf5_hl.h>

#include "sim/store/netcdf_scales.c" // NOLINT(bugprone-suspicious-include)

#include "unit/sim/test.h"

enum { AXES = 3, VARIABLES = 150 };
static const hsize_t sizes[AXES] = {2, 3, 4};

struct file {
    hid_t id, axes[AXES], sets[VARIABLES];
};

static int rank_of(int variable)
{
    return 1 + variable % AXES;
}

/* The axis of a variable's dimension: each its own. */
static int axis_of(int variable, int dimension)
{
    return (variable + dimension) % AXES;
}

static hid_t dataset(hid_t file, const char *name, int rank, const hsize_t *shape)
{
    const hid_t space = H5Screate_simple(rank, shape, NULL);
    const hid_t set = H5Dcreate2(file, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Sclose(space);
    assert_true(set >= 0);
    return set;
}

/* A file in memory alone, with axes and variables that know nothing of each other. */
static struct file make(const char *name)
{
    struct file f;
    char label[32];
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_core(access, 1 << 16, 0);
    f.id = H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, access);
    H5Pclose(access);
    for (int a = 0; a < AXES; a++) {
        snprintf(label, sizeof label, "axis %d", a);
        f.axes[a] = dataset(f.id, label, 1, &sizes[a]);
        assert_true(H5DSset_scale(f.axes[a], label) >= 0);
    }
    for (int v = 0; v < VARIABLES; v++) {
        hsize_t shape[AXES];
        for (int k = 0; k < rank_of(v); k++) {
            shape[k] = sizes[axis_of(v, k)];
        }
        snprintf(label, sizeof label, "variable %d", v);
        f.sets[v] = dataset(f.id, label, rank_of(v), shape);
    }
    return f;
}

static void end(const struct file *f)
{
    for (int a = 0; a < AXES; a++) {
        H5Dclose(f->axes[a]);
    }
    for (int v = 0; v < VARIABLES; v++) {
        H5Dclose(f->sets[v]);
    }
    H5Fclose(f->id);
}

static void note_all(const struct file *f, struct netcdf_scales *s)
{
    for (int v = 0; v < VARIABLES; v++) {
        int64_t axes[AXES];
        for (int k = 0; k < rank_of(v); k++) {
            axes[k] = f->axes[axis_of(v, k)];
        }
        hq_scales_note(s, f->sets[v], axes, rank_of(v));
    }
}

static void every_dimension_is_attached(void **state)
{
    (void)state;
    struct file f = make("noted");
    struct netcdf_scales s = {0};
    note_all(&f, &s);
    assert_int_equal(s.count, VARIABLES);
    assert_int_equal(hq_scales_write(&s), 0);
    hq_scales_free(&s);
    assert_null(s.variables);
    for (int v = 0; v < VARIABLES; v++) {
        for (int k = 0; k < rank_of(v); k++) {
            assert_int_equal(H5DSget_num_scales(f.sets[v], (unsigned)k), 1);
            for (int a = 0; a < AXES; a++) {
                assert_int_equal(H5DSis_attached(f.sets[v], f.axes[a], (unsigned)k), a == axis_of(v, k));
            }
        }
    }
    end(&f);
}

/* Type and shape of an attribute are those of another one's. */
static void must_be_alike(hid_t a, hid_t b, const char *name)
{
    const hid_t x = H5Aopen(a, name, H5P_DEFAULT), y = H5Aopen(b, name, H5P_DEFAULT);
    assert_true(x >= 0 && y >= 0);
    const hid_t types[2] = {H5Aget_type(x), H5Aget_type(y)}, spaces[2] = {H5Aget_space(x), H5Aget_space(y)};
    assert_true(H5Tequal(types[0], types[1]) > 0);
    assert_true(H5Sextent_equal(spaces[0], spaces[1]) > 0);
    for (int i = 0; i < 2; i++) {
        H5Tclose(types[i]);
        H5Sclose(spaces[i]);
    }
    H5Aclose(x);
    H5Aclose(y);
}

static void attributes_are_as_hdf5_makes_them(void **state)
{
    (void)state;
    struct file noted = make("noted"), attached = make("attached");
    struct netcdf_scales s = {0};
    note_all(&noted, &s);
    assert_int_equal(hq_scales_write(&s), 0);
    hq_scales_free(&s);
    for (int v = 0; v < VARIABLES; v++) {
        for (int k = 0; k < rank_of(v); k++) {
            assert_true(H5DSattach_scale(attached.sets[v], attached.axes[axis_of(v, k)], (unsigned)k) >= 0);
        }
        must_be_alike(noted.sets[v], attached.sets[v], "DIMENSION_LIST");
    }
    for (int a = 0; a < AXES; a++) {
        must_be_alike(noted.axes[a], attached.axes[a], "REFERENCE_LIST");
    }
    end(&noted);
    end(&attached);
}

/* Written twice the attributes are there already; of a closed dataset there are none. */
static void what_hdf5_refuses_is_told(void **state)
{
    (void)state;
    struct file f = make("refused");
    struct netcdf_scales s = {0};
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    assert_int_equal(hq_scales_write(&s), 0); /* nothing to write */
    const int64_t none = -1;
    hq_scales_note(&s, f.sets[0], &none, 1);
    assert_int_equal(hq_scales_write(&s), -1);
    hq_scales_free(&s);
    note_all(&f, &s);
    assert_int_equal(hq_scales_write(&s), 0);
    assert_int_equal(hq_scales_write(&s), -1);
    hq_scales_free(&s);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dimension_is_attached),
        cmocka_unit_test(attributes_are_as_hdf5_makes_them),
        cmocka_unit_test(what_hdf5_refuses_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
