"""TensorFlow Quantum (qsim): expectation op and adjoint differentiator; programs converted outside the clock."""
import os

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
import cirq, sympy
import tensorflow as tf
import tensorflow_quantum as tfq
from workload import *

VERSION = f"tensorflow-quantum {tfq.__version__}, tensorflow {tf.__version__}"

for size in ANSATZ:
    n, layers, batch = size
    a, g = inputs(*size)
    qubits = cirq.GridQubit.rect(1, n)
    names = [f"p{i:03d}" for i in range(layers * n * 2)]
    symbols = iter(sympy.symbols(names))
    c = cirq.Circuit()
    for l in range(layers):
        for q in range(n):
            c += [cirq.ry(next(symbols))(qubits[q]), cirq.rz(next(symbols))(qubits[q])]
        if l < layers - 1:
            c += [cirq.CNOT(qubits[control], qubits[target]) for control, target in pairs(n)]
    programs = tf.repeat(tfq.convert_to_tensor([c]), batch)
    observables = tf.repeat(tfq.convert_to_tensor([[cirq.Z(q) for q in qubits]]), batch, axis=0)
    columns, angles, weights = tf.constant(names), tf.constant(a.reshape(batch, -1)), tf.constant(g)
    forward = tfq.get_expectation_op()
    differentiable = tfq.differentiators.Adjoint().generate_differentiable_op(analytic_op=forward)

    @tf.function
    def value(x):
        return forward(programs, columns, x, observables)

    @tf.function
    def vjp(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            z = differentiable(programs, columns, x, observables)
        return tape.gradient(z, x, output_gradients=weights)

    measure_ansatz(
        "TensorFlow Quantum", "expectation op, adjoint", VERSION, size, lambda: value(angles).numpy(), lambda: vjp(angles).numpy()
    )
