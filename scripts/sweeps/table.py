"""The table of a sweep: a row a scenario, or a scenario and year, in the order of the plan."""

import csv
import io
import os
import tempfile

STATE_COLUMNS = ["status", "exit_code", "seconds", "cpu_seconds", "state_hash", "result"]


def yearly_rows(folder):
    """Column names and rows (texts) of a result's yearly table."""
    with open(folder / "yearly.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    if len(lines) < 2 or any(len(line) != len(lines[0]) for line in lines):
        raise ValueError(f"{folder / 'yearly.csv'} is not whole")
    return lines[0], lines[1:]


def lines_of(plan, outcomes, all_years):
    """Header and lines of texts. `outcomes` maps the ids of rows to their Outcome; others are pending."""
    keys = [c for c in plan.columns if c not in ("config", "name")]
    yearly = list(dict.fromkeys(c for row in plan.rows for c in getattr(outcomes.get(row.id), "columns", [])))
    header = ["row", "name", "config", *keys, *STATE_COLUMNS, *yearly]
    lines = []
    for row in plan.rows:
        outcome = outcomes.get(row.id)
        cells = [str(row.number), row.name, os.path.relpath(row.config, plan.path.resolve().parent)]
        cells += [str(row.threads) if key == "threads" else row.keys.get(key, "") for key in keys]
        if outcome is None:
            lines.append(cells + ["pending"] + [""] * (len(STATE_COLUMNS) - 1 + len(yearly)))
            continue
        cells += outcome.cells()
        years = outcome.years if all_years else outcome.years[-1:]
        for values in years or [[]]:
            named = dict(zip(outcome.columns, values))
            lines.append(cells + [named.get(column, "") for column in yearly])
    return header, lines


def write(path, plan, outcomes, all_years=False):
    """Writes the table as CSV or, by the name's ending, as HDF5; whole or not at all."""
    header, lines = lines_of(plan, outcomes, all_years)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".h5":
        replace(path, lambda name: write_hdf5(name, header, lines))
    else:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
        replace(path, lambda name: write_text(name, text.getvalue()))


def write_text(name, text):
    with open(name, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def replace(path, write_to):
    """A file that is the old one or the new one, also after loss of power."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        os.fchmod(handle, 0o644)
        write_to(name)
        os.fsync(handle)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_hdf5(name, header, lines):
    """One dataset a column: numbers where all cells are numbers or empty (NaN), texts elsewhere."""
    import h5py
    import numpy

    with h5py.File(name, "w", track_order=True) as file:
        scale = file.create_dataset("table_line", data=numpy.arange(len(lines), dtype="i4"))
        scale.attrs["long_name"] = "line of the table"
        scale.make_scale("table_line")
        for at, column in enumerate(header):
            texts = [line[at] for line in lines]
            try:
                if column == "state_hash":
                    raise ValueError("a text, though it may look like a number")
                data = numpy.array([float(text) if text else numpy.nan for text in texts])
            except ValueError:
                data = numpy.array([text.encode() for text in texts])
                data = data.astype(f"S{max(data.dtype.itemsize, 1)}")
            file.create_dataset(column, data=data, track_times=False).dims[0].attach_scale(scale)
