"""PennyLane lightning.qubit: its C++ bindings in a loop for batches, the device for large states, an ordinary QNode for shots."""
import warnings

warnings.filterwarnings("ignore")
import numpy as np, pennylane as qml
from importlib.metadata import version
from pennylane import numpy as pnp
from pennylane.devices import ExecutionConfig
from pennylane_lightning.lightning_qubit_ops import MeasurementsC64, StateVectorC64
from pennylane_lightning.lightning_qubit_ops.algorithms import AdjointJacobianC64, create_ops_listC64
from pennylane_lightning.lightning_qubit_ops.observables import HamiltonianC64, NamedObsC64
from workload import *

VERSION = f"pennylane {qml.__version__}, lightning {version('pennylane_lightning')}"
PEER = "PennyLane lightning.qubit"
ROWS = 64


def gates(n, layers):
    for l in range(layers):
        for q in range(n):
            yield "RY", [q], True
            yield "RZ", [q], True
        if l < layers - 1:
            for pair in pairs(n):
                yield "CNOT", list(pair), False


def ansatz(size):
    n, layers, batch = size
    rows = min(batch, ROWS)
    a, g = inputs(*size)
    a, g = a[:rows].reshape(rows, -1).tolist(), g[:rows]
    names, wires, takes = zip(*gates(n, layers))
    inverse, matrices, none = [False] * len(names), [np.array([])] * len(names), [[]] * len(names)
    observables = [NamedObsC64("PauliZ", [q]) for q in range(n)]
    adjoint, indices, signs = AdjointJacobianC64(), list(range(len(a[0]))), z_signs(n)

    def state(row):
        s, it = StateVectorC64(n), iter(row)
        for name, w, takes_angle in zip(names, wires, takes):
            getattr(s, name)(w, False, [next(it)] if takes_angle else [])
        return s

    def value():
        out = np.empty((rows, 2**n))
        for b in range(rows):
            s = state(a[b])  # the measurement does not keep its state alive
            out[b] = MeasurementsC64(s).probs(list(range(n)))
        return out @ signs

    def vjp():
        out = np.empty((rows, len(indices)))
        for b in range(rows):
            it = iter(a[b])
            operations = create_ops_listC64(list(names), [[next(it)] if t else [] for t in takes], list(wires), inverse, matrices, none, none)
            out[b] = adjoint(state(a[b]), [HamiltonianC64(g[b], observables)], operations, indices)
        return out

    measure_ansatz(PEER, "C++ bindings in a loop", VERSION, size, value, vjp, rows)


def tape(n, layers, row):
    it = iter(row)
    with qml.queuing.AnnotatedQueue() as queue:
        for name, wires, takes_angle in gates(n, layers):
            getattr(qml, name)(*([next(it)] if takes_angle else []), wires=wires)
        for q in range(n):
            qml.expval(qml.PauliZ(q))
    return qml.tape.QuantumScript.from_queue(queue)


def large():
    for case in WORK["large"]:
        n, layers = case["qubits"], case["layers"]
        device = qml.device("lightning.qubit", wires=n, c_dtype=np.complex64)
        script = tape(n, layers, inputs(n, layers, 1)[0].reshape(-1).tolist())
        run = lambda: device.execute(script, ExecutionConfig())
        measure(PEER, "device, tape prebuilt, complex64", VERSION, (n, layers, 1), "ansatz", run, "large", 1, case["values"], 5)


def shots():
    case = WORK["shots"]
    n, layers = case["qubits"], case["layers"]
    a, g = inputs(n, layers, 1)

    @qml.set_shots(shots=case["shots"])
    @qml.qnode(qml.device("lightning.qubit", wires=n, seed=7), interface="autograd", diff_method="parameter-shift")
    def circuit(p):
        it = iter(p)
        for name, wires, takes_angle in gates(n, layers):
            getattr(qml, name)(*([next(it)] if takes_angle else []), wires=wires)
        return [qml.expval(qml.PauliZ(q)) for q in range(n)]

    p, w = pnp.array(a.reshape(-1).astype(np.float64), requires_grad=True), g[0].astype(np.float64)
    gradient = qml.grad(lambda p: pnp.dot(w, pnp.stack(circuit(p))))
    measure(PEER, f"QNode, parameter-shift, {case['shots']} shots", VERSION, (n, layers, 1), "ansatz", lambda: gradient(p), "shots", 1, case["gradients"])


for size in ANSATZ:
    ansatz(size)
shots()
large()
