"""How long ``rawi --help`` takes to start, beside an interpreter that does nothing.

python benchmarks/startup.py [--quick]
"""

from __future__ import annotations

import subprocess
import sys

from measuring import arguments, print_table, seconds, setting

COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "python -c 'import rawi'": ("-c", "import rawi"),
    "rawi --help": ("-c", "from rawi.cli import main; main(['--help'])"),
    "rawi score --help": ("-c", "from rawi.cli import main; main(['score', '--help'])"),
    "python -c 'import rawi.evaluate.score'": ("-c", "import rawi.evaluate.score"),
    "python -c 'import numpy'": ("-c", "import numpy"),
    "python -c 'import seqeval.metrics'": ("-c", "import seqeval.metrics"),
}


def main() -> None:
    """Print the table."""
    options = arguments(__doc__ or "")
    rows: list[list[object]] = []
    for name, command in COMMANDS.items():

        def run(command: tuple[str, ...] = command) -> None:
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)

        spent = seconds(run, 1 if options.quick else 7)
        rows.append([name, spent])
    print(setting("click", "numpy"))
    print_table("Start-up", ["", "seconds"], rows)


if __name__ == "__main__":
    main()
