"""Jupyter's own suite for kernels; KERNEL_NAME names the installed kernel."""

import os

import jupyter_kernel_test


class TypeScriptKernel(jupyter_kernel_test.KernelTests):
    kernel_name = os.environ["KERNEL_NAME"]
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"
    completion_samples = [{"text": "conso", "matches": {"console"}}, {"text": "process.cw", "matches": {"cwd"}}]
    complete_code_samples = ["const a = 1", "function f() { return 1 }", "await Promise.resolve(1)", "`one line`"]
    incomplete_code_samples = ["function f() {", "const a = `x", "[1, 2,", "/* a comment"]
    invalid_code_samples = ["const = 1", "f(]"]
    code_generate_error = "throw new Error('planted')"
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[1, 2].map((n) => n * n)", "result": "[ 1, 4 ]"},
        {"code": "'text'", "result": "text"},
    ]
    code_display_data = [
        {"code": "require('tslab').display.html('<b>x</b>')", "mime": "text/html"},
        {"code": "require('tslab').display.png(Buffer.from('x'))", "mime": "image/png"},
        {"code": "require('tslab').display.markdown('*x*')", "mime": "text/markdown"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "console"
