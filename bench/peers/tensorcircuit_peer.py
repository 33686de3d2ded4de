"""TensorCircuit-NG on JAX, jit and vmap, z from the contracted state."""
import jax, jax.numpy as jnp
import tensorcircuit as tc
from workload import *

tc.set_backend("jax")
tc.set_dtype("complex64")
VERSION = f"tensorcircuit-ng {tc.__version__}, jax {jax.__version__}"


def circuit(n, layers):
    signs = jnp.asarray(z_signs(n), jnp.float32)

    def run(a):
        c = tc.Circuit(n)
        for l in range(layers):
            for q in range(n):
                c.ry(q, theta=a[l, q, 0])
                c.rz(q, theta=a[l, q, 1])
            if l < layers - 1:
                for control, target in pairs(n):
                    c.cnot(control, target)
        s = c.state()
        return (s.real**2 + s.imag**2) @ signs

    return jax.vmap(run)


for size in ANSATZ:
    a, g = (jnp.asarray(x) for x in inputs(*size))
    f = circuit(*size[:2])
    value, vjp = jax.jit(f), jax.jit(lambda a, g: jax.vjp(f, a)[1](g)[0])
    measure_ansatz(
        "TensorCircuit", "jit vmap, state", VERSION, size,
        lambda: jax.block_until_ready(value(a)), lambda: jax.block_until_ready(vjp(a, g)),
    )
