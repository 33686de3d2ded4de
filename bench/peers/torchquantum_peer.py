"""TorchQuantum: batched device, functional gates, autograd."""
import sys
from unittest.mock import MagicMock

# names of old qiskit versions that torchquantum imports and never uses here
for name in (
    "qiskit.providers.aer", "qiskit.providers.aer.noise", "qiskit.providers.aer.noise.device",
    "qiskit.providers.aer.noise.device.parameters", "qiskit.providers.aer.models", "qiskit_ibm_runtime",
):
    sys.modules[name] = MagicMock(__spec__=None, __path__=[])
import torch, torchquantum as tq, torchquantum.functional as tqf
from importlib.metadata import version
from workload import *

torch.set_num_threads(int(os.environ.get("PEER_THREADS", "1")))
VERSION = f"torchquantum {version('torchquantum')}, torch {torch.__version__}"


def forward(x, n, layers):
    device = tq.QuantumDevice(n_wires=n, bsz=x.shape[0])
    for l in range(layers):
        for q in range(n):
            tqf.ry(device, wires=q, params=x[:, l, q, 0:1])
            tqf.rz(device, wires=q, params=x[:, l, q, 1:2])
        if l < layers - 1:
            for pair in pairs(n):
                tqf.cnot(device, wires=list(pair))
    return tq.MeasureAll(tq.PauliZ)(device)


for size in ANSATZ:
    n, layers, _ = size
    a, g = (torch.tensor(x) for x in inputs(*size))

    def value():
        with torch.no_grad():
            return forward(a, n, layers).numpy()

    def vjp():
        x = a.clone().requires_grad_(True)
        (forward(x, n, layers) * g).sum().backward()
        return x.grad.numpy()

    measure_ansatz("TorchQuantum", "functional, batched", VERSION, size, value, vjp)
