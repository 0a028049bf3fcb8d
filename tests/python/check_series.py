#!/usr/bin/python3
"""Checks that a series.h5 reads well: check_series.py FILE

Opens it with xarray, without options, and with h5py; every dataset must have units and a long_name,
years and counties must be those that the attributes tell, and texts must be texts. Prints one line and
ends with 0, or with 1 and what is wrong.
"""

import sys

import h5py
import numpy
import xarray


def require(condition, message):
    if not condition:
        raise ValueError(message)


def check_datasets(path):
    """Descriptions and types of all datasets; returns their number."""
    count = 0
    # The writer keeps no lock; neither need a reader.
    with h5py.File(path, "r") as file:
        for name, dataset in file.items():
            count += 1
            require(isinstance(dataset, h5py.Dataset), f"{name} is not a dataset")
            for key in ("units", "long_name"):
                text = dataset.attrs.get(key, b"")
                text = text.decode() if isinstance(text, bytes) else str(text)
                require(text.strip("\0 "), f"{name} has no {key}")
            kind = dataset.dtype
            require(kind in (numpy.int32, numpy.float64) or kind == "S1", f"{name} is of type {kind}")
            require(dataset.chunks is None, f"{name} is in chunks")
            require(dataset.id.get_offset() is not None, f"{name} has no place in the file")
            scale = dataset.attrs.get("CLASS") == b"DIMENSION_SCALE"
            for place, dimension in enumerate(dataset.dims):
                require(scale or len(dimension) == 1, f"dimension {place} of {name} has no scale")
    return count


def check_time(data):
    first, years = int(data.attrs["first_year"]), int(data.attrs["years"])
    expected = list(range(first, first + years))
    require(data["year"].values.tolist() == expected, f"years are {data['year'].values}")
    require(numpy.issubdtype(data["time"].dtype, numpy.datetime64), "time is not decoded to dates")
    require(data["time"].dt.year.values.tolist() == expected, "time and year differ")


def check_counties(data):
    counties = int(data.attrs["counties"])
    require(data.sizes["county"] == counties, f"{data.sizes['county']} counties, not {counties}")
    require(len(set(data["county"].values.tolist())) == counties, "a county stands twice")
    for name in ("county_code", "county_name", "prefecture", "class_name"):
        require(name in data.coords, f"{name} is not a coordinate")
        texts = data[name].values.tolist()
        require(len(texts) == counties and all(isinstance(text, str) for text in texts), f"{name}: {texts}")
    classes = data["county_class"]
    meanings = classes.attrs["flag_meanings"].split(" ")
    codes = numpy.atleast_1d(classes.attrs["flag_values"]).tolist()
    require(len(codes) == len(meanings), "flag_values and flag_meanings differ in number")
    named = [meanings[codes.index(code)] for code in classes.values.tolist()]
    require(named == [text.replace(" ", "_") for text in data["class_name"].values.tolist()], "classes differ")


def check_series(data):
    """Series are float64 over time and county, whole years or none; returns their names."""
    names = [name for name in data.data_vars if data[name].dims == ("time", "county")]
    reached = [text != "" for text in data["state_hash"].values.tolist()]
    for name in names:
        require(data[name].dtype == numpy.float64, f"{name} is of type {data[name].dtype}")
        missing = numpy.isnan(data[name].values).all(axis=1)
        for year, done in enumerate(reached):
            require(done or missing[year], f"{name} has values in a year without a state hash")
    if names:
        require(data.attrs["signal"] in names, f"signal {data.attrs['signal']} is no series")
    return names, sum(reached)


def check_hashes(data):
    texts = data["state_hash"].values.ravel().tolist()
    if "column_hash" in data:
        require("hashed_column" in data["column_hash"].coords, "column_hash does not name its columns")
        texts += data["column_hash"].values.ravel().tolist()
    for text in texts:
        require(len(text) in (0, 32) and set(text) <= set("0123456789abcdef"), f"hash {text}")


def check(path):
    datasets = check_datasets(path)
    with xarray.open_dataset(path) as data:
        require(data.attrs["Conventions"] == "CF-1.8", "Conventions")
        require(data.attrs["seed"].isdigit(), "seed")
        for key in ("title", "model", "configuration_hash", "program_version"):
            require(isinstance(data.attrs[key], str), key)
        check_time(data)
        check_counties(data)
        check_hashes(data)
        names, reached = check_series(data)
        return (
            f"{path}: {datasets} datasets, {len(names)} series, {data.sizes['county']} counties, "
            f"{reached} of {data.sizes['time']} years"
        )


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: check_series.py FILE")
    try:
        print(check(sys.argv[1]))
    except (OSError, KeyError, ValueError) as problem:
        sys.exit(f"{sys.argv[1]}: {type(problem).__name__}: {problem}")


if __name__ == "__main__":
    main()
