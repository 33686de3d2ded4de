"""qulacs in a Python loop: parametric circuit, backprop of the weighted observable; complex128."""
import numpy as np
from importlib.metadata import version
from qulacs import Observable, ParametricQuantumCircuit, QuantumState
from workload import *

VERSION = "qulacs " + version("qulacs")
ROWS = 64


def build(n, layers):
    c = ParametricQuantumCircuit(n)
    for l in range(layers):
        for q in range(n):
            c.add_parametric_RY_gate(q, 0.0)
            c.add_parametric_RZ_gate(q, 0.0)
        if l < layers - 1:
            for control, target in pairs(n):
                c.add_CNOT_gate(control, target)
    return c, QuantumState(n)


def ansatz(size):
    n, layers, batch = size
    rows = min(batch, ROWS)
    a, g = inputs(*size)
    angles = (-a[:rows].reshape(rows, -1).astype(np.float64)).tolist()  # qulacs turns by exp(+i angle P / 2)
    c, state = build(n, layers)

    def fill(row):
        for i, angle in enumerate(row):
            c.set_parameter(i, angle)

    def value():
        out = np.empty((rows, n))
        for b in range(rows):
            fill(angles[b])
            state.set_zero_state()
            c.update_quantum_state(state)
            out[b] = [2 * state.get_zero_probability(q) - 1 for q in range(n)]
        return out

    def vjp():
        out = np.empty((rows, len(angles[0])))
        for b in range(rows):
            fill(angles[b])
            observable = Observable(n)
            for q in range(n):
                observable.add_operator(float(g[b, q]), f"Z {q}")
            out[b] = c.backprop(observable)
        return -out

    measure_ansatz("qulacs", "loop, backprop", VERSION, size, value, vjp, rows)


def large():
    for case in WORK["large"]:
        n, layers = case["qubits"], case["layers"]
        c, state = build(n, layers)
        for i, angle in enumerate((-inputs(n, layers, 1)[0].reshape(-1)).tolist()):
            c.set_parameter(i, angle)

        def run():
            state.set_zero_state()
            c.update_quantum_state(state)
            p, z = np.abs(state.get_vector()) ** 2, []
            for q in range(n):
                t = p.reshape(-1, 2, 2**q).sum((0, 2))
                z.append(t[0] - t[1])
            return z

        measure("qulacs", "gate by gate, <Z> by numpy", VERSION, (n, layers, 1), "ansatz", run, "large", 1, case["values"], 5)


for size in ANSATZ:
    ansatz(size)
large()
