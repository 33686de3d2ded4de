"""Runs the notebooks of a folder through nbclient or papermill; the last line is `N passed, N failed`."""

import json
import logging
import pathlib
import sys

import nbformat


def run_nbclient(path, _out):
    from nbclient import NotebookClient

    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
    nbformat.validate(notebook)
    nbformat.write(notebook, path)  # its outputs are what nbval compares with


def run_papermill(path, out):
    from papermill import execute_notebook

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    execute_notebook(path, out / path.name, progress_bar=False, execution_timeout=60, cwd=str(path.parent))


def main(client, folder, plan):
    run = {"nbclient": run_nbclient, "papermill": run_papermill}[client]
    out = folder / "out"
    out.mkdir(exist_ok=True)
    passed, complaints = 0, []
    for kind, name, wanted in plan:
        path = folder / kind / f"{name}.ipynb"
        try:
            run(path, out)
            told = None
        except Exception as error:  # the client's own error class says what it heard from the kernel
            told = f"{type(error).__name__}: {error}"
        if wanted is None and told is not None:
            complaints.append(f"{path.name} must pass, but: {told}")
        elif wanted is not None and told is None:
            complaints.append(f"{path.name} must fail, but passed")
        elif wanted is not None and not all(word in told for word in wanted):
            complaints.append(f"{path.name} must say {wanted}, but says: {told}")
        else:
            passed += 1
    print("\n".join(complaints))
    print(f"{passed} passed, {len(complaints)} failed")


main(sys.argv[1], pathlib.Path(sys.argv[2]), json.loads(sys.argv[3]))
