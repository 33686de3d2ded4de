"""PennyLane default.qubit under JAX jit, broadcast over the batch, backprop."""
import warnings

warnings.filterwarnings("ignore")
import jax, jax.numpy as jnp, pennylane as qml
from workload import *

VERSION = f"pennylane {qml.__version__}, jax {jax.__version__}"

for size in ANSATZ:
    n, layers, _ = size
    a, g = (jnp.asarray(x) for x in inputs(*size))

    @qml.qnode(qml.device("default.qubit", wires=n), interface="jax", diff_method="backprop")
    def circuit(p):
        for l in range(layers):
            for q in range(n):
                qml.RY(p[l, q, 0], wires=q)
                qml.RZ(p[l, q, 1], wires=q)
            if l < layers - 1:
                for pair in pairs(n):
                    qml.CNOT(wires=pair)
        return [qml.expval(qml.PauliZ(q)) for q in range(n)]

    f = lambda x: jnp.stack(circuit(jnp.moveaxis(x, 0, -1)), -1)
    value, vjp = jax.jit(f), jax.jit(lambda a, g: jax.vjp(f, a)[1](g)[0])
    measure_ansatz(
        "PennyLane default.qubit", "jax jit, broadcasting", VERSION, size,
        lambda: jax.block_until_ready(value(a)), lambda: jax.block_until_ready(vjp(a, g)),
    )
