"""The work that every peer does, read from the folder that the runner prepared (see README.md).

Circuit of n qubits and L layers: RY and RZ on every qubit; after every layer but the last CNOT(q, q+1) and CNOT(n-1, 0); <Z_q> of all.
value: angles [B, L, n, 2] -> z [B, n].  vjp: angles, weights [B, n] -> d sum(weights * z) / d angles, with the forward pass it needs.
"""
import json, os, sys, time
import numpy as np

FOLDER = os.environ["PEER_WORK"]
QUICK = os.environ.get("PEER_QUICK") == "1"
WORK = json.load(open(os.path.join(FOLDER, "work.json")))
ANSATZ = [(c["qubits"], c["layers"], c["batch"]) for c in WORK["ansatz"]]


def hashed(count, seed):
    """u(i) = mix(imul(i+1, 0x9e3779b9) + seed) / 2^32 with murmur3's mix: any language repeats it."""
    x = (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B9) + np.uint64(seed)) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    return x / 2.0**32


def angles_of(batch, count):
    return ((2 * hashed(batch * count, 1) - 1) * np.pi).astype(np.float32).reshape(batch, count)


def weights_of(batch, n):
    return (2 * hashed(batch * n, 2) - 1).astype(np.float32).reshape(batch, n)


def inputs(n, layers, batch):
    return angles_of(batch, layers * n * 2).reshape(batch, layers, n, 2), weights_of(batch, n)


def pairs(n):
    return [(q, q + 1) for q in range(n - 1)] + [(n - 1, 0)]


def entangler(n):
    """new_state = state[p] applies the CNOT chain and ring (qubit 0 the most significant bit)."""
    image = np.arange(2**n)
    for c, t in pairs(n):
        image = np.where(image >> (n - 1 - c) & 1, image ^ 1 << (n - 1 - t), image)
    p = np.empty_like(image)
    p[image] = np.arange(2**n)
    return p


def z_signs(n):
    return np.stack([1 - 2 * (np.arange(2**n) >> (n - 1 - q) & 1) for q in range(n)], 1)


def timed(run, runs):
    run()
    start = time.perf_counter()
    result = run()
    repeats = max(1, int(0.02 / max(time.perf_counter() - start, 1e-7)))
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(repeats):
            result = run()
        times.append((time.perf_counter() - start) / repeats)
    return result, 1e6 * float(np.median(times)), 1e6 * min(times)


def report(**row):
    print(json.dumps(row), flush=True)


def measure(peer, variant, version, size, circuit, run, work, rows, expected, runs=None):
    """Times one way to do one work; microseconds a row. `expected` are the first rows as the float64 reference has them."""
    n, layers, batch = size
    base = dict(peer=peer, variant=variant, version=version, qubits=n, layers=layers, batch=batch, circuit=circuit, work=work)
    runs = runs or (5 if QUICK else 9)
    try:
        result, median, fastest = timed(run, runs)
        wanted = np.asarray(expected, np.float64)
        error = float(np.abs(np.asarray(result, np.float64).reshape(rows, -1)[: len(wanted)] - wanted).max())
        report(**base, medianUs=median / rows, minUs=fastest / rows, runs=runs, maxAbsError=error)
    except Exception as problem:
        report(**base, error=f"{type(problem).__name__}: {str(problem)[:300]}")


def measure_ansatz(peer, variant, version, size, value, vjp, rows=None):
    case = next(c for c in WORK["ansatz"] if (c["qubits"], c["layers"], c["batch"]) == size)
    for work, run in (("value", value), ("vjp", vjp)):
        if run is not None:
            measure(peer, variant, version, size, "ansatz", run, work, rows or size[2], case["values" if work == "value" else "gradients"])
