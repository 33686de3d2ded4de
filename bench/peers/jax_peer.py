"""JAX, jit and vmap: the layouts that won among twenty, the best a size counts."""
import jax, jax.numpy as jnp, numpy as np
from workload import *

VERSION = f"jax {jax.__version__}"


def gate_parts(a):
    """RZ RY is [[u, -v*], [v, u*]]: u and v from angles [..., 2]."""
    c, s = jnp.cos(a[..., 0] / 2), jnp.sin(a[..., 0] / 2)
    p, r = jnp.cos(a[..., 1] / 2), jnp.sin(a[..., 1] / 2)
    return jax.lax.complex(c * p, -c * r), jax.lax.complex(s * p, s * r)


def gather_both_ways(n):
    perm, inverse = jnp.asarray(entangler(n)), jnp.asarray(np.argsort(entangler(n)))

    @jax.custom_vjp
    def move(s):
        return s[perm]

    move.defvjp(lambda s: (s[perm], None), lambda _, ct: (ct[inverse],))
    return move


def flips(n):
    def move(s):
        for q in range(n - 1):
            v = s.reshape(2**q, 2, 2, -1)
            s = jnp.stack([v[:, 0], v[:, 1, ::-1]], 1).reshape(-1)
        v = s.reshape(2, -1, 2)
        return jnp.stack([v[:, :, 0], v[::-1, :, 1]], 2).reshape(-1)

    return move


def product_start(u, v, n):
    s = jnp.ones(1, jnp.complex64)
    for q in range(n):
        s = (s[:, None] * jnp.stack([u[q], v[q]])[None]).reshape(-1)
    return s


def rotate(s, u, v, n):
    for q in range(n):
        t = s.reshape(2**q, 2, -1)
        x, y = t[:, 0], t[:, 1]
        s = jnp.stack([u[q] * x - jnp.conj(v[q]) * y, v[q] * x + jnp.conj(u[q]) * y], 1).reshape(-1)
    return s


def zero(n):
    return jnp.zeros(2**n, jnp.complex64).at[0].set(1)


def per_gate(n, layers, move, product):
    signs = jnp.asarray(z_signs(n), jnp.float32)

    def run(a):
        u, v = gate_parts(a)
        s = product_start(u[0], v[0], n) if product else rotate(zero(n), u[0], v[0], n)
        for l in range(1, layers):
            s = rotate(move(s), u[l], v[l], n)
        return (s.real**2 + s.imag**2) @ signs

    return jax.vmap(run)


def blocks(n, layers, move, width):
    signs = jnp.asarray(z_signs(n), jnp.float32)

    def kron(u, v):
        m = jnp.ones((1, 1), jnp.complex64)
        for q in range(len(u)):
            m = jnp.kron(m, jnp.stack([jnp.stack([u[q], -jnp.conj(v[q])]), jnp.stack([v[q], jnp.conj(u[q])])]))
        return m

    def run(a):
        u, v = gate_parts(a)
        s = product_start(u[0], v[0], n)
        for l in range(1, layers):
            s = move(s)
            for q in range(0, n, width):
                w = min(width, n - q)
                s = jnp.einsum("ij,ajb->aib", kron(u[l, q : q + w], v[l, q : q + w]), s.reshape(2**q, 2**w, -1)).reshape(-1)
        p = (s.real**2 + s.imag**2).reshape((2,) * n)
        return jnp.stack([t[0] - t[1] for t in (p.sum(tuple(k for k in range(n) if k != q)) for q in range(n))])

    return jax.vmap(run)


def by_hand(n, layers):
    """A hand-written adjoint sweep."""
    perm, inverse = jnp.asarray(entangler(n)), jnp.asarray(np.argsort(entangler(n)))
    signs = jnp.asarray(z_signs(n), jnp.float32)

    def back(s, u, v):
        return rotate(s, jnp.conj(u), -v, n)

    def run(a, g):
        u, v = gate_parts(a)
        s = product_start(u[0], v[0], n)
        for l in range(1, layers):
            s = rotate(s[perm], u[l], v[l], n)
        lam, out = (signs @ g) * s, []
        for l in range(layers - 1, -1, -1):
            phases = jnp.imag(jnp.conj(lam) * s) @ signs
            s, lam = back(s, u[l], v[l]), back(lam, u[l], v[l])
            turns = []
            for q in range(n):
                t, m = s.reshape(2**q, 2, -1), lam.reshape(2**q, 2, -1)
                turns.append(jnp.sum(jnp.real(jnp.conj(m[:, 1]) * t[:, 0] - jnp.conj(m[:, 0]) * t[:, 1])))
            out.append(jnp.stack([jnp.stack(turns), phases], -1))
            if l:
                s, lam = s[inverse], lam[inverse]
        return jnp.stack(out[::-1])

    return jax.vmap(run)


def ready(f, *args):
    compiled = jax.jit(f)
    return lambda: jax.block_until_ready(compiled(*args))


def vjp_of(f):
    return lambda a, g: jax.vjp(f, a)[1](g)[0]


def ansatz():
    for size in ANSATZ:
        n, layers, batch = size
        a, g = (jnp.asarray(x) for x in inputs(*size))
        both = (("gather", gather_both_ways(n)), ("flips", flips(n)))
        ways = [(f"product start, gate by gate, {name}", per_gate(n, layers, move, True)) for name, move in both[: 1 if QUICK else 2]]
        if n == 4 or not QUICK:
            ways.append(("gate by gate, gather", per_gate(n, layers, lambda s, p=jnp.asarray(entangler(n)): s[p], False)))
        if n >= 6:
            ways += [(f"product start, blocks of {w}, gather", blocks(n, layers, both[0][1], w)) for w in ((3,) if QUICK else (2, 3))]
        for name, f in ways:
            measure_ansatz("JAX", f"jit vmap, {name}", VERSION, size, ready(f, a), ready(vjp_of(f), a, g))
        measure_ansatz("JAX", "jit vmap, adjoint by hand", VERSION, size, None, ready(by_hand(n, layers), a, g))


def matrix_of(gate, t):
    """The matrices of parametrised gates; c, s at half the angle. Fixed gates come with their matrix in the work file."""
    c, s, z = jnp.cos(t[0] / 2), jnp.sin(t[0] / 2), jnp.zeros_like(t[0])
    e = lambda x: jax.lax.complex(jnp.cos(x), jnp.sin(x))
    one, zero_ = e(z), jax.lax.complex(z, z)
    m = lambda rows: jnp.stack([jnp.stack([jax.lax.complex(x, z) if not jnp.iscomplexobj(x) else x for x in row]) for row in rows])
    rx = [[c, jax.lax.complex(z, -s)], [jax.lax.complex(z, -s), c]]
    ry = [[c, -s], [s, c]]
    rz = [[e(-t[0] / 2), zero_], [zero_, e(t[0] / 2)]]
    p = [[one, zero_], [zero_, e(t[0])]]
    controlled = lambda b: m([[one, zero_, zero_, zero_], [zero_, one, zero_, zero_], [zero_, zero_, *b[0]], [zero_, zero_, *b[1]]])
    i = lambda x: jax.lax.complex(z, x)
    if gate in ("RX", "RY", "RZ", "P", "U1"):
        return m({"RX": rx, "RY": ry, "RZ": rz, "P": p, "U1": p}[gate])
    if gate in ("CRX", "CRY", "CRZ", "CP"):
        return controlled({"CRX": rx, "CRY": ry, "CRZ": rz, "CP": p}[gate])
    if gate in ("U2", "U3"):
        theta, phi, lam = (jnp.full_like(z, np.pi / 2), t[0], t[1]) if gate == "U2" else t
        c, s = jnp.cos(theta / 2), jnp.sin(theta / 2)
        return m([[c, -s * e(lam)], [s * e(phi), c * e(phi + lam)]])
    if gate == "RBS":
        c, s = jnp.cos(t[0]), jnp.sin(t[0])
        return m([[one, zero_, zero_, zero_], [zero_, c, s, zero_], [zero_, -s, c, zero_], [zero_, zero_, zero_, one]])
    if gate == "RZZ":
        a, b = e(-t[0] / 2), e(t[0] / 2)
        return m([[a, z, z, z], [z, b, z, z], [z, z, b, z], [z, z, z, a]])
    sign = 1 if gate == "RXX" else -1
    return m([[c, z, z, i(-sign * s)], [z, c, i(-s), z], [z, i(-s), c, z], [i(-sign * s), z, z, c]])


def random_circuit():
    case = WORK["random"]
    n, batch = case["qubits"], case["batch"]
    signs = jnp.asarray(z_signs(n), jnp.float32)

    def apply(s, matrix, wires):
        k = len(wires)
        s = jnp.tensordot(matrix.reshape((2,) * 2 * k), s, (tuple(range(k, 2 * k)), tuple(wires)))
        return jnp.moveaxis(s, tuple(range(k)), tuple(wires))

    def permute(s, table, n=n):
        return s.reshape(-1)[table].reshape((2,) * n)

    def run(a):
        s = zero(n).reshape((2,) * n)
        for o in case["operations"]:
            if "gather" in o:
                s = permute(s, jnp.asarray(o["gather"]))
            elif "diagonal" in o:
                s = s * jnp.asarray(np.asarray(o["diagonal"][0]) + 1j * np.asarray(o["diagonal"][1]), jnp.complex64).reshape((2,) * n)
            elif "matrix" in o:
                s = apply(s, jnp.asarray(np.asarray(o["matrix"][0]) + 1j * np.asarray(o["matrix"][1]), jnp.complex64), o["wires"])
            else:
                s = apply(s, matrix_of(o["gate"], [a[i] for i in o["params"]]), o["wires"])
        s = s.reshape(-1)
        return (s.real**2 + s.imag**2) @ signs

    f = jax.vmap(run)
    a, g = jnp.asarray(angles_of(batch, case["parameters"])), jnp.asarray(weights_of(batch, n))
    size = (n, case["depth"], batch)
    for work, way, expected in (("value", ready(f, a), case["values"]), ("vjp", ready(vjp_of(f), a, g), case["gradients"])):
        measure("JAX", "jit vmap, gate by gate", VERSION, size, "random", way, work, batch, expected)


def large(circuit="ansatz"):
    for case in WORK["large"]:
        n, layers = case["qubits"], case["layers"]
        a = jnp.asarray(inputs(n, layers, 1)[0])
        for name, move in (("gather", gather_both_ways(n)), ("flips", flips(n))):
            for product in (False, True):
                f = per_gate(n, layers, move, product)
                label = f"jit, {'product start, ' if product else ''}gate by gate, {name}"
                measure("JAX", label, VERSION, (n, layers, 1), circuit, ready(f, a), "large", 1, case["values"], 5)


if __name__ == "__main__" and os.environ.get("PEER_CORES") == "2":
    large("ansatz on two cores")
elif __name__ == "__main__":
    ansatz()
    random_circuit()
    if not QUICK:
        large()
